import type { BpmnEngine } from '../bpmn/bpmn-engine.ts';
import type { Refusal } from '../job/precondition.ts';
import type { EventIntentOf } from '../protocol/intent.ts';
import type { UserTaskValue } from '../protocol/value/job.value.ts';
import { isActive } from '../state/element-instance.ts';
import type { EngineContext } from '../stream/engine-context.ts';
import type { CommandHandler, CommandHandlers, CommandRecord } from '../stream/handlers.ts';
import { refuse } from '../stream/writers.ts';
import { changedAttributes } from './user-task.event.ts';

type Command = CommandRecord<'USER_TASK'>;
type Intent = EventIntentOf<'USER_TASK'>;

/** What differs between the commands to a user task. */
interface Deed {
  readonly verb: string;
  readonly during: Intent;
  readonly after: Intent;
  /** Why the task cannot be meant, beyond its status; null: it can. */
  readonly check?: (command: Command, task: UserTaskValue) => Refusal | null;
  /** The task as the events tell it. */
  readonly change: (command: Command, task: UserTaskValue) => UserTaskValue;
  readonly then?: (task: UserTaskValue) => void;
}

/** The commands to user tasks. Source: zeebe/engine, `processing/usertask/*.java`. */
export function userTaskCommands(
  { state, writers }: EngineContext,
  bpmn: BpmnEngine,
): CommandHandlers<'USER_TASK'> {
  const handler =
    (deed: Deed): CommandHandler<'USER_TASK'> =>
    (command) => {
      const { key } = command;
      const record = command as CommandRecord;
      const task = state.userTasks.get(key);
      const refusal = violation(deed, command, task, state.userTasks.status(key));
      if (refusal !== null || task === undefined) {
        refuse(writers, record, refusal!.type, refusal!.reason);
        return;
      }
      const action = command.value.action === '' ? deed.verb : command.value.action;
      const changed = { ...deed.change(command, task), action };
      writers.event(key, 'USER_TASK', deed.during, changed);
      writers.event(key, 'USER_TASK', deed.after, changed);
      deed.then?.(changed);
      writers.respond(record, key, 'USER_TASK', deed.after, changed);
    };

  const completeElement = (task: UserTaskValue): void => {
    const instance = state.elementInstances.get(task.elementInstanceKey);
    const scope = instance && state.elementInstances.get(instance.value.flowScopeKey);
    if (instance === undefined || scope === undefined || !isActive(scope)) return;
    const { processDefinitionKey, processInstanceKey, elementId, variables } = task;
    bpmn.behaviors.triggers.triggering(
      processDefinitionKey,
      processInstanceKey,
      instance.key,
      elementId,
      variables,
    );
    writers.command(instance.key, 'PROCESS_INSTANCE', 'COMPLETE_ELEMENT', instance.value);
  };

  return {
    COMPLETE: handler({ ...COMPLETE, then: completeElement }),
    ASSIGN: handler(ASSIGN),
    CLAIM: handler(CLAIM),
    UPDATE: handler(UPDATE),
  };
}

const COMPLETE: Deed = {
  verb: 'complete',
  during: 'COMPLETING',
  after: 'COMPLETED',
  change: ({ value: { variables } }, task) => ({ ...task, variables }),
};

const ASSIGN: Deed = {
  verb: 'assign',
  during: 'ASSIGNING',
  after: 'ASSIGNED',
  change: ({ value: { assignee } }, task) => ({ ...task, assignee }),
};

const CLAIM: Deed = {
  ...ASSIGN,
  verb: 'claim',
  check: ({ key, value: { assignee } }, task) => {
    const prefix = `Expected to claim user task with key '${key}', but`;
    if (assignee.trim() === '') {
      return { type: 'INVALID_STATE', reason: `${prefix} provided assignee is empty` };
    }
    if (task.assignee.trim() === '' || task.assignee === assignee) return null;
    return { type: 'INVALID_STATE', reason: `${prefix} it has already been assigned` };
  },
};

const UPDATE: Deed = {
  verb: 'update',
  during: 'UPDATING',
  after: 'UPDATED',
  change: ({ value }, task) => ({
    ...task,
    ...changedAttributes(value),
    changedAttributes: value.changedAttributes,
  }),
};

/** Checks in order: the task exists, waits for somebody, and the deed's own. */
function violation(
  deed: Deed,
  command: Command,
  task: UserTaskValue | undefined,
  status: string,
): Refusal | null {
  const prefix = `Expected to ${deed.verb} user task with key '${command.key}', but`;
  if (task === undefined) {
    return { type: 'NOT_FOUND', reason: `${prefix} no such user task was found` };
  }
  if (status !== 'CREATED') {
    return { type: 'INVALID_STATE', reason: `${prefix} it is in state '${status}'` };
  }
  return deed.check?.(command, task) ?? null;
}
