import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { Committer } from '../../../server/store/storage/commit.ts';
import { openTables, type Tables } from '../../../server/store/storage/tables.ts';

describe('writes held for a copy, or for want of room', () => {
  let folder: string;
  let tables: Tables;
  let committer: Committer;
  const nothing = (): void => undefined;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tongqu-hold-'));
    tables = openTables(folder);
    committer = new Committer(tables, nothing, nothing);
  });
  afterEach(async () => {
    await tables.root.close();
    await rm(folder, { recursive: true, force: true });
  });

  const write = (key: string): Promise<unknown> =>
    committer.submit(() => tables.docs.putSync(Buffer.from(key), Buffer.from('x')));
  const has = (key: string): boolean => tables.docs.doesExist(Buffer.from(key));
  const aTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  it('wait, and commit in their order once they are let go', async () => {
    committer.hold();
    const answered: string[] = [];
    const both = ['a', 'b'].map((key) => write(key).then(() => answered.push(key)));
    for (let turn = 0; turn < 5; turn += 1) await aTurn();
    expect([has('a'), answered]).to.deep.equal([false, []]);
    expect(committer.release()).to.equal(true);
    await Promise.all(both);
    expect(answered).to.deep.equal(['a', 'b']);
    expect([has('a'), has('b')]).to.deep.equal([true, true]);
  });

  it('given a hold and a release before the turn is over, commits once', async () => {
    const written = write('a');
    committer.hold();
    committer.release();
    await written;
    await aTurn();
    expect(committer.commits).to.equal(1);
    await committer.idle();
  });

  it('says that nothing was held', () => {
    expect(committer.release()).to.equal(false);
  });

  it('are refused while the disk has no room, and taken when it has', async () => {
    let isFull = true;
    committer = new Committer(tables, nothing, nothing, () => isFull);
    const refused = await write('a').catch((error: unknown) => error);
    expect(refused).to.include({ codeName: 'OutOfDiskSpace', code: 14_031 });
    expect(has('a')).to.equal(false);
    isFull = false;
    await write('a');
    expect(has('a')).to.equal(true);
  });
});
