import { expect } from 'chai';
import { JobStreams } from '../../../engine/job/job-streams.ts';
import type { JobValue } from '../../../engine/protocol/value/job.value.ts';
import { oneTask } from '../bpmn-builder.ts';
import { EngineHarness, jobCommand } from '../engine-harness.ts';
import { leftOvers, replayed, tablesOf } from '../replay.ts';

const WISHES = { worker: 'w', timeoutMs: 1_000, fetchVariables: [], tenantIds: ['<default>'] };

describe('engine/job streams', () => {
  let engine: EngineHarness;
  let pushed: { readonly key: number; readonly job: JobValue }[];

  const open = (wishes: Partial<typeof WISHES> = {}, isReady = (): boolean => true): (() => void) =>
    engine.core.jobStreams.open('work', { ...WISHES, ...wishes }, (key, job) => {
      if (!isReady()) return false;
      pushed.push({ key, job });
      return true;
    });

  beforeEach(async () => {
    pushed = [];
    engine = await EngineHarness.open();
    await engine.deploy(oneTask());
  });

  afterEach(async function () {
    if (this.currentTest?.state === 'failed') process.stderr.write(`${engine.trace()}\n`);
    expect(tablesOf(engine.core.store), 'replay').to.deep.equal(await replayed(engine));
    await engine.close();
  });

  it('push a job after its step, activated, with its variables', async () => {
    open();
    await engine.create('one', { a: 1 });
    await engine.idle();
    expect(pushed.map(({ job }) => job.variables)).to.deep.equal(['{"a":1}']);
    expect(pushed[0]?.job.deadline).to.equal(engine.clock.now() + 1_000);
    const [created] = engine.events('JOB', 'CREATED');
    const [batch] = engine.events('JOB_BATCH', 'ACTIVATED');
    expect(batch?.position).to.equal((created?.position ?? 0) + 1);
    expect(batch?.sourceRecordPosition).to.equal(created?.sourceRecordPosition);
    expect((await engine.activate('work')).jobKeys).to.deep.equal([]);
    await engine.complete(pushed[0]?.key ?? 0);
    expect(leftOvers(engine.core.store)).to.deep.equal({});
  });

  it('give back what no client takes, to those who ask', async () => {
    open({}, () => false);
    await engine.create('one');
    await engine.idle();
    const [yielded] = engine.events('JOB', 'YIELDED');
    expect(yielded?.value.worker).to.equal('w');
    expect((await engine.activate('work')).jobKeys).to.deep.equal([yielded?.key]);
  });

  it('push again when a job times out, fails, or comes back from its back-off', async () => {
    open();
    await engine.create('one');
    await engine.advance(1_001);
    expect(pushed).to.have.length(2);
    const { key } = pushed[0]!;
    await engine.send('JOB', 'FAIL', jobCommand({ retries: 2 }), key);
    await engine.idle();
    expect(pushed).to.have.length(3);
    await engine.send('JOB', 'FAIL', jobCommand({ retries: 1, retryBackoff: 500 }), key);
    await engine.idle();
    expect(pushed).to.have.length(3);
    await engine.advance(501);
    expect(pushed).to.have.length(4);
  });

  it('are forgotten by a restart, and the job with its deadline is not', async () => {
    open();
    await engine.create('one');
    await engine.idle();
    await engine.stop();
    await engine.start();
    expect(engine.core.jobStreams.list()).to.deep.equal([]);
    await engine.advance(1_001);
    expect((await engine.activate('work')).jobKeys).to.deep.equal([pushed[0]?.key]);
  });

  it('leave jobs that waited before to those who ask', async () => {
    await engine.create('one');
    open();
    await engine.idle();
    expect(pushed).to.deep.equal([]);
  });
});

describe('the list of job streams', () => {
  const job = { variables: '{}' } as JobValue;

  it('lets clients with the same wishes take turns, passing over who is blocked', () => {
    const streams = new JobStreams();
    const got: string[] = [];
    const client =
      (name: string, takes = true) =>
      (): boolean => {
        if (takes) got.push(name);
        return takes;
      };
    streams.open('t', WISHES, client('a'));
    const closeB = streams.open('t', WISHES, client('b'));
    streams.open('t', WISHES, client('blocked', false));
    for (let key = 0; key < 4; key++) expect(streams.streamFor('t')?.push(key, job)).to.equal(true);
    expect(got).to.deep.equal(['a', 'b', 'a', 'b']);
    closeB();
    closeB();
    expect(streams.list().map(({ clientCount }) => clientCount)).to.deep.equal([2]);
  });

  it('lets streams with different wishes take turns, and forgets those without clients', () => {
    const streams = new JobStreams();
    const close = streams.open('t', WISHES, () => true);
    streams.open('t', { ...WISHES, worker: 'other' }, () => true);
    const workers = [1, 2, 3].map(() => streams.streamFor('t')?.properties.worker);
    expect(workers).to.deep.equal(['other', 'w', 'other']);
    close();
    expect(streams.streamFor('t')?.properties.worker).to.equal('other');
    expect(streams.streamFor('nothing')).to.equal(undefined);
  });
});
