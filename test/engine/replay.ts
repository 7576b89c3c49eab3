import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readProcesses } from '../../engine/deployment/resource-transformers.ts';
import type { LogRecord } from '../../engine/protocol/record.ts';
import { EngineState } from '../../engine/state/engine-state.ts';
import { Store } from '../../engine/state/store.ts';
import { applyEvent } from '../../engine/stream/event-appliers.ts';
import type { EngineHarness } from './engine-harness.ts';

/** Every row of every table, by table. */
export type Tables = { readonly [name: string]: readonly unknown[] };

/** What the engine's tables hold on disk. */
export function tablesOf(store: Pick<Store, 'tables' | 'checkpoint'>): Tables {
  store.checkpoint();
  return Object.fromEntries(store.tables.map((table) => [table.name, [...table.rows()]]));
}

/** What the tables hold after nothing but the events of the log was applied to empty ones. */
export function replayed(harness: EngineHarness): Promise<Tables> {
  return replayedFrom(harness.core.log.all());
}

/** What the tables hold after the events of these records were applied to empty ones. */
export async function replayedFrom(records: Iterable<LogRecord>): Promise<Tables> {
  const dataDir = mkdtempSync(join(tmpdir(), 'tongqu-replay-'));
  const store = await Store.open(dataDir);
  try {
    const state = new EngineState(store, readProcesses);
    store.keyTable('pending-commands');
    for (const record of records) {
      if (record.recordType !== 'EVENT') continue;
      applyEvent(state, record.key, record.valueType, record.intent, record.value);
      store.journal.accept();
    }
    store.commit(() => {});
    return tablesOf(store);
  } finally {
    await store.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Tables of things that end with their instance. */
const INSTANCE_TABLES = [
  'element-instances',
  'element-instance-children',
  'process-instances-by-definition',
  'variables',
  'event-scopes',
  'jobs',
  'jobs-activatable',
  'job-deadlines',
  'job-backoffs',
  'incidents',
  'incidents-by-element',
  'incidents-by-job',
  'compensation-subscriptions',
  'pending-commands',
];

/** Rows left in tables that should be empty when no instance runs. */
export function leftOvers(store: Store): Tables {
  return Object.fromEntries(
    Object.entries(tablesOf(store)).filter(
      ([name, rows]) => INSTANCE_TABLES.includes(name) && rows.length > 0,
    ),
  );
}
