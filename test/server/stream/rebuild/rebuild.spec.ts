import { expect } from 'chai';
import { Packages } from '../../../../server/businesses/packages.ts';
import { createCalendar, loadNotices } from '../../../../server/clock/index.ts';
import { ArchiveGap } from '../../../../server/stream/archive-reader.ts';
import { segmentModel } from '../../../../server/stream/archive.model.ts';
import type { Ingest } from '../../../../server/stream/ingest.ts';
import {
  rebuild,
  type RebuildOptions,
  type RebuildReport,
} from '../../../../server/stream/rebuild/rebuild.ts';
import { unprojectedModel } from '../../../../server/stream/unprojected.ts';
import { testStore, type TestStore } from '../../support/store.ts';
import { cut, freshIngest, readModel, recorded } from '../replay.ts';

describe('rebuilding the read models from the archive', () => {
  const lines = recorded('exchange', 'review');
  let live: TestStore;
  let shadow: TestStore;
  let ingest: Ingest;

  const run = (more: Partial<RebuildOptions> = {}): Promise<RebuildReport> =>
    rebuild({
      live: live.connection,
      shadow: shadow.connection,
      packages: new Packages(),
      calendar: createCalendar(loadNotices()),
      dryRun: false,
      projection: null,
      signal: new AbortController().signal,
      tell: () => undefined,
      ...more,
    });
  const collection = (name: string) => live.connection.collection(name);
  const feed = async (from: number, until = lines.length): Promise<void> => {
    for (const batch of cut(lines.slice(from, until), 3, 30)) await ingest.ingest(batch);
  };
  /** Every kind of damage there is. */
  const damage = async (): Promise<void> => {
    const of = (name: string) => live.connection.collection<{ _id: string }>(name);
    await of('tasks').updateMany({ step: 'sign' }, { $set: { state: 'open', odd: 1 } });
    await of('tasks').deleteMany({ step: 'reply' });
    await of('steps').updateMany({}, { $unset: { name: 1 } });
    await of('cases').updateMany({}, { $set: { position: 9_999_999, title: '?' } });
    await of('scopes').deleteMany({});
    await of('joins').insertOne({ _id: 'ghost', partitionId: 1, position: 5 } as never);
    await of('rollups').updateMany({}, { $inc: { completed: 7 } });
    await of('clocks')
      .drop()
      .catch(() => undefined);
  };

  beforeEach(async () => {
    [live, shadow] = await Promise.all([testStore(), testStore()]);
    ingest = freshIngest(live.connection);
  });
  afterEach(async () => {
    await ingest.stop();
    await Promise.all([live.close(), shadow.close()]);
  });

  it('given an intact read model, finds nothing and changes nothing', async () => {
    await feed(0);
    const before = await readModel(live.connection);
    const report = await run();
    expect(report).to.include({ differences: 0, repaired: 0, undigested: 0 });
    expect(report.collections['tasks']?.compared).to.equal(13);
    expect(await readModel(live.connection)).to.deep.equal(before);
  });

  it('given a damaged one, makes it what the stream says, and keeps what people did', async () => {
    await feed(0);
    const [task] = await collection('tasks').find({ step: 'sign' }).toArray();
    const touched = { claimedBy: 'p-1', claimedAt: 5, draftBy: ['p-2'] };
    await collection('tasks').updateOne({ _id: task?._id }, { $set: touched });
    const before = await readModel(live.connection);
    await damage();
    const report = await run();
    expect(await readModel(live.connection)).to.deep.equal(before);
    expect(report.repaired).to.equal(report.differences).and.to.be.greaterThan(30);
    expect(report.collections['joins']?.examples).to.deep.equal(['ghost extra']);
    expect((await run()).differences).to.equal(0);
  });

  it('given records and commands that go on meanwhile, ends with all of them', async () => {
    await feed(0);
    const whole = await readModel(live.connection);
    await live.close();
    live = await testStore();
    ingest = freshIngest(live.connection);
    await feed(0, 150);
    await damage();
    const feeding = feed(150);
    const claimed = collection('tasks').updateMany({}, { $set: { claimedBy: 'p-9' } });
    const report = await run();
    await Promise.all([feeding, claimed]);
    const last = await run();
    expect(last.differences, JSON.stringify(last.collections)).to.equal(0);
    expect(report.repaired).to.be.greaterThan(10);
    const tasks = await collection('tasks').find({ claimedBy: 'p-9' }).toArray();
    expect(tasks).not.to.deep.equal([]);
    await collection('tasks').updateMany({}, { $unset: { claimedBy: 1 } });
    expect(await readModel(live.connection)).to.deep.equal(whole);
  });

  it('makes servers forget what they had in memory', async () => {
    await feed(0, 120);
    await collection('cases').updateMany({}, { $set: { title: 'wrong' } });
    // the ingest reads the wrong title into its memory
    ingest = freshIngest(live.connection);
    await feed(120, 160);
    await run();
    await feed(160);
    const { cases } = await readModel(live.connection);
    expect((cases as { title: string }[]).map(({ title }) => title)).not.to.include('wrong');
    expect((await run({ dryRun: true })).differences).to.equal(0);
  });

  it('only tells when asked to change nothing', async () => {
    await feed(0);
    await damage();
    const damaged = await readModel(live.connection);
    const report = await run({ dryRun: true });
    expect(report.repaired).to.equal(0);
    expect(report.collections['joins']).to.include({ extra: 1 });
    expect(report.collections['steps']?.examples[0]).to.match(/^\d+ different: name$/);
    expect(await readModel(live.connection)).to.deep.equal(damaged);
  });

  it('repairs what one projection writes, and leaves the rest', async () => {
    await feed(0);
    await damage();
    const report = await run({ projection: 'telemetry' });
    expect(Object.keys(report.collections)).to.deep.equal(['rollups']);
    expect((await run({ dryRun: true, projection: 'telemetry' })).differences).to.equal(0);
    expect((await run({ dryRun: true })).differences).to.be.greaterThan(0);
  });

  it('refuses when the archive does not reach back', async () => {
    await feed(0);
    const [first] = await segmentModel(live.connection).find().sort({ _id: 1 }).limit(1).lean();
    await segmentModel(live.connection).deleteOne({ _id: first?._id });
    const refused: unknown = await run().catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(ArchiveGap);
  });

  it('given a cancel at any moment, harms nothing, and records flow on', async () => {
    await feed(0, 200);
    const before = await readModel(live.connection);
    await damage();
    for (const phase of ['replaying', 'comparing', 'finishing'] as const) {
      const canceling = new AbortController();
      const tell: RebuildOptions['tell'] = (progress) => {
        if (progress.phase === phase) canceling.abort();
      };
      const ended: unknown = await run({ signal: canceling.signal, tell }).catch(
        (error: unknown) => (error as Error).name,
      );
      expect(ended, phase).to.equal('AbortError');
    }
    await run();
    expect(await readModel(live.connection)).to.deep.equal(before);
    await feed(200);
    expect((await run()).differences).to.equal(0);
  });

  it('given records put aside, takes those in that the projections digest by now', async () => {
    const broken = new Packages();
    broken.byProcess = () => {
      throw new RangeError('a mistake of ours');
    };
    await ingest.stop();
    ingest = freshIngest(live.connection, { packages: broken });
    await feed(0);
    expect(await unprojectedModel(live.connection).countDocuments()).to.be.greaterThan(0);
    expect((await run({ packages: broken })).undigested).to.be.greaterThan(0);
    expect(await unprojectedModel(live.connection).countDocuments()).to.be.greaterThan(0);
    const report = await run();
    expect(report.cleared).to.be.greaterThan(0);
    expect(await unprojectedModel(live.connection).countDocuments()).to.equal(0);
    const whole = await readModel(live.connection);
    expect(whole['cases'] as unknown[]).to.have.length(2);
  });
});
