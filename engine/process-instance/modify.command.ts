import type { Behaviors } from '../bpmn/behavior/behaviors.ts';
import { ActivationRefused } from '../bpmn/behavior/element-activation.ts';
import type { BpmnEngine } from '../bpmn/bpmn-engine.ts';
import type {
  ModificationActivateInstruction,
  ProcessInstanceModificationValue,
} from '../protocol/value/process-instance.value.ts';
import type { ElementInstance } from '../state/element-instance.ts';
import { canTerminate } from '../state/element-instance.ts';
import type { DeployedProcess } from '../state/process-state.ts';
import type { EngineContext } from '../stream/engine-context.ts';
import { ExpectedRefusal } from '../stream/expected-refusal.ts';
import type { CommandHandlers, CommandRecord } from '../stream/handlers.ts';
import { BatchTooLargeError } from '../stream/step.ts';
import { refuse } from '../stream/writers.ts';
import { javaSetOrder } from './java-set-order.ts';
import { violatedModification } from './modification-checks.ts';

/**
 * Changes the course of an instance. Source: zeebe/engine,
 * `ProcessInstanceModificationModifyProcessor.java`.
 */
export function modificationCommands(
  context: EngineContext,
  bpmn: BpmnEngine,
): CommandHandlers<'PROCESS_INSTANCE_MODIFICATION'> {
  const { state, writers } = context;
  const modifier = new Modifier(context, bpmn.behaviors);
  return {
    MODIFY(command) {
      const { value } = command;
      const record = command as CommandRecord;
      const eventKey = command.key > -1 ? command.key : value.processInstanceKey;
      const instance = state.elementInstances.get(value.processInstanceKey);
      if (instance === undefined) {
        refuse(
          writers,
          record,
          'NOT_FOUND',
          `Expected to modify process instance but no process instance found with key ` +
            `'${eventKey}'`,
        );
        return;
      }
      const process = state.processes.get(instance.value.processDefinitionKey)!;
      const refusal = violatedModification(state, process, value);
      if (refusal !== null) {
        refuse(writers, record, refusal.type, refusal.reason);
        return;
      }
      let modified: ProcessInstanceModificationValue;
      try {
        modified = modifier.modify(value, instance, process);
        writers.event(eventKey, 'PROCESS_INSTANCE_MODIFICATION', 'MODIFIED', modified);
      } catch (error) {
        if (!(error instanceof BatchTooLargeError)) throw error;
        throw new ExpectedRefusal('INVALID_ARGUMENT', tooLargeText(value.processInstanceKey));
      }
      writers.respond(record, eventKey, 'PROCESS_INSTANCE_MODIFICATION', 'MODIFIED', modified);
    },
  };
}

/** Carries out one modification that was found right. */
class Modifier {
  private readonly context: EngineContext;
  private readonly behaviors: Behaviors;

  constructor(context: EngineContext, behaviors: Behaviors) {
    this.context = context;
    this.behaviors = behaviors;
  }

  modify(
    value: ProcessInstanceModificationValue,
    instance: ElementInstance,
    process: DeployedProcess,
  ): ProcessInstanceModificationValue {
    const required = new Set<number>();
    const activateInstructions = value.activateInstructions.map((instruction) => {
      const ancestorScopeKeys = this.activate(instruction, instance, process);
      for (const key of ancestorScopeKeys) required.add(key);
      return { ...instruction, ancestorScopeKeys: javaSetOrder(ancestorScopeKeys) };
    });
    for (const { elementInstanceKey } of value.terminateInstructions) {
      const target = this.context.state.elementInstances.get(elementInstanceKey);
      if (target === undefined) continue;
      this.terminate(target);
      this.terminateEmptyScopes(target.value.flowScopeKey, required);
    }
    return { ...value, activateInstructions, ancestorScopeKeys: javaSetOrder(required) };
  }

