import type { CatchEvents } from '../bpmn/behavior/catch-events.ts';
import { isFailure } from '../bpmn/failure.ts';
import type { ExecutableElement } from '../model/executable.ts';
import type { ElementInstance } from '../state/element-instance.ts';
import type { EngineState } from '../state/engine-state.ts';
import { ExpectedRefusal } from '../stream/expected-refusal.ts';

/**
 * Subscribes an instance that moved to what its new element waits for, and ends its subscriptions
 * to messages of the old one. `targets` are the mapping instructions, by source.
 * @throws ExpectedRefusal In order: an expression fails; a new event is in the mapping; its message
 * is subscribed to already; an old event is in the mapping.
 * Source: zeebe/engine, `ProcessInstanceMigrationMigrateProcessor.handleCatchEvents`.
 */
export function moveSubscriptions(
  state: EngineState,
  catchEvents: CatchEvents,
  { key, value, state: instanceState }: ElementInstance,
  target: ExecutableElement,
  targets: ReadonlyMap<string, string>,
): void {
  const start = `Expected to migrate process instance '${value.processInstanceKey}' but`;
  const notYet = 'Migrating active elements with mapped catch events is not possible yet.';
  const mappedTargets = new Set(targets.values());
  const opened = new Set<string>();
  const moved = state.elementInstances.require(key).value;
  const context = { elementInstanceKey: key, value: moved, state: instanceState };
  const outcome = catchEvents.subscribe(target, context, (event, messageName) => {
    if (mappedTargets.has(event.id)) {
      refuse(
        `${start} active element with id '${value.elementId}' is mapped to element with id ` +
          `'${target.id}' that must be subscribed to mapped catch event with id '${event.id}'. ` +
          notYet,
      );
    }
    if (event.message === null) return;
    if (state.subscriptions.process(key, messageName) !== undefined) {
      refuse(
        `${start} active element with id '${target.id}' attempts to subscribe to a message it is ` +
          `already subscribed to with name '${messageName}'. Migrating active elements that ` +
          'subscribe to a message they are already subscribed to is not possible yet. Please ' +
          `provide a mapping instruction to message catch event with id '${event.id}' to migrate ` +
          'the respective message subscription.',
      );
    }
    opened.add(messageName);
  });
  if (isFailure(outcome)) {
    refuse(
      `${start} active element with id '${value.elementId}' is mapped to element with id ` +
        `'${target.id}' that must be subscribed to a message catch event. ${outcome.message}`,
    );
  }
  catchEvents.unsubscribeMessages(key, ({ messageName, elementId }) => {
    if (opened.has(messageName)) return false;
    if (targets.has(elementId)) {
      refuse(
        `${start} active element with id '${value.elementId}' is subscribed to mapped catch event ` +
          `with id '${elementId}'. ${notYet}`,
      );
    }
    return true;
  });
}

function refuse(reason: string): never {
  throw new ExpectedRefusal('INVALID_STATE', reason);
}
