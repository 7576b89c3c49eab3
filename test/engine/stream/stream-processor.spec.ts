import { expect } from 'chai';
import { diagram, element, flow, oneTask, sequence, serviceTask } from '../bpmn-builder.ts';
import { EngineHarness, creation, jobCommand } from '../engine-harness.ts';
import { leftOvers, replayed, tablesOf } from '../replay.ts';

describe('engine/stream', () => {
  let engine: EngineHarness;

  beforeEach(async () => {
    engine = await EngineHarness.open();
  });

  afterEach(async function () {
    if (this.currentTest?.state === 'failed') process.stderr.write(`${engine.trace()}\n`);
    await engine.close();
  });

  it('processes follow-up commands in the step of the command that caused them', async () => {
    await engine.deploy(oneTask());
    await engine.create('one');
    const create = engine.records.find(
      ({ intent, valueType }) => intent === 'CREATE' && valueType === 'PROCESS_INSTANCE_CREATION',
    )!;
    const caused = engine.records.filter(({ position }) => position > create.position);
    expect(caused.map(({ sourceRecordPosition }) => sourceRecordPosition)).to.deep.equal(
      caused.map(() => create.position),
    );
    expect(create.sourceRecordPosition).to.equal(-1);
  });

  it('gives positions and keys without gaps, also over a restart', async () => {
    await engine.deploy(oneTask());
    await engine.create('one');
    await engine.stop();
    await engine.start();
    await engine.create('one');
    expect(engine.records.map(({ position }) => position)).to.deep.equal(
      engine.records.map((_, i) => i + 1),
    );
    const keys = new Set(engine.events('PROCESS_INSTANCE_CREATION').map(({ key }) => key));
    expect(keys.size).to.equal(2);
  });

  it('keeps what it answered when it is opened again', async () => {
    await engine.deploy(oneTask());
    await engine.create('one', { a: 1 });
    await engine.stop();
    await engine.start();
    const { jobs, jobKeys } = await engine.activate('work');
    expect(jobs.map(({ variables }) => variables)).to.deep.equal(['{"a":1}']);
    await engine.complete(jobKeys[0]!);
    expect(leftOvers(engine.core.store)).to.deep.equal({});
  });

  it('refuses requests while the disk has no room, and goes on by itself when it has', async () => {
    await engine.deploy(oneTask());
    const { processor, store } = engine.core;
    let isFull = true;
    store.isFull = () => isFull;
    const command = {
      valueType: 'PROCESS_INSTANCE_CREATION',
      intent: 'CREATE',
      key: -1,
      value: creation('one'),
    } as const;
    const positions = engine.records.length;
    expect(await processor.write(command)).to.deep.equal({
      kind: 'exhausted',
      reason: 'Cannot accept requests for partition 1. Broker is out of disk space',
    });
    processor.enqueue(command);
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    expect(engine.records).to.have.length(positions);
    isFull = false;
    await engine.create('one');
    expect(engine.events('PROCESS_INSTANCE_CREATION')).to.have.length(2);
  });

  it('commits a job together with its activation by who has waited for it', async () => {
    await engine.deploy(oneTask());
    const { processor } = engine.core;
    let got: Promise<unknown> = Promise.resolve();
    processor.onJobsAvailable(() => (got = engine.activate('work')));
    const commits: string[][] = [];
    processor.onCommit((records) => {
      commits.push(records.map(({ valueType, intent }) => `${valueType} ${intent}`));
    });
    await engine.create('one');
    expect(await got)
      .to.have.property('jobKeys')
      .that.has.length(1);
    expect(commits).to.have.length(1);
    expect(commits[0]).to.include.members(['JOB CREATED', 'JOB_BATCH ACTIVATED']);
  });

  it('processes more than a hundred follow-up commands in several steps', async () => {
    const tasks = Array.from({ length: 80 }, (_, i) => element('task', `t${i}`));
    await engine.deploy(
      diagram(
        'long',
        sequence(
          element('startEvent', 'start'),
          ...tasks,
          serviceTask('last', 'work'),
          element('endEvent', 'end'),
        ),
      ),
    );
    await engine.create('long');
    await engine.idle();
    expect(engine.openJob('last')).to.be.a('number');
    const sources = new Set(engine.records.map(({ sourceRecordPosition }) => sourceRecordPosition));
    expect(sources.size).to.be.greaterThan(3);
    expect(engine.rejections()).to.deep.equal([]);
    await engine.completeAt('last');
    expect(leftOvers(engine.core.store)).to.deep.equal({});
  });

  it('takes back only the command that fails unexpectedly', async () => {
    await engine.deploy(oneTask());
    const broken = { ...creation('one'), variables: null };
    const answers = await Promise.all([
      engine.send('PROCESS_INSTANCE_CREATION', 'CREATE', creation('one', { a: 1 })),
      engine.send('PROCESS_INSTANCE_CREATION', 'CREATE', broken),
      engine.send('PROCESS_INSTANCE_CREATION', 'CREATE', creation('one', { a: 2 })),
    ]);
    expect(answers.map(({ kind }) => kind)).to.deep.equal(['event', 'rejection', 'event']);
    expect(engine.errors).to.have.length(1);
    expect(engine.events('PROCESS_INSTANCE_CREATION')).to.have.length(2);
    expect(engine.rejections()[0]?.type).to.equal('PROCESSING_ERROR');
    expect(tablesOf(engine.core.store)).to.deep.equal(await replayed(engine));
  });

  it('survives commands whose values are incomplete', async () => {
    await engine.deploy(oneTask());
    const answers = [
      await engine.send('JOB', 'COMPLETE', {}, 7),
      await engine.send('JOB_BATCH', 'ACTIVATE', {}),
      await engine.send('DEPLOYMENT', 'CREATE', {}),
      await engine.send('VARIABLE_DOCUMENT', 'UPDATE', {}),
    ];
    expect(answers.map(({ kind }) => kind)).to.deep.equal(Array(4).fill('rejection'));
    expect(await engine.create('one')).to.be.a('number');
  });

  it('answers exhausted when the queue is full, and goes on', async () => {
    await engine.deploy(oneTask());
    const many = Array.from({ length: 10_050 }, () =>
      engine.send('JOB', 'CANCEL', jobCommand(), 1),
    );
    const taken = [
      engine.send('JOB', 'COMPLETE', jobCommand(), 1),
      engine.send('JOB', 'FAIL', jobCommand(), 1),
    ];
    const kinds = (await Promise.all(many)).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'exhausted')).to.have.length(50);
    expect(kinds.filter((kind) => kind === 'rejection')).to.have.length(10_000);
    expect((await Promise.all(taken)).map(({ kind }) => kind)).to.not.include('exhausted');
    expect(await engine.create('one')).to.be.a('number');
  });

  it('answers closed after it was closed', async () => {
    const { core } = engine;
    await engine.stop();
    const answer = await core.port.write({
      valueType: 'PROCESS_INSTANCE_CREATION',
      intent: 'CREATE',
      key: -1,
      value: creation('one'),
    });
    expect(answer.kind).to.equal('closed');
    await engine.start();
  });

  it('rebuilds every table from the log alone', async () => {
    await engine.deploy(
      oneTask(),
      { name: 'f.form', text: '{"id":"form"}' },
      diagram(
        'split',
        [
          element('startEvent', 'start'),
          element('parallelGateway', 'fork'),
          serviceTask('a', 'work'),
          serviceTask('b', 'work'),
          element('parallelGateway', 'join'),
          element('endEvent', 'end'),
          flow('start', 'fork'),
          flow('fork', 'a'),
          flow('fork', 'b'),
          flow('a', 'join'),
          flow('b', 'join'),
          flow('join', 'end'),
        ]
          .map(({ xml }) => xml)
          .join(''),
      ),
    );
    for (let i = 0; i < 5; i++)
      await engine.create(i % 2 === 0 ? 'one' : 'split', { i, text: '文' });
    const { jobKeys } = await engine.activate('work', 3);
    await engine.complete(jobKeys[0]!, { done: true });
    await engine.complete(jobKeys[1]!);
    expect(tablesOf(engine.core.store)).to.deep.equal(await replayed(engine));
  });
});
