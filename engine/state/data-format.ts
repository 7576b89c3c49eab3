import type { Database } from 'lmdb';
import type { TimerValue } from '../protocol/value/event.value.ts';
import { DataDirectoryError } from './data-directory-error.ts';
import type { Store } from './store.ts';
import { dueOrderOf } from './timer-state.ts';
import { inOrderOfNames, type ScopeRow } from './variable-state.ts';

/**
 * What this engine writes. Raised whenever rows are written otherwise than before; a step of
 * `STEPS` then brings what an older engine wrote into the new shape.
 */
export const DATA_FORMAT = 2;

/** From format n (the index is n - 1) to the next one. Only within a transaction. */
const STEPS: readonly ((store: Store) => void)[] = [
  (store) => {
    orderDueTimers(store);
    orderVariables(store);
  },
];

/**
 * Brings what is on the disk into the present format, in one transaction: a crash in between leaves
 * the old one.
 * @throws DataDirectoryError when a newer engine has written it.
 */
export function bringUpToDate(store: Store, dataDir: string): void {
  const meta = store.database<number, string>('meta');
  const isNew = meta.get('last-position') === undefined;
  const found = meta.get('format') ?? (isNew ? DATA_FORMAT : 1);
  if (found > DATA_FORMAT) {
    throw new DataDirectoryError(
      `The data directory ${dataDir} was written by a newer engine (format ${found}, this one knows ${DATA_FORMAT}).`,
    );
  }
  if (found === DATA_FORMAT && !isNew) return;
  store.commitOutside(() => {
    for (const step of STEPS.slice(found - 1)) step(store);
    meta.putSync('format', DATA_FORMAT);
  });
}

/** Format 2: timers due at once are triggered in the order of their element instances. */
function orderDueTimers(store: Store): void {
  const timers = store.database<TimerValue, number>('timers');
  const due: Database<unknown, [number, number | string]> = store.database('timers-by-due-date');
  due.clearSync();
  for (const { key, value } of [...timers.getRange({})]) {
    due.putSync([value.dueDate, dueOrderOf(key, value)], key);
  }
}

/** Format 2: the variables of a scope stand in the order of their names. */
function orderVariables(store: Store): void {
  const scopes = store.database<ScopeRow, number>('variables');
  for (const { key, value } of [...scopes.getRange({})]) {
    scopes.putSync(key, inOrderOfNames(value));
  }
}
