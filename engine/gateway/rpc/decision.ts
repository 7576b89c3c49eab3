import { DEFAULT_TENANT, NO_KEY } from '../../protocol/key.ts';
import { toNumber, type Int64 } from '../codec.ts';
import { readDocument } from '../document.ts';
import { Refusal } from '../refusal.ts';
import { checkTenant } from '../tenant.ts';
import type { UnaryRpc } from '../unary.ts';

interface EvaluateRequest {
  readonly decisionKey: Int64;
  readonly decisionId: string;
  readonly variables: string;
  readonly tenantId: string;
}

/** Evaluates a decision; one that fails is an answer too, with the reason. */
export const evaluateDecision: UnaryRpc<EvaluateRequest, 'DECISION_EVALUATION'> = {
  toCommand: (request) => {
    const refusal = checkTenant('EvaluateDecision', request.tenantId);
    if (refusal) return refusal;
    const variables = readDocument(request.variables);
    if (variables instanceof Refusal) return variables;
    return {
      valueType: 'DECISION_EVALUATION',
      intent: 'EVALUATE',
      key: NO_KEY,
      value: {
        decisionKey: toNumber(request.decisionKey),
        decisionId: request.decisionId,
        decisionName: '',
        decisionVersion: -1,
        decisionRequirementsId: '',
        decisionRequirementsKey: -1,
        decisionOutput: 'null',
        variables,
        bpmnProcessId: '',
        processDefinitionKey: -1,
        processInstanceKey: -1,
        elementId: '',
        elementInstanceKey: -1,
        evaluatedDecisions: [],
        evaluationFailureMessage: '',
        failedDecisionId: '',
        tenantId: DEFAULT_TENANT,
      },
    };
  },
  toResponse: ({ key, value }) => {
    const { failedDecisionId, evaluationFailureMessage, decisionOutput } = value;
    const outcome =
      failedDecisionId === ''
        ? { decisionOutput }
        : { failedDecisionId, failureMessage: evaluationFailureMessage };
    return {
      decisionInstanceKey: key,
      decisionKey: value.decisionKey,
      decisionId: value.decisionId,
      decisionName: value.decisionName,
      decisionVersion: value.decisionVersion,
      decisionRequirementsId: value.decisionRequirementsId,
      decisionRequirementsKey: value.decisionRequirementsKey,
      evaluatedDecisions: value.evaluatedDecisions,
      tenantId: value.tenantId,
      ...outcome,
    };
  },
};
