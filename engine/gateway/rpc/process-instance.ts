import { DEFAULT_TENANT, NO_KEY } from '../../protocol/key.ts';
import { toNumber, type Int64 } from '../codec.ts';
import { readDocument } from '../document.ts';
import { ownKey } from '../partition.ts';
import { Refusal } from '../refusal.ts';
import type { UnaryRpc } from '../unary.ts';

/** Ends a running process instance. */
export const cancelProcessInstance: UnaryRpc<{ processInstanceKey: Int64 }, 'PROCESS_INSTANCE'> = {
  toCommand: (request) => {
    const key = ownKey(request.processInstanceKey);
    if (key instanceof Refusal) return key;
    return {
      valueType: 'PROCESS_INSTANCE',
      intent: 'CANCEL',
      key,
      value: {
        bpmnProcessId: '',
        version: -1,
        tenantId: DEFAULT_TENANT,
        processDefinitionKey: -1,
        processInstanceKey: -1,
        elementId: '',
        flowScopeKey: -1,
        bpmnElementType: 'UNSPECIFIED',
        bpmnEventType: 'UNSPECIFIED',
        parentProcessInstanceKey: -1,
        parentElementInstanceKey: -1,
      },
    };
  },
  toResponse: () => ({}),
};

interface SetVariablesRequest {
  readonly elementInstanceKey: Int64;
  readonly variables: string;
  readonly local: boolean;
}

/** Sets variables at a scope, or wherever above it they exist. */
export const setVariables: UnaryRpc<SetVariablesRequest, 'VARIABLE_DOCUMENT'> = {
  toCommand: (request) => {
    const variables = readDocument(request.variables);
    if (variables instanceof Refusal) return variables;
    const scopeKey = ownKey(request.elementInstanceKey);
    if (scopeKey instanceof Refusal) return scopeKey;
    const updateSemantics = request.local ? 'LOCAL' : 'PROPAGATE';
    return {
      valueType: 'VARIABLE_DOCUMENT',
      intent: 'UPDATE',
      key: NO_KEY,
      value: { scopeKey, updateSemantics, variables, tenantId: DEFAULT_TENANT },
    };
  },
  toResponse: ({ key }) => ({ key }),
};

/** Says that the cause of an incident is gone, so that the engine tries again. */
export const resolveIncident: UnaryRpc<{ incidentKey: Int64 }, 'INCIDENT'> = {
  toCommand: (request) => {
    const key = ownKey(request.incidentKey);
    if (key instanceof Refusal) return key;
    return {
      valueType: 'INCIDENT',
      intent: 'RESOLVE',
      key,
      value: {
        errorType: 'UNKNOWN',
        errorMessage: '',
        bpmnProcessId: '',
        processDefinitionKey: -1,
        processInstanceKey: -1,
        elementId: '',
        elementInstanceKey: -1,
        jobKey: -1,
        variableScopeKey: -1,
        tenantId: DEFAULT_TENANT,
      },
    };
  },
  toResponse: () => ({}),
};

interface MigrateRequest {
  readonly processInstanceKey: Int64;
  readonly migrationPlan: {
    readonly targetProcessDefinitionKey: Int64;
    readonly mappingInstructions: readonly {
      readonly sourceElementId: string;
      readonly targetElementId: string;
    }[];
  } | null;
}

/** Moves a running instance to another definition. */
export const migrateProcessInstance: UnaryRpc<MigrateRequest, 'PROCESS_INSTANCE_MIGRATION'> = {
  toCommand: ({ processInstanceKey, migrationPlan: plan }) => {
    const key = ownKey(processInstanceKey);
    if (key instanceof Refusal) return key;
    const mappings = plan?.mappingInstructions ?? [];
    return {
      valueType: 'PROCESS_INSTANCE_MIGRATION',
      intent: 'MIGRATE',
      key,
      value: {
        processInstanceKey: key,
        targetProcessDefinitionKey: toNumber(plan?.targetProcessDefinitionKey ?? 0),
        mappingInstructions: mappings.map(({ sourceElementId, targetElementId }) => ({
          sourceElementId,
          targetElementId,
        })),
        tenantId: DEFAULT_TENANT,
      },
    };
  },
  toResponse: () => ({}),
};

interface ModifyRequest {
  readonly processInstanceKey: Int64;
  readonly activateInstructions: readonly {
    readonly elementId: string;
    readonly ancestorElementInstanceKey: Int64;
    readonly variableInstructions: readonly { variables: string; scopeId: string }[];
  }[];
  readonly terminateInstructions: readonly { elementInstanceKey: Int64 }[];
}

/** Activates and terminates elements of a running instance. */
export const modifyProcessInstance: UnaryRpc<ModifyRequest, 'PROCESS_INSTANCE_MODIFICATION'> = {
  toCommand: (request) => {
    const activateInstructions = [];
    for (const one of request.activateInstructions) {
      const variableInstructions = [];
      for (const { variables: text, scopeId } of one.variableInstructions) {
        const variables = readDocument(text);
        if (variables instanceof Refusal) return variables;
        variableInstructions.push({ variables, elementId: scopeId });
      }
      const ancestorScopeKey = toNumber(one.ancestorElementInstanceKey);
      const { elementId } = one;
      activateInstructions.push({
        elementId,
        ancestorScopeKey,
        variableInstructions,
        ancestorScopeKeys: [],
      });
    }
    const key = ownKey(request.processInstanceKey);
    if (key instanceof Refusal) return key;
    const terminateInstructions = request.terminateInstructions.map((one) => ({
      elementInstanceKey: toNumber(one.elementInstanceKey),
    }));
    return {
      valueType: 'PROCESS_INSTANCE_MODIFICATION',
      intent: 'MODIFY',
      key,
      value: {
        processInstanceKey: key,
        terminateInstructions,
        activateInstructions,
        ancestorScopeKeys: [],
        tenantId: DEFAULT_TENANT,
      },
    };
  },
  toResponse: () => ({}),
};
