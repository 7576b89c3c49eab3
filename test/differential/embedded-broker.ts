import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ControlledClock } from '../../engine/clock.ts';
import type { Exporter } from '../../engine/exporters/exporter.ts';
import { createEngine } from '../../engine/index.ts';
import type { ExportedRecord } from '../zeebe/record-sink.ts';
import { untilWatched } from '../zeebe/until.ts';
import type { Broker } from './broker.ts';

/** In memory where the system has such a place: what a trace says does not depend on the disk. */
const PLACE = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** A fresh embedded engine with a clock that only the scenario moves. The caller closes it. */
export async function startEmbedded(): Promise<Broker> {
  const folder = mkdtempSync(join(PLACE, 'tongqu-differential-'));
  const clock = new ControlledClock(Date.now());
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
  const engine = await createEngine({
    dataDir: folder,
    port: 0,
    restPort: 0,
    monitoringPort: 0,
    clock,
    exporters: [collector],
  });
  return {
    name: 'embedded',
    address: engine.address,
    restUrl: engine.restAddress ?? '',
    monitoringUrl: engine.monitoringAddress ?? '',
    records,
    until: (done, what, timeoutMs) => untilWatched(watchers, done, what, timeoutMs ?? 3_000),
    advanceClock: async (byMs) => clock.advance(byMs),
    close: async () => {
      await engine.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
