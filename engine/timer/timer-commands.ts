import type { BpmnEngine } from '../bpmn/bpmn-engine.ts';
import { isFailure } from '../bpmn/failure.ts';
import type { ExecutableElement } from '../model/executable.ts';
import { EMPTY_DOCUMENT } from '../protocol/json-text.ts';
import type { TimerValue } from '../protocol/value/event.value.ts';
import { elementOf } from '../state/process-state.ts';
import type { EngineContext } from '../stream/engine-context.ts';
import type { CommandHandlers, CommandRecord } from '../stream/handlers.ts';
import { createTimer } from './subscribe.ts';
import { nextRepetition } from './timer.ts';

/** Source: zeebe/engine, `TimerTriggerProcessor.java`, `TimerCancelProcessor.java`. */
export function timerCommands(context: EngineContext, bpmn: BpmnEngine): CommandHandlers<'TIMER'> {
  const { writers, state } = context;
  return {
    TRIGGER(command) {
      const { key } = command;
      if (state.timers.get(key) === undefined) {
        const reason = `Expected to trigger timer with key '${key}', but no such timer was found`;
        writers.rejection(command as CommandRecord, 'NOT_FOUND', reason);
        return;
      }
      trigger(context, bpmn, command);
    },

    CANCEL(command) {
      const { key } = command;
      if (state.timers.get(key) === undefined) {
        const reason = `Expected to cancel timer with key '${key}', but no such timer was found`;
        writers.rejection(command as CommandRecord, 'NOT_FOUND', reason);
        return;
      }
      writers.event(key, 'TIMER', 'CANCELED', command.value);
    },
  };
}

function trigger(context: EngineContext, bpmn: BpmnEngine, command: CommandRecord<'TIMER'>): void {
  const { writers, state } = context;
  const { triggers } = bpmn.behaviors;
  const { key } = command;
  let timer: TimerValue = command.value;
  const process = state.processes.get(timer.processDefinitionKey)?.executable;
  if (process === undefined) {
    const reason =
      `Expected to find a process definition with key '${timer.processDefinitionKey}', ` +
      'but no such definition was found';
    writers.rejection(command as CommandRecord, 'NOT_FOUND', reason);
    return;
  }
  const event = elementOf(process, timer.targetElementId, 'UNSPECIFIED');
  if (event === undefined) throw new Error(`no element ${timer.targetElementId}`);
  if (timer.elementInstanceKey < 0) {
    timer = { ...timer, processInstanceKey: writers.nextKey() };
    writers.event(key, 'TIMER', 'TRIGGERED', timer);
    triggers.activateProcess(
      timer.processDefinitionKey,
      timer.processInstanceKey,
      timer.targetElementId,
      EMPTY_DOCUMENT,
    );
  } else {
    const instance = state.elementInstances.get(timer.elementInstanceKey);
    if (!triggers.canTrigger(instance, timer.targetElementId)) {
      const reason = `Expected to trigger a timer with key '${key}', but the timer is not active anymore`;
      writers.rejection(command as CommandRecord, 'INVALID_STATE', reason);
      return;
    }
    writers.event(key, 'TIMER', 'TRIGGERED', timer);
    triggers.activateElement(event, instance.key, instance.value);
  }
  if (timer.repetitions === -1 || timer.repetitions > 1) {
    reschedule(context, bpmn, timer, event);
  }
}

/** Makes the next timer of a cycle; its time counts from the last due date, so nothing drifts. */
function reschedule(
  context: EngineContext,
  bpmn: BpmnEngine,
  timer: TimerValue,
  event: ExecutableElement,
): void {
  if (event.timer === null) throw new Error(`element ${event.id} has no timer`);
  const again = bpmn.behaviors.expressions.timer(event.timer, timer.elementInstanceKey);
  if (isFailure(again)) {
    throw new Error(
      `Expected to reschedule repeating timer for element with id '${event.id}', ` +
        `but an error occurred: ${again.message}`,
    );
  }
  const next = nextRepetition(again, timer.repetitions, timer.dueDate);
  if (next !== null) createTimer(context, timer, event.id, next.timer);
}
