import { expect } from 'chai';
import type { TaskRecord } from '../../../server/tasks/task.model.ts';
import { testStore, type TestStore } from '../support/store.ts';
import { cut, freshIngest, readModel, recorded } from './replay.ts';

/** What a stream leaves in an empty store when all goes well. */
async function modelOf(lines: readonly string[]): Promise<Record<string, unknown>> {
  const store = await testStore();
  await freshIngest(store.connection).ingest(lines);
  const model = await readModel(store.connection);
  await store.close();
  return model;
}

/** Of an exported record what is looked at here. */
interface Heard {
  key: number;
  position: number;
  valueType: string;
  value: { bpmnElementType?: string; parentProcessInstanceKey?: number };
}

for (const names of [['exchange', 'review'], ['native']]) {
  describe(`a recorded stream (${names.join(', ')}), exactly once`, () => {
    const lines = recorded(...names);
    let store: TestStore;
    let whole: Record<string, unknown>;

    before(async () => {
      whole = await modelOf(lines);
    });
    beforeEach(async () => {
      store = await testStore();
    });
    afterEach(() => store.close());

    it('answers the last position, and then lags by nothing', async () => {
      const ingest = freshIngest(store.connection);
      const last = JSON.parse(lines.at(-1) ?? '{}') as { position: number };
      expect(await ingest.ingest(lines)).to.equal(last.position);
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
          const checkpoint = JSON.parse(lines[Math.max(0, sent - 1)] ?? '{}') as {
            position: number;
          };
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

    it('given a restart between the variables of a case and the case, then it is the same', async () => {
      const born = lines.findIndex((line) => {
        const { intent, value } = JSON.parse(line) as {
          intent: string;
          value: { bpmnElementType?: string };
        };
        return intent === 'ELEMENT_ACTIVATING' && value.bpmnElementType === 'PROCESS';
      });
      await freshIngest(store.connection).ingest(lines.slice(0, born));
      await freshIngest(store.connection).ingest(lines.slice(born, born + 1));
      await freshIngest(store.connection).ingest(lines.slice(born + 1));
      expect(await readModel(store.connection)).to.deep.equal(whole);
    });

    it('given the whole stream, when an older part comes again, it changes nothing', async () => {
      const ingest = freshIngest(store.connection);
      await ingest.ingest(lines);
      await ingest.ingest(lines.slice(100, 200));
      await ingest.ingest(lines.slice(0, 50));
      expect(await readModel(store.connection)).to.deep.equal(whole);
    });
  });
}

describe('the read model of a called process', () => {
  it('is of its case, also when a restart came before its variables', async () => {
    const records = recorded('review').map((line) => JSON.parse(line) as Heard);
    for (const record of records) record.position *= 10;
    const called = records.findIndex(
      ({ value }) =>
        value.bpmnElementType === 'PROCESS' && Number(value.parentProcessInstanceKey) > 0,
    );
    const { key, position } = records[called]!;
    const variable = records.find(({ valueType }) => valueType === 'VARIABLE')!;
    const scope = { scopeKey: key, processInstanceKey: key };
    const value = { ...variable.value, ...scope, name: 'handedOver' };
    records.splice(called, 0, { ...variable, key: key + 0.5e6, position: position - 5, value });
    // A batch of nothing but the called process, up to its first task.
    const end = records.findIndex(({ valueType }, i) => i > called && valueType === 'JOB') + 1;
    const lines = records.map((record) => JSON.stringify(record));
    const whole = await modelOf(lines);
    const store = await testStore();
    try {
      await freshIngest(store.connection).ingest(lines.slice(0, called));
      await freshIngest(store.connection).ingest(lines.slice(called, end));
      await freshIngest(store.connection).ingest(lines.slice(end));
      expect(await readModel(store.connection)).to.deep.equal(whole);
    } finally {
      await store.close();
    }
  });
});

describe('the read model of a stream with native user tasks', () => {
  let tasks: TaskRecord[];
  let whole: Record<string, unknown>;

  before(async () => {
    whole = await modelOf(recorded('native'));
    tasks = whole['tasks'] as TaskRecord[];
  });

  it('has a task for each, with who did what, and with the date that was set last', () => {
    const [check, approve] = tasks;
    expect(check).to.include({ native: true, state: 'completed', opinion: '同意', limit: '5wd' });
    expect(check?.audience).to.deep.equal(['unit:330800-fgw', 'person:p-330800-czj-clerk1']);
    expect(approve).to.include({
      step: 'approve',
      by: 'p-330800-leader1',
      assignee: 'p-330800-leader1',
      dueAt: Date.parse('2027-03-12T17:30:00+08:00'),
    });
  });

  it('ends those whose case was canceled, and those that a modification ended', () => {
    const canceled = tasks.filter(({ state }) => state === 'canceled');
    expect(canceled.map(({ step }) => step)).to.deep.equal(['check', 'approve']);
  });

  it('follows a migration: case, step, task, and counts', () => {
    const moved = tasks.find(({ step }) => step === 'recheck');
    expect(moved).to.include({ stepName: '复核', state: 'completed' });
    const cases = whole['cases'] as { _id: string; version: number; title: string }[];
    const found = cases.find(({ _id }) => _id === moved?.caseKey);
    expect(found).to.include({ version: 2, title: '引擎管理的任务' });
    const positions = whole['positions'] as {
      caseKey: string;
      element: string;
      active: number;
      completed: number;
    }[];
    const counts = positions.filter(({ caseKey }) => caseKey === moved?.caseKey);
    const of = (name: string) => counts.find(({ element }) => element === name);
    expect(of('check')).to.include({ active: 0, completed: 0 });
    expect(of('recheck')).to.include({ active: 0, completed: 1 });
  });
});

describe('the read model of a recorded stream', () => {
  let whole: Record<string, unknown>;

  before(async () => {
    whole = await modelOf(recorded('exchange', 'review'));
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
