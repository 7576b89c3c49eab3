import type { BpmnEngine } from '../bpmn/bpmn-engine.ts';
import { DEFAULT_TENANT, NO_KEY } from '../protocol/key.ts';
import type { ProcessValue } from '../protocol/value/deployment.value.ts';
import type { EngineContext } from '../stream/engine-context.ts';
import { ExpectedRefusal } from '../stream/expected-refusal.ts';
import type { CommandHandlers, CommandRecord } from '../stream/handlers.ts';

/**
 * Takes a process, a requirements graph with its decisions, or a form away.
 * Refusals, in order: no such resource; instances of the process are running.
 * Source: zeebe/engine, `ResourceDeletionDeleteProcessor.java`.
 */
export function resourceDeletionCommands(
  context: EngineContext,
  bpmn: BpmnEngine,
): CommandHandlers<'RESOURCE_DELETION'> {
  const { state, writers } = context;
  return {
    DELETE(command) {
      const { resourceKey } = command.value;
      const key = writers.nextKey();
      writers.event(key, 'RESOURCE_DELETION', 'DELETING', command.value);
      deleteResource(resourceKey);
      const value = { resourceKey, tenantId: DEFAULT_TENANT };
      writers.event(key, 'RESOURCE_DELETION', 'DELETED', value);
      writers.respond(command as CommandRecord, key, 'RESOURCE_DELETION', 'DELETING', value);
    },
  };

  function deleteResource(resourceKey: number): void {
    const process = state.processes.value(resourceKey);
    const requirements = state.resources.requirements.get(resourceKey);
    const form = state.resources.forms.get(resourceKey);
    if (process !== undefined) deleteProcess(process);
    else if (requirements !== undefined) {
      for (const decision of state.resources.decisionsOf(resourceKey)) {
        writers.event(writers.nextKey(), 'DECISION', 'DELETED', decision);
      }
      const value = { ...requirements, namespace: '' };
      writers.event(writers.nextKey(), 'DECISION_REQUIREMENTS', 'DELETED', value);
    } else if (form !== undefined) writers.event(writers.nextKey(), 'FORM', 'DELETED', form);
    else {
      throw new ExpectedRefusal(
        'NOT_FOUND',
        `Expected to delete resource but no resource found with key \`${resourceKey}\``,
      );
    }
  }

  /** The records leave the diagram out, because it may be large. */
  function deleteProcess(process: ProcessValue): void {
    const { bpmnProcessId, processDefinitionKey } = process;
    const value: ProcessValue = { ...process, checksum: '', resource: '', duplicate: false };
    const isLatest = state.processes.latestValue(bpmnProcessId)?.version === process.version;
    writers.event(writers.nextKey(), 'PROCESS', 'DELETING', value);
    if (isLatest) {
      closeStartEvents(context, processDefinitionKey);
      const previous = state.processes.latestValue(bpmnProcessId);
      if (previous !== undefined) openStartEvents(bpmn, previous);
    }
    if (
      state.elementInstances.hasInstances(processDefinitionKey, (key) =>
        state.incidents.isBanned(key),
      )
    ) {
      throw new ExpectedRefusal(
        'INVALID_STATE',
        `Expected to delete resource with key \`${processDefinitionKey}\` ` +
          'but there are still running instances',
        { resourceKey: processDefinitionKey, tenantId: DEFAULT_TENANT },
      );
    }
    writers.event(writers.nextKey(), 'PROCESS', 'DELETED', value);
  }
}

/** Nothing starts the deleted version any more. */
function closeStartEvents({ state, writers }: EngineContext, processDefinitionKey: number): void {
  for (const [key, timer] of state.timers.ofElement(NO_KEY)) {
    if (timer.processDefinitionKey !== processDefinitionKey) continue;
    writers.event(key, 'TIMER', 'CANCELED', timer);
  }
  for (const { key, value } of state.messageStarts.ofProcess(processDefinitionKey)) {
    writers.event(key, 'MESSAGE_START_EVENT_SUBSCRIPTION', 'DELETED', value);
  }
  for (const { key, value } of state.signals.ofOwner(processDefinitionKey)) {
    writers.event(key, 'SIGNAL_SUBSCRIPTION', 'DELETED', value);
  }
}

/** What started the deleted version starts the version before it again. */
function openStartEvents(bpmn: BpmnEngine, previous: ProcessValue): void {
  const reason = bpmn.startEvents.openTimers(previous);
  if (reason !== null) throw new ExpectedRefusal('PROCESSING_ERROR', reason);
  bpmn.startEvents.openSubscriptions(previous);
}
