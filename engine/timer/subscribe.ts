import { DEFAULT_TENANT } from '../protocol/key.ts';
import type { TimerValue } from '../protocol/value/event.value.ts';
import type { EngineContext } from '../stream/engine-context.ts';
import { nextDue } from './timer.ts';
import type { Timer } from './timer.ts';

/** Whose timer it is: an element instance, or (-1) a start event of the definition. */
export type TimerOwner = Pick<
  TimerValue,
  'elementInstanceKey' | 'processInstanceKey' | 'processDefinitionKey'
>;

/** Writes TIMER CREATED and sees to it that it is triggered. Source: `CatchEventBehavior.java`. */
export function createTimer(
  { writers, timerChecks }: EngineContext,
  owner: TimerOwner,
  targetElementId: string,
  timer: Timer,
): void {
  const { dueMs, repetitions } = nextDue(timer, writers.now());
  writers.event(writers.nextKey(), 'TIMER', 'CREATED', {
    elementInstanceKey: owner.elementInstanceKey,
    processInstanceKey: owner.processInstanceKey,
    dueDate: dueMs,
    targetElementId,
    repetitions,
    processDefinitionKey: owner.processDefinitionKey,
    tenantId: DEFAULT_TENANT,
  });
  writers.afterCommit(() => timerChecks.timerDue(dueMs));
}
