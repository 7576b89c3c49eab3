import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { prepareDataFolder, sessionSecret } from '../../../server/boot/data-folder.ts';
import { configOf } from '../support/context.ts';

describe('data folder', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tongqu-data-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('given a path that is not there, makes it', async () => {
    const config = configOf({ DATA_DIR: join(folder, 'a/b') });
    expect(prepareDataFolder(config)).to.equal(null);
    expect((await stat(config.dataDir)).isDirectory()).to.equal(true);
  });

  it('given a file in its place, says so in one line', async () => {
    const path = join(folder, 'file');
    await writeFile(path, '');
    const mistake = prepareDataFolder(configOf({ DATA_DIR: path }));
    expect(mistake).to.match(/^DATA_DIR .*file can't be written: /);
    expect(mistake).not.to.contain('\n');
  });

  it('makes the session secret once, readable for the owner alone', async () => {
    const config = configOf({ DATA_DIR: folder });
    const secret = sessionSecret(config);
    expect(secret).to.have.length.of.at.least(64);
    expect(sessionSecret(config)).to.equal(secret);
    const file = join(folder, 'session-secret');
    expect((await readFile(file, 'utf8')).trim()).to.equal(secret);
    expect((await stat(file)).mode & 0o077).to.equal(0);
  });

  it('given a configured secret, keeps none', () => {
    const config = configOf({ DATA_DIR: folder, SESSION_SECRET: 'c'.repeat(32) });
    expect(sessionSecret(config)).to.equal('c'.repeat(32));
  });
});
