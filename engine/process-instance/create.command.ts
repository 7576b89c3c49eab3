import { ActivationRefused } from '../bpmn/behavior/element-activation.ts';
import type { BpmnEngine } from '../bpmn/bpmn-engine.ts';
import type { Refusal } from '../job/precondition.ts';
import { DEFAULT_TENANT, NO_KEY } from '../protocol/key.ts';
import type {
  ProcessInstanceCreationValue,
  ProcessInstanceValue,
} from '../protocol/value/process-instance.value.ts';
import type { DeployedProcess, ProcessState } from '../state/process-state.ts';
import type { EngineContext } from '../stream/engine-context.ts';
import { BatchTooLargeError } from '../stream/step.ts';
import { ExpectedRefusal } from '../stream/expected-refusal.ts';
import type { CommandHandlers, CommandRecord } from '../stream/handlers.ts';
import { refuse } from '../stream/writers.ts';
import { violatedInstruction } from './start-instructions.ts';

type Creation = CommandRecord<'PROCESS_INSTANCE_CREATION'>;

/**
 * Creates process instances. Source: zeebe/engine, `ProcessInstanceCreationCreate*Processor.java`.
 */
export function creationCommands(
  context: EngineContext,
  bpmn: BpmnEngine,
): CommandHandlers<'PROCESS_INSTANCE_CREATION'> {
  const { state, writers, awaitedResults } = context;
  return {
    CREATE(command) {
      const created = create(command);
      if (created === null) return;
      writers.respond(
        command as CommandRecord,
        created.key,
        'PROCESS_INSTANCE_CREATION',
        'CREATED',
        created.value,
      );
    },

    CREATE_WITH_AWAITING_RESULT(command) {
      const { requestId, value } = command;
      create(command, (processInstanceKey) => {
        if (requestId === 0) return;
        awaitedResults.await(processInstanceKey, {
          requestId,
          fetchVariables: value.fetchVariables,
        });
      });
    },
  };

  function create(
    command: Creation,
    onCreated: (processInstanceKey: number) => void = () => {},
  ): { readonly key: number; readonly value: ProcessInstanceCreationValue } | null {
    const found = findProcess(state.processes, command.value);
    const refusal = 'reason' in found ? found : violation(found, command.value);
    if (refusal !== null || 'reason' in found) {
      refuse(writers, command as CommandRecord, refusal!.type, refusal!.reason);
      return null;
    }
    const processInstanceKey = writers.nextKey();
    const instance = instanceOf(found, processInstanceKey);
    bpmn.behaviors.variables.mergeLocal(processInstanceKey, instance, command.value.variables);
    onCreated(processInstanceKey);
    if (command.value.startInstructions.length === 0) {
      writers.command(processInstanceKey, 'PROCESS_INSTANCE', 'ACTIVATE_ELEMENT', instance);
    } else {
      startAtElements(bpmn, found, instance, command);
    }
    const value: ProcessInstanceCreationValue = {
      ...command.value,
      processInstanceKey,
      bpmnProcessId: found.value.bpmnProcessId,
      version: found.value.version,
      processDefinitionKey: found.key,
    };
    const key = writers.nextKey();
    try {
      writers.event(key, 'PROCESS_INSTANCE_CREATION', 'CREATED', value);
    } catch (error) {
      if (!(error instanceof BatchTooLargeError)) throw error;
      // Zeebe has written the new fields into the very command that it refuses.
      throw new ExpectedRefusal('EXCEEDED_BATCH_RECORD_SIZE', '', value);
    }
    return { key, value };
  }
}

function startAtElements(
  bpmn: BpmnEngine,
  process: DeployedProcess,
  instance: ProcessInstanceValue,
  { intent, value }: Creation,
): void {
  for (const { elementId } of value.startInstructions) {
    const element = process.executable.elements.get(elementId) ?? process.executable;
    try {
      bpmn.behaviors.activation.activate(instance, element, NO_KEY, () => {});
    } catch (error) {
      // Zeebe expects the refusal only where no result is awaited.
      const isExpected = error instanceof ActivationRefused && error.kind === 'subscription';
      if (isExpected && intent === 'CREATE') {
        throw new ExpectedRefusal('INVALID_ARGUMENT', error.message);
      }
      throw error;
    }
  }
}

function violation(
  process: DeployedProcess,
  { startInstructions }: ProcessInstanceCreationValue,
): Refusal | null {
  if (startInstructions.length > 0)
    return violatedInstruction(process.executable, startInstructions);
  if (process.executable.noneStartEvent !== null) return null;
  return {
    type: 'INVALID_STATE',
    reason:
      'Expected to create instance of process with none start event, but there is no such event',
  };
}

function findProcess(
  processes: ProcessState,
  value: ProcessInstanceCreationValue,
): DeployedProcess | Refusal {
  const { bpmnProcessId, version, processDefinitionKey } = value;
  const prefix = 'Expected to find process definition with';
  const orNone = (process: DeployedProcess | undefined, what: string): DeployedProcess | Refusal =>
    process ?? { type: 'NOT_FOUND', reason: `${prefix} ${what}, but none found` };
  if (bpmnProcessId !== '') {
    if (version < 0)
      return orNone(processes.latest(bpmnProcessId), `process ID '${bpmnProcessId}'`);
    return orNone(
      processes.byVersion(bpmnProcessId, version),
      `process ID '${bpmnProcessId}' and version '${version}'`,
    );
  }
  if (processDefinitionKey >= 0) {
    return orNone(processes.get(processDefinitionKey), `key '${processDefinitionKey}'`);
  }
  return {
    type: 'INVALID_ARGUMENT',
    reason: 'Expected at least a bpmnProcessId or a key greater than -1, but none given',
  };
}

function instanceOf(process: DeployedProcess, processInstanceKey: number): ProcessInstanceValue {
  return {
    bpmnElementType: 'PROCESS',
    elementId: process.executable.id,
    bpmnProcessId: process.value.bpmnProcessId,
    version: process.value.version,
    processDefinitionKey: process.key,
    processInstanceKey,
    flowScopeKey: NO_KEY,
    bpmnEventType: 'UNSPECIFIED',
    parentProcessInstanceKey: NO_KEY,
    parentElementInstanceKey: NO_KEY,
    tenantId: DEFAULT_TENANT,
  };
}
