import { expect } from 'chai';
import { oneTask } from '../bpmn-builder.ts';
import { EngineHarness, activation, jobCommand } from '../engine-harness.ts';
import { leftOvers, replayed, tablesOf } from '../replay.ts';

describe('engine/job', () => {
  let engine: EngineHarness;

  beforeEach(async () => {
    engine = await EngineHarness.open();
    await engine.deploy(oneTask());
  });

  afterEach(async function () {
    if (this.currentTest?.state === 'failed') process.stderr.write(`${engine.trace()}\n`);
    expect(tablesOf(engine.core.store), 'replay').to.deep.equal(await replayed(engine));
    await engine.close();
  });

  it('is completed by key without being activated', async () => {
    await engine.create('one');
    const answer = await engine.complete(engine.openJob('task'), { result: [1, { a: null }] });
    expect(answer.kind).to.equal('event');
    expect(engine.events('VARIABLE', 'CREATED').map(({ value }) => value.value)).to.deep.equal([
      '[1,{"a":null}]',
    ]);
    expect(leftOvers(engine.core.store)).to.deep.equal({});
  });

  it(
    'is handed out oldest first, to one worker at a time, with the variables asked ' + 'for',
    async () => {
      const keys: number[] = [];
      for (let i = 0; i < 3; i++) {
        await engine.create('one', { i, other: 'x' });
        keys.push(engine.openJob('task'));
      }
      const value = { ...activation('work', 2, 1_000), variables: ['i'] };
      const { value: batch } = await engine.expect('JOB_BATCH', 'ACTIVATE', value);
      const { jobs, jobKeys, truncated } = batch as Awaited<ReturnType<typeof engine.activate>>;
      expect(jobKeys).to.deep.equal(keys.slice(0, 2));
      expect(jobs.map(({ variables }) => variables)).to.deep.equal(['{"i":0}', '{"i":1}']);
      expect(jobs[0]?.deadline).to.equal(engine.clock.now() + 1_000);
      expect(truncated).to.equal(false);
      expect((await engine.activate('work')).jobKeys).to.deep.equal([keys[2]]);
      expect((await engine.activate('work')).jobKeys).to.deep.equal([]);
    },
  );

  it('comes back when its worker is too late', async () => {
    await engine.create('one');
    const { jobKeys } = await engine.activate('work', 1, 1_000);
    await engine.advance(1_000);
    expect(engine.events('JOB', 'TIMED_OUT')).to.have.length(0);
    await engine.advance(1);
    expect(engine.events('JOB', 'TIMED_OUT').map(({ key }) => key)).to.deep.equal(jobKeys);
    expect((await engine.activate('work')).jobKeys).to.deep.equal(jobKeys);
  });

  it('times out with thousands of others at the same moment, each once', async () => {
    await Promise.all(Array.from({ length: 2_500 }, () => engine.create('one')));
    for (let i = 0; i < 25; i++) await engine.activate('work', 100, 1_000);
    await engine.advance(1_001);
    while (engine.events('JOB', 'TIMED_OUT').length < 2_500) await engine.idle();
    await engine.idle();
    expect(engine.events('JOB', 'TIMED_OUT')).to.have.length(2_500);
    expect(engine.rejections()).to.deep.equal([]);
  });

  it('times out after a restart too', async () => {
    await engine.create('one');
    await engine.activate('work', 1, 1_000);
    await engine.stop();
    engine.clock.advance(5_000);
    await engine.start();
    await engine.idle();
    expect(engine.events('JOB', 'TIMED_OUT')).to.have.length(1);
  });

  it('waits for its back-off after a failure', async () => {
    await engine.create('one');
    const {
      jobKeys: [key],
    } = await engine.activate('work');
    await engine.expect(
      'JOB',
      'FAIL',
      jobCommand({ retries: 2, retryBackoff: 5_000, variables: { why: 'later' } }),
      key,
    );
    expect((await engine.activate('work')).jobKeys).to.deep.equal([]);
    await engine.advance(5_001);
    const { jobKeys, jobs } = await engine.activate('work');
    expect(jobKeys).to.deep.equal([key]);
    expect(jobs[0]?.variables).to.equal('{"why":"later"}');
  });

  it('raises an incident without retries, which is resolved after retries were given', async () => {
    await engine.create('one');
    const {
      jobKeys: [key],
    } = await engine.activate('work');
    await engine.expect('JOB', 'FAIL', jobCommand({ retries: 0, errorMessage: 'no way' }), key);
    const [incident] = engine.events('INCIDENT', 'CREATED');
    expect(incident?.value).to.include({
      errorType: 'JOB_NO_RETRIES',
      errorMessage: 'no way',
      jobKey: key,
    });
    const early = await engine.send('INCIDENT', 'RESOLVE', incident!.value, incident!.key);
    expect(early).to.deep.include({ kind: 'rejection', type: 'NOT_FOUND' });
    await engine.expect('JOB', 'UPDATE_RETRIES', jobCommand({ retries: 1 }), key);
    await engine.expect('INCIDENT', 'RESOLVE', incident!.value, incident!.key);
    expect((await engine.activate('work')).jobKeys).to.deep.equal([key]);
  });

  it('raises an incident when nobody catches its error', async () => {
    await engine.create('one');
    const {
      jobKeys: [key],
    } = await engine.activate('work');
    await engine.expect(
      'JOB',
      'THROW_ERROR',
      jobCommand({ errorCode: 'E1', errorMessage: 'm' }),
      key,
    );
    const [incident] = engine.events('INCIDENT', 'CREATED');
    expect(incident?.value.errorType).to.equal('UNHANDLED_ERROR_EVENT');
    expect(incident?.value.errorMessage).to.equal(
      "Expected to throw an error event with the code 'E1' with message 'm', but it was not " +
        'caught.' +
        ' No error events are available in the scope.',
    );
    await engine.expect('INCIDENT', 'RESOLVE', incident!.value, incident!.key);
    const { jobs } = await engine.activate('work');
    expect(jobs[0]?.elementId).to.equal('task');
  });

  it('gets more time, counted from now', async () => {
    await engine.create('one');
    const {
      jobKeys: [key],
    } = await engine.activate('work', 1, 1_000);
    await engine.expect('JOB', 'UPDATE_TIMEOUT', jobCommand({ timeout: 10_000 }), key);
    await engine.advance(2_000);
    expect(engine.events('JOB', 'TIMED_OUT')).to.have.length(0);
    await engine.advance(8_001);
    expect(engine.events('JOB', 'TIMED_OUT')).to.have.length(1);
  });

  it('is canceled with its instance', async () => {
    const key = await engine.create('one');
    await engine.expect('PROCESS_INSTANCE', 'CANCEL', {}, key);
    expect(engine.events('JOB', 'CANCELED')).to.have.length(1);
    expect(leftOvers(engine.core.store)).to.deep.equal({});
  });

  /** Refusals by command and status, in the order Zeebe checks. */
  const refusals: readonly [string, () => Promise<unknown>, string, string][] = [
    [
      'complete unknown',
      () => engine.complete(7),
      'NOT_FOUND',
      "Expected to complete job with key '7', but no such job was found",
    ],
    [
      'fail unknown',
      () => engine.send('JOB', 'FAIL', jobCommand(), 7),
      'NOT_FOUND',
      "Expected to fail job with key '7', but no such job was found",
    ],
    [
      'throw unknown',
      () => engine.send('JOB', 'THROW_ERROR', jobCommand(), 7),
      'NOT_FOUND',
      "Expected to throw an error for job with key '7', but no such job was found",
    ],
    [
      'no retries',
      () => engine.send('JOB', 'UPDATE_RETRIES', jobCommand({ retries: 0 }), 7),
      'INVALID_ARGUMENT',
      "Expected to update retries for job with key '7' with a positive amount of retries, but " +
        "the amount given was '0'",
    ],
    [
      'retries unknown',
      () => engine.send('JOB', 'UPDATE_RETRIES', jobCommand({ retries: 1 }), 7),
      'NOT_FOUND',
      "Expected to update retries for job with key '7', but no such job was found",
    ],
    [
      'timeout unknown',
      () => engine.send('JOB', 'UPDATE_TIMEOUT', jobCommand({ timeout: 1 }), 7),
      'NOT_FOUND',
      "Expected to update job deadline with key '7', but no such job was found",
    ],
    [
      'activate none',
      () => engine.send('JOB_BATCH', 'ACTIVATE', activation('work', 0, 1)),
      'INVALID_ARGUMENT',
      'Expected to activate job batch with max jobs to activate to be greater than zero, but it ' +
        "was '0'",
    ],
    [
      'activate no time',
      () => engine.send('JOB_BATCH', 'ACTIVATE', activation('work', 1, 0)),
      'INVALID_ARGUMENT',
      "Expected to activate job batch with timeout to be greater than zero, but it was '0'",
    ],
    [
      'activate no type',
      () => engine.send('JOB_BATCH', 'ACTIVATE', activation('', 1, 1)),
      'INVALID_ARGUMENT',
      'Expected to activate job batch with type to be present, but it was blank',
    ],
  ];
  for (const [name, act, type, reason] of refusals) {
    it(`refuses: ${name}`, async () => {
      expect(await act()).to.deep.equal({ kind: 'rejection', type, reason });
      expect(engine.rejections()).to.deep.equal([{ type, reason }]);
    });
  }
});
