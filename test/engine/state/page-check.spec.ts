import { expect } from 'chai';
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEngineCore } from '../../../engine/engine-core.ts';
import { checkPages } from '../../../engine/state/page-check.ts';

describe('pages of the engine file', () => {
  let dataDir: string;
  let file: string;

  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'tongqu-pages-'));
    file = join(dataDir, 'engine.mdb');
    const core = await openEngineCore({ dataDir });
    await core.close();
  });
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

  it('that are sound, or not there yet, are nothing to speak of', () => {
    expect(checkPages(file, 1_000)).to.equal(null);
    expect(checkPages(join(dataDir, 'missing.mdb'), 1_000)).to.equal(null);
  });

  it('cut short refuse the start in one line, instead of ending the process by a signal', async () => {
    truncateSync(file, readFileSync(file).length - 4_096);
    expect(await startOf(dataDir)).to.match(
      /^The file .*engine\.mdb is damaged: page \d+ .*cut short\. Restore a backup\.$/,
    );
  });

  it('with a garbled beginning refuse the start in one line', async () => {
    const bytes = readFileSync(file);
    bytes.fill(7, 0, 4_096);
    writeFileSync(file, bytes);
    expect(await startOf(dataDir)).to.contain('its first pages are not those of a database');
  });
});

function startOf(dataDir: string): Promise<string> {
  return openEngineCore({ dataDir }).then(
    () => 'started',
    (error: Error) => error.message,
  );
}
