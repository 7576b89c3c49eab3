import { expect } from 'chai';
import type { TaskRecord } from '../../../server/tasks/task.model.ts';
import { testStore, type TestStore } from '../support/store.ts';
import { cut, freshIngest, readModel, recorded } from './replay.ts';

describe('ingest of a recorded stream', () => {
  const lines = recorded('exchange', 'review');
  let store: TestStore;
  let whole: Record<string, unknown>;

  before(async () => {
    const first = await testStore();
    await freshIngest(first.connection).ingest(lines);
    whole = await readModel(first.connection);
    await first.close();
  });
  beforeEach(async () => {
    store = await testStore();
  });
  afterEach(() => store.close());

  it('answers the last position, and then lags by nothing', async () => {
    const ingest = freshIngest(store.connection);
    const position = await ingest.ingest(lines);
    expect(position).to.equal(401);
    expect(ingest.lagMs()).to.equal(0);
  });

  it('given the stream twice, when applied, then the read model is that of once', async () => {
    const ingest = freshIngest(store.connection);
    await ingest.ingest(lines);
    await ingest.ingest(lines);
    await freshIngest(store.connection).ingest(lines);
    expect(await readModel(store.connection)).to.deep.equal(whole);
  });

  for (const seed of [1, 7, 2026]) {
    it(`given batches cut at random (${seed}), each sent twice, then it is the same`, async () => {
      const ingest = freshIngest(store.connection);
      for (const batch of cut(lines, seed, 40)) {
        await ingest.ingest(batch);
        await ingest.ingest(batch);
      }
      expect(await readModel(store.connection)).to.deep.equal(whole);
    });

    it(`given a restart before each batch (${seed}), then it is the same`, async () => {
      for (const batch of cut(lines, seed, 60)) await freshIngest(store.connection).ingest(batch);
      expect(await readModel(store.connection)).to.deep.equal(whole);
    });

    it(`given crashes between write and checkpoint (${seed}), then it is the same`, async () => {
      let sent = 0;
      for (const batch of cut(lines, seed, 60)) {
        await freshIngest(store.connection).ingest(batch);
        const checkpoint = JSON.parse(lines[Math.max(0, sent - 1)] ?? '{}') as { position: number };
        const position = sent === 0 ? 0 : checkpoint.position;
        await store.connection.collection('checkpoints').updateMany({}, { $set: { position } });
        await freshIngest(store.connection).ingest(lines.slice(sent, sent + batch.length + 25));
        const last = JSON.parse(batch.at(-1) ?? '{}') as { position: number };
        await store.connection
          .collection('checkpoints')
          .updateMany({}, { $set: { position: last.position } });
        sent += batch.length;
      }
      expect(await readModel(store.connection)).to.deep.equal(whole);
    });
  }

  it('given the whole stream, when an older part comes again, it changes nothing', async () => {
    const ingest = freshIngest(store.connection);
    await ingest.ingest(lines);
    await ingest.ingest(lines.slice(100, 200));
    await ingest.ingest(lines.slice(0, 50));
    expect(await readModel(store.connection)).to.deep.equal(whole);
  });

  it('makes tasks of user task jobs, with who did what', () => {
    const tasks = whole['tasks'] as TaskRecord[];
    const [signed] = tasks.filter(({ step }) => step === 'sign');
    expect(tasks).to.have.length(13);
    expect(signed).to.include({
      kind: 'sign',
      state: 'completed',
      by: 'p-330802-clerk1',
      byPosition: '文书',
      opinion: '已签收',
      outcome: 'signed',
      unitCode: '330802',
      title: '关于样例的通知',
      from: 'p-330800-fgw-clerk1',
      limit: '1wd',
    });
    expect(signed?.audience).to.deep.equal(['unit:330802']);
  });

  it('keeps keys as texts, and counts a fan-out by element', () => {
    const positions = whole['positions'] as { element: string; completed: number; _id: string }[];
    const copies = positions.find(({ element }) => element === 'copy');
    expect(copies).to.include({ completed: 3, active: 0 });
    expect(copies?._id).to.equal('2251799813685257|2251799813685253|copy');
  });

  it('counts a child of a call activity to its root case', () => {
    const steps = whole['steps'] as { element: string; caseKey: string }[];
    const approve = steps.find(({ element }) => element === 'approve');
    expect(approve?.caseKey).to.equal('2251799813685329');
  });

  it('shows a modification as 退回 in the course', () => {
    const steps = whole['steps'] as { type: string; opinion: string; by: string }[];
    const back = steps.find(({ type }) => type === 'RETURN');
    expect(back).to.include({ opinion: '依据不足', by: 'p-330800-sfj-clerk1' });
  });

  it('knows the token that a modification left at the join', () => {
    const joins = whole['joins'] as { gateway: string; tokens: unknown }[];
    expect(joins.find(({ gateway }) => gateway === 'join')?.tokens).to.deep.equal([
      { flow: 'f5', count: 1 },
    ]);
  });

  it('opens and closes incidents', () => {
    const cases = whole['cases'] as { incidents: number; state: string }[];
    expect(cases.map(({ incidents }) => incidents)).to.deep.equal([0, 0]);
    expect((whole['incidents'] as { open: boolean }[])[0]).to.include({ open: false });
  });

  it('measures durations by element and day', () => {
    const rollups = whole['rollups'] as { element: string; completed: number; kind: string }[];
    const sign = rollups.find(({ element, kind }) => element === 'sign' && kind === 'element');
    expect(sign).to.include({ started: 3, completed: 3, limited: 3, overdue: 0 });
  });
});
