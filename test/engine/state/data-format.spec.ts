import { expect } from 'chai';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { ControlledClock } from '../../../engine/clock.ts';
import { openEngineCore } from '../../../engine/engine-core.ts';
import { DATA_FORMAT } from '../../../engine/state/data-format.ts';
import { Store } from '../../../engine/state/store.ts';
import { tablesOf } from '../replay.ts';

/** Written by older versions: an instance of `kept` waits an hour, with three variables. */
const OLDER = [1, 3].map((format) => ({
  format,
  file: new URL(`./format-${format}/engine.mdb.gz`, import.meta.url),
}));

describe('the format of the data directory', () => {
  let dataDir: string;

  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'tongqu-format-'));
  });
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

  for (const { format, file } of OLDER) {
    it(`${format} is brought up to date: its timer fires, its instance goes on`, async () => {
      writeFileSync(join(dataDir, 'engine.mdb'), gunzipSync(readFileSync(file)));
      const clock = new ControlledClock(Date.UTC(2026, 10, 23));
      for (const passed of [false, true]) {
        const core = await openEngineCore({ dataDir, clock, keepsLog: true });
        const seen: string[] = [];
        const worked = new Promise<void>((resolve) => {
          core.processor.onCommit((records) => {
            seen.push(...records.map(({ valueType, intent }) => `${valueType} ${intent}`));
            if (seen.includes('JOB CREATED')) resolve();
          });
        });
        if (passed) {
          clock.advance(3_600_000);
          await worked;
          expect(seen).to.include('TIMER TRIGGERED');
          expect(tablesOf(core.store)['timers-by-due-date']).to.deep.equal([]);
        } else {
          const [variables] = tablesOf(core.store)['variables'] ?? [];
          expect(variables)
            .to.have.nested.property('1.names')
            .that.deep.equals(['a', 'b', 'title']);
        }
        await core.close();
      }
    });
  }

  it('of a newer version is refused in one line, and left alone', async () => {
    const core = await openEngineCore({ dataDir });
    await core.close();
    const store = await Store.open(dataDir);
    const meta = store.database<number, string>('meta');
    store.commitOutside(() => {
      meta.putSync('last-position', 1);
      meta.putSync('format', DATA_FORMAT + 1);
    });
    await store.close();
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const said = await openEngineCore({ dataDir }).then(
        () => 'opened',
        (error: Error) => error.message,
      );
      expect(said).to.equal(
        `The data directory ${dataDir} was written by a newer engine (format ${DATA_FORMAT + 1}, this one knows ${DATA_FORMAT}).`,
      );
    }
  });
});
