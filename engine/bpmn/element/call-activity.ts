import type { ExecutableElement } from '../../model/executable.ts';
import { isActive, isInterrupted } from '../../state/element-instance.ts';
import type { DeployedProcess } from '../../state/process-state.ts';
import type { Behaviors } from '../behavior/behaviors.ts';
import type { ElementContext } from '../element-context.ts';
import type { ContainerProcessor } from '../element-processor.ts';
import { Failure, isFailure } from '../failure.ts';
import { mapOutputAndFlow } from './completion.ts';

/**
 * A call activity: runs the latest version of another process.
 * Source: zeebe/engine, `container/CallActivityProcessor.java`.
 */
export function callActivity(behaviors: Behaviors): ContainerProcessor {
  const { transitions, catchEvents, variableMappings } = behaviors;
  return {
    onActivate(element, activating) {
      const failure = variableMappings.applyInput(element, activating);
      if (failure !== undefined) return failure;
      const process = findProcess(behaviors, element, activating);
      if (isFailure(process)) return process;
      const refused = catchEvents.subscribe(element, activating);
      if (refused !== undefined) return refused;
      const activated = transitions.toActivated(activating);
      const childKey = transitions.createChildProcess(process, activated);
      passVariables(behaviors, element, activated, childKey, process);
      return undefined;
    },

    onComplete: (element, completing) => mapOutputAndFlow(behaviors, element, completing),

    onTerminate(element, terminating) {
      catchEvents.unsubscribe(terminating.elementInstanceKey);
      behaviors.incidents.resolveOf(terminating.elementInstanceKey);
      transitions.terminateChildProcess(element, terminating);
    },

    afterExecutionPathCompleted(element, caller) {
      if (caller.state === 'ELEMENT_ACTIVATED') transitions.completeElement(caller);
      // Interrupted while the called process completed.
      else if (caller.state === 'ELEMENT_TERMINATING') terminate(behaviors, element, caller);
      else throw new Error(`unable to complete the call activity from ${caller.state}`);
    },

    onChildTerminated(element, caller) {
      if (caller.state !== 'ELEMENT_TERMINATING') {
        throw new Error(`unable to terminate the call activity from ${caller.state}`);
      }
      terminate(behaviors, element, caller);
    },
  };
}

function findProcess(
  { context, expressions }: Behaviors,
  element: ExecutableElement,
  activating: ElementContext,
): DeployedProcess | Failure {
  if (element.calledElement === null) throw new Error(`${element.id} calls nothing`);
  const id = expressions.string(element.calledElement.processId, activating.elementInstanceKey);
  if (isFailure(id)) return id;
  const process = context.state.processes.latest(id);
  const expectation = `Expected process with BPMN process id '${id}' to`;
  if (process === undefined) {
    return new Failure(`${expectation} be deployed, but not found.`, 'CALLED_ELEMENT_ERROR');
  }
  if (process.executable.noneStartEvent === null) {
    const message = `${expectation} have a none start event, but not found.`;
    return new Failure(message, 'CALLED_ELEMENT_ERROR');
  }
  return process;
}

/** All variables that are visible, or what the input mappings made. */
function passVariables(
  { context, variables }: Behaviors,
  element: ExecutableElement,
  caller: ElementContext,
  childKey: number,
  process: DeployedProcess,
): void {
  const key = caller.elementInstanceKey;
  const state = context.state.variables;
  const owner = {
    processDefinitionKey: process.key,
    processInstanceKey: childKey,
    bpmnProcessId: process.value.bpmnProcessId,
  };
  if (element.calledElement?.propagateAllParentVariables === true) {
    variables.mergeLocal(childKey, owner, state.visibleDocument(key), 'stored');
  } else if (element.inputMappings !== null) {
    variables.mergeLocal(childKey, owner, state.localDocument(key), 'stored');
  }
}

function terminate(
  { context, transitions, triggers }: Behaviors,
  element: ExecutableElement,
  terminating: ElementContext,
): void {
  const { flowScopeKey } = terminating.value;
  const flowScope = context.state.elementInstances.get(flowScopeKey);
  const trigger = triggers.find(terminating);
  const isFree = flowScope !== undefined && isActive(flowScope) && !isInterrupted(flowScope);
  const terminated = transitions.toTerminated(terminating);
  if (trigger !== undefined && isFree) {
    triggers.activateWaiting(terminating.elementInstanceKey, flowScopeKey, trigger, terminated);
  } else {
    transitions.onTerminated(element, terminated);
  }
}
