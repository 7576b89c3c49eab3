import type { Database } from 'lmdb';
import type { TimerValue } from '../protocol/value/event.value.ts';
import { sealed, unsealed } from './checked-rows.ts';
import { DataDirectoryError } from './data-directory-error.ts';
import { LOWEST } from './journal.ts';
import type { Store } from './store.ts';
import { dueOrderOf } from './timer-state.ts';
import { inOrderOfNames, type ScopeRow } from './variable-state.ts';

/**
 * What this engine writes. Raised whenever rows are written otherwise than before; a step of
 * `STEPS` then brings what an older engine wrote into the new shape.
 */
export const DATA_FORMAT = 4;

/** From format n (the index is n - 1) to the next one. Only within a transaction. */
const STEPS: readonly ((store: Store) => void)[] = [
  (store) => {
    orderDueTimers(store);
    orderVariables(store);
  },
  sealEverything,
  // Format 4: the newest commits may stand in a file ahead, which an older engine would not read.
  () => {},
];

/**
 * Brings what is on the disk into the present format, in one transaction: a crash in between leaves
 * the old one.
 * @throws DataDirectoryError when a newer engine has written it.
 */
export function bringUpToDate(store: Store, dataDir: string): void {
  const found = formatOf(store);
  if (found === DATA_FORMAT) return;
  if (found !== null && found > DATA_FORMAT) {
    throw new DataDirectoryError(
      `The data directory ${dataDir} was written by a newer engine (format ${found}, this one knows ${DATA_FORMAT}).`,
    );
  }
  store.commitOutside(() => {
    for (const step of found === null ? [] : STEPS.slice(found - 1)) step(store);
    store.database<number, string>('meta').putSync('format', DATA_FORMAT);
  });
}

/**
 * The format that was written, or null when nothing was. Before format 3 rows had no checksum.
 * @throws CorruptedDataError when what tells it is not what was written.
 */
export function formatOf(store: Store): number | null {
  const meta = store.binaryDatabase<string>('meta');
  const written = meta.get('format');
  if (written === undefined) return meta.get('last-position') === undefined ? null : 1;
  if (written.length === 1) return written[0]!;
  return unsealed(written, 'Row "format" of meta')[0]!;
}

/** Format 3: a checksum stands behind each row of the state and each batch of the log. */
function sealEverything(store: Store): void {
  for (const name of store.databaseNames()) {
    if (name === 'log') sealLog(store);
    else sealRows(store, name);
  }
}

function sealRows(store: Store, name: string): void {
  const before = store.uncheckedDatabase<unknown, never>(name);
  const rows = [...before.getRange({ start: LOWEST as never })];
  before.clearSync();
  const after = store.database<unknown, never>(name);
  for (const { key, value } of rows) after.putSync(key, value);
}

function sealLog(store: Store): void {
  const log = store.binaryDatabase<number>('log');
  for (const key of [...log.getKeys({})]) log.putSync(key, sealed(log.get(key)!));
}

/** Format 2: timers due at once are triggered in the order of their element instances. */
function orderDueTimers(store: Store): void {
  const timers = store.uncheckedDatabase<TimerValue, number>('timers');
  const due: Database<unknown, [number, number | string]> =
    store.uncheckedDatabase('timers-by-due-date');
  due.clearSync();
  for (const { key, value } of [...timers.getRange({})]) {
    due.putSync([value.dueDate, dueOrderOf(key, value)], key);
  }
}

/** Format 2: the variables of a scope stand in the order of their names. */
function orderVariables(store: Store): void {
  const scopes = store.uncheckedDatabase<ScopeRow, number>('variables');
  for (const { key, value } of [...scopes.getRange({})]) {
    scopes.putSync(key, inOrderOfNames(value));
  }
}
