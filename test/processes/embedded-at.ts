import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ControlledClock } from '../../engine/clock.ts';
import type { Exporter } from '../../engine/exporters/exporter.ts';
import { createEngine } from '../../engine/index.ts';
import type { Broker } from '../differential/broker.ts';
import type { ExportedRecord } from '../zeebe/record-sink.ts';
import { untilWatched } from '../zeebe/until.ts';
import type { ClockedBroker } from './play-scenario.ts';

/** A fresh embedded engine in virtual time that begins at `startAt`. The caller closes it. */
export async function startEmbeddedAt(startAt: number): Promise<ClockedBroker> {
  const folder = mkdtempSync(join(tmpdir(), 'tongqu-scenario-'));
  const clock = new ControlledClock(startAt);
  const records: ExportedRecord[] = [];
  const watchers = new Set<() => void>();
  const collector: Exporter = {
    id: 'collector',
    export: async (batch) => {
      for (const line of batch.lines) records.push(JSON.parse(line) as ExportedRecord);
      for (const look of watchers) look();
      return batch.lastPosition;
    },
  };
  const engine = await createEngine({ dataDir: folder, clock, exporters: [collector] });
  const broker: Broker = {
    name: 'embedded',
    address: engine.address,
    restUrl: engine.restAddress ?? '',
    monitoringUrl: engine.monitoringAddress ?? '',
    records,
    until: (done, what, timeoutMs) => untilWatched(watchers, done, what, timeoutMs),
    advanceClock: async (byMs) => clock.advance(byMs),
    close: async () => {
      await engine.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return { broker, now: () => clock.now() };
}
