import type { UserTaskValue } from '../protocol/value/job.value.ts';
import { isActive } from '../state/element-instance.ts';
import type { UserTaskStatus } from '../state/user-task-state.ts';
import type { EventApplier, EventAppliers } from '../stream/handlers.ts';
import { noChange } from '../stream/handlers.ts';

type Applier = EventApplier<'USER_TASK'>;

const moveTo =
  (status: UserTaskStatus): Applier =>
  (state, key) =>
    state.userTasks.update(key, status);

/** What facts about user tasks change. Source: zeebe/engine, `state/appliers/UserTask*Applier`. */
export const userTaskEvents: EventAppliers<'USER_TASK'> = {
  CREATING(state, key, value) {
    state.userTasks.create(key, value);
    const instance = state.elementInstances.get(value.elementInstanceKey);
    if (instance !== undefined) state.elementInstances.update(instance, { userTaskKey: key });
  },
  CREATED: moveTo('CREATED'),
  ASSIGNING: moveTo('ASSIGNING'),
  ASSIGNED(state, key, { assignee }) {
    state.userTasks.update(key, 'CREATED', { assignee });
  },
  UPDATING: moveTo('UPDATING'),
  UPDATED(state, key, value) {
    state.userTasks.update(key, 'CREATED', changedAttributes(value));
  },
  COMPLETING: moveTo('COMPLETING'),
  COMPLETED(state, key, value) {
    state.userTasks.delete(key);
    const instance = state.elementInstances.get(value.elementInstanceKey);
    const scope = instance && state.elementInstances.get(instance.parentKey);
    if (instance === undefined || scope === undefined || !isActive(scope)) return;
    state.elementInstances.update(instance, { userTaskKey: -1 });
  },
  CANCELING: moveTo('CANCELING'),
  CANCELED(state, key) {
    state.userTasks.delete(key);
  },
  // Zeebe's applier reads the task into the very object that holds the new fields, so that the task
  // keeps its old definition.
  MIGRATED: noChange,
};

const UPDATABLE = ['candidateGroupsList', 'candidateUsersList', 'dueDate', 'followUpDate'] as const;

/** The fields that an update names as changed. */
export function changedAttributes(value: UserTaskValue): Partial<UserTaskValue> {
  const names = UPDATABLE.filter((name) => value.changedAttributes.includes(name));
  return Object.fromEntries(names.map((name) => [name, value[name]]));
}
