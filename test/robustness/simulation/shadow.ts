import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readProcesses } from '../../../engine/deployment/resource-transformers.ts';
import type { AnyRecord } from '../../../engine/protocol/record.ts';
import { EngineState } from '../../../engine/state/engine-state.ts';
import { Store } from '../../../engine/state/store.ts';
import { applyEvent } from '../../../engine/stream/event-appliers.ts';
import { tablesOf, type Tables } from '../../engine/replay.ts';
import { FOLDER } from './folder.ts';

/** Tables that no event writes: commands that wait stand in the log as commands. */
const NOT_FROM_EVENTS: ReadonlySet<string> = new Set(['pending-commands']);

/** Tables to which nothing but the events of the log was ever applied. */
export class Shadow {
  private readonly dataDir: string;
  private readonly store: Store;
  private readonly state: EngineState;

  private constructor(dataDir: string, store: Store) {
    this.dataDir = dataDir;
    this.store = store;
    this.state = new EngineState(store, readProcesses);
  }

  static async open(): Promise<Shadow> {
    const dataDir = mkdtempSync(join(FOLDER, 'tongqu-shadow-'));
    return new Shadow(dataDir, await Store.open(dataDir));
  }

  /** Applies more of the log. */
  apply(records: readonly AnyRecord[]): void {
    for (const { recordType, key, valueType, intent, value } of records) {
      if (recordType !== 'EVENT') continue;
      applyEvent(this.state, key, valueType, intent, value);
      this.store.journal.accept();
    }
    this.store.commit(() => {});
  }

  /** What another engine's tables hold otherwise; one line for each table. */
  differences(store: Store): string[] {
    const replayed = tablesOf(this.store);
    return Object.entries(tablesOf(store))
      .filter(([name]) => !NOT_FROM_EVENTS.has(name))
      .filter(([name, rows]) => textOf(rows) !== textOf(replayed[name]))
      .map(([name, rows]) => differenceOf(name, rows, replayed));
  }

  async close(): Promise<void> {
    await this.store.close();
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}

const textOf = (rows: readonly unknown[] | undefined): string => JSON.stringify(rows);

function differenceOf(name: string, rows: readonly unknown[], replayed: Tables): string {
  const known = new Set((replayed[name] ?? []).map((row) => JSON.stringify(row)));
  const here = new Set(rows.map((row) => JSON.stringify(row)));
  const more = [...here].filter((row) => !known.has(row)).slice(0, 2);
  const less = [...known].filter((row) => !here.has(row)).slice(0, 2);
  return `replay differs in ${name}: only processed ${more.join(' ')}, only replayed ${less.join(' ')}`;
}