  private activate(
    instruction: ModificationActivateInstruction,
    instance: ElementInstance,
    process: DeployedProcess,
  ): readonly number[] {
    const element = process.executable.elements.get(instruction.elementId) ?? process.executable;
    const setVariables = (elementId: string, scopeKey: number): void => {
      for (const { elementId: target, variables } of instruction.variableInstructions) {
        const isGlobal = target === '' && elementId === instance.value.bpmnProcessId;
        if (target !== elementId && !isGlobal) continue;
        this.behaviors.variables.mergeLocal(scopeKey, instance.value, variables);
      }
    };
    try {
      const { ancestorScopeKey } = instruction;
      return this.behaviors.activation.activate(
        instance.value,
        element,
        ancestorScopeKey > 0 ? ancestorScopeKey : -1,
        setVariables,
      ).flowScopeKeys;
    } catch (error) {
      if (!(error instanceof ActivationRefused)) throw error;
      throw new ExpectedRefusal('INVALID_ARGUMENT', activationText(error));
    }
  }

  /**
   * Ends an instance and everything in it at once, by events, without the outgoing course: all
   * begin to end, the newest child first, then all have ended in the opposite order. User tasks of
   * the engine's own get no events, as in Zeebe.
   */
  private terminate(instance: ElementInstance): void {
    const { state, writers, awaitedResults } = this.context;
    const waiting = [instance];
    const ending: ElementInstance[] = [];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      writers.event(next.key, 'PROCESS_INSTANCE', 'ELEMENT_TERMINATING', next.value);
      ending.push(next);
      this.behaviors.jobs.cancelOf(next);
      this.behaviors.incidents.resolveOf(next.key);
      this.behaviors.catchEvents.unsubscribe(next.key);
      const called =
        next.value.bpmnElementType === 'CALL_ACTIVITY'
          ? state.elementInstances.get(next.calledChildInstanceKey)
          : undefined;
      const children = called ? [called] : state.elementInstances.childrenOf(next.key);
      waiting.push(...children.filter(canTerminate));
    }
    for (const { key, value } of ending.reverse()) {
      if (value.bpmnElementType === 'PROCESS') awaitedResults.take(key);
      writers.event(key, 'PROCESS_INSTANCE', 'ELEMENT_TERMINATED', value);
    }
  }

  /** Scopes in which nothing is left end too, unless something is about to be activated there. */
  private terminateEmptyScopes(scopeKey: number, required: ReadonlySet<number>): void {
    let scope = this.context.state.elementInstances.get(scopeKey);
    while (
      scope !== undefined &&
      scope.childCount === 0 &&
      scope.activeSequenceFlows === 0 &&
      !required.has(scope.key)
    ) {
      const { value } = scope;
      if (value.bpmnElementType === 'PROCESS' && value.parentProcessInstanceKey > 0) {
        throw new ExpectedRefusal('INVALID_ARGUMENT', childText(value.bpmnProcessId));
      }
      this.terminate(scope);
      scope = this.context.state.elementInstances.get(value.flowScopeKey);
    }
  }
}

function activationText({ kind, bpmnProcessId, elementId, message }: ActivationRefused): string {
  if (kind === 'subscription') return message;
  const prefix =
    `Expected to modify instance of process '${bpmnProcessId}' but it contains one ` +
    `or more activate instructions`;
  if (kind === 'multi-instance') {
    return (
      `${prefix} that would result in the activation of multi-instance element '${elementId}', ` +
      'which is currently unsupported.'
    );
  }
  return (
    `${prefix} for an element that has a flow scope with more than one active instance: ` +
    `'${elementId}'. ` +
    "Can't decide in which instance of the flow scope the element should be activated. " +
    'Please specify an ancestor element instance key for this activate instruction.'
  );
}

function childText(bpmnProcessId: string): string {
  return (
    `Expected to modify instance of process '${bpmnProcessId}' but the given instructions would ` +
    `terminate ` +
    'the instance. The instance was created by a call activity in the parent process. ' +
    'To terminate this instance please modify the parent process instead.'
  );
}

function tooLargeText(processInstanceKey: number): string {
  return (
    `Unable to modify process instance with key '${processInstanceKey}' as the size exceeds the ` +
    `maximum batch size.` +
    ' Please reduce the size by splitting the modification into multiple commands.'
  );
}
