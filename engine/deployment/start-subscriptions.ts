import type { Behaviors } from '../bpmn/behavior/behaviors.ts';
import { isFailure } from '../bpmn/failure.ts';
import type { ExecutableElement } from '../model/executable.ts';
import { EMPTY_DOCUMENT } from '../protocol/json-text.ts';
import { DEFAULT_TENANT, NO_KEY } from '../protocol/key.ts';
import type { ProcessMetadata } from '../protocol/value/deployment.value.ts';
import type { DeployedProcess } from '../state/process-state.ts';
import type { EngineContext } from '../stream/engine-context.ts';
import { createTimer } from '../timer/subscribe.ts';
import type { StartEvents } from './start-events.ts';

/**
 * Timers, messages and signals that start instances: those of a new version replace those before.
 * Source: zeebe/engine, `StartEventSubscriptionManager.java`, `DeploymentCreateProcessor.java`.
 */
export function startEvents({ context, expressions }: Behaviors): StartEvents {
  const { state, writers } = context;
  return {
    openTimers(metadata) {
      closeTimersBefore(context, metadata);
      const { processDefinitionKey } = metadata;
      for (const startEvent of startEventsOf(context, processDefinitionKey)) {
        if (startEvent.timer === null) continue;
        const timer = expressions.timer(startEvent.timer, NO_KEY);
        if (isFailure(timer)) return timer.message;
        const owner = {
          elementInstanceKey: NO_KEY,
          processInstanceKey: NO_KEY,
          processDefinitionKey,
        };
        createTimer(context, owner, startEvent.id, timer);
      }
      return null;
    },

    openSubscriptions(metadata) {
      if (state.processes.latestValue(metadata.bpmnProcessId)?.version !== metadata.version) return;
      closeSubscriptionsBefore(context, metadata);
      const { processDefinitionKey, bpmnProcessId } = metadata;
      for (const startEvent of startEventsOf(context, processDefinitionKey)) {
        if (startEvent.message !== null) openMessage(context, expressions, metadata, startEvent);
        if (startEvent.signal === null) continue;
        const signalName = expressions.string(startEvent.signal.nameExpression, NO_KEY);
        if (isFailure(signalName)) continue;
        writers.event(writers.nextKey(), 'SIGNAL_SUBSCRIPTION', 'CREATED', {
          processDefinitionKey,
          bpmnProcessId,
          signalName,
          catchEventId: startEvent.id,
          catchEventInstanceKey: NO_KEY,
          tenantId: DEFAULT_TENANT,
        });
      }
    },
  };
}

function startEventsOf(
  { state }: EngineContext,
  processDefinitionKey: number,
): readonly ExecutableElement[] {
  return state.processes.get(processDefinitionKey)?.executable.startEvents ?? [];
}

function openMessage(
  { writers }: EngineContext,
  expressions: Behaviors['expressions'],
  metadata: ProcessMetadata,
  startEvent: ExecutableElement,
): void {
  if (startEvent.message === null) return;
  const messageName = expressions.string(startEvent.message.nameExpression, NO_KEY);
  if (isFailure(messageName)) return;
  writers.event(writers.nextKey(), 'MESSAGE_START_EVENT_SUBSCRIPTION', 'CREATED', {
    processDefinitionKey: metadata.processDefinitionKey,
    bpmnProcessId: metadata.bpmnProcessId,
    messageName,
    startEventId: startEvent.id,
    processInstanceKey: NO_KEY,
    messageKey: NO_KEY,
    correlationKey: '',
    variables: EMPTY_DOCUMENT,
    tenantId: DEFAULT_TENANT,
  });
}

/** Cancels the timers of all versions of the process. */
function closeTimersBefore({ state, writers }: EngineContext, metadata: ProcessMetadata): void {
  for (const [key, timer] of state.timers.ofElement(NO_KEY)) {
    const process = state.processes.value(timer.processDefinitionKey);
    if (process?.bpmnProcessId !== metadata.bpmnProcessId) continue;
    writers.event(key, 'TIMER', 'CANCELED', timer);
  }
}

function closeSubscriptionsBefore(context: EngineContext, metadata: ProcessMetadata): void {
  const { state, writers } = context;
  const withMessage = lastBefore(context, metadata, (event) => event.message !== null);
  for (const { key, value } of withMessage ? state.messageStarts.ofProcess(withMessage.key) : []) {
    writers.event(key, 'MESSAGE_START_EVENT_SUBSCRIPTION', 'DELETED', value);
  }
  const withSignal = lastBefore(context, metadata, (event) => event.signal !== null);
  for (const { key, value } of withSignal ? state.signals.ofOwner(withSignal.key) : []) {
    writers.event(key, 'SIGNAL_SUBSCRIPTION', 'DELETED', value);
  }
}

/** The newest version before this one that has such a start event. */
function lastBefore(
  { state }: EngineContext,
  { bpmnProcessId, version }: ProcessMetadata,
  isMeant: (startEvent: ExecutableElement) => boolean,
): DeployedProcess | undefined {
  for (let older = version - 1; older > 0; older -= 1) {
    const process = state.processes.byVersion(bpmnProcessId, older);
    if (process?.executable.startEvents.some(isMeant) === true) return process;
  }
  return undefined;
}
