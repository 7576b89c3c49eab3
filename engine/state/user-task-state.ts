import { EMPTY_DOCUMENT } from '../protocol/json-text.ts';
import type { UserTaskValue } from '../protocol/value/job.value.ts';
import type { KeyTable } from './key-table.ts';
import type { Store } from './store.ts';

/** Where a user task is in its life. Source: zeebe/engine, `UserTaskState.LifecycleState`. */
export type UserTaskStatus =
  'CREATING' | 'CREATED' | 'ASSIGNING' | 'UPDATING' | 'COMPLETING' | 'CANCELING' | 'NOT_FOUND';

interface UserTaskRow {
  readonly status: UserTaskStatus;
  /** Without variables. */
  readonly value: UserTaskValue;
}

/** User tasks that the engine itself manages. Source: zeebe/engine, `DbUserTaskState.java`. */
export class UserTaskState {
  private readonly tasks: KeyTable<number, UserTaskRow>;

  constructor(store: Store) {
    this.tasks = store.keyTable('user-tasks');
  }

  /** The task, or undefined. */
  get(key: number): UserTaskValue | undefined {
    return this.tasks.get(key)?.value;
  }

  /** Where the task is in its life. */
  status(key: number): UserTaskStatus {
    return this.tasks.get(key)?.status ?? 'NOT_FOUND';
  }

  /** Adds a task. */
  create(key: number, value: UserTaskValue): void {
    const row: UserTaskRow = { status: 'CREATING', value: { ...value, variables: EMPTY_DOCUMENT } };
    this.tasks.insert(key, row);
  }

  /** Moves a task on in its life, with changed fields. */
  update(key: number, status: UserTaskStatus, change: Partial<UserTaskValue> = {}): void {
    const row = this.tasks.get(key);
    if (row !== undefined) this.tasks.put(key, { status, value: { ...row.value, ...change } });
  }

  /** Removes a task. */
  delete(key: number): void {
    this.tasks.delete(key);
  }
}
