import { expect } from 'chai';
import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import { BpmnParser, ZBClient, type Job } from 'zeebe-node';
import { renderDiagram } from '../differential/diagram.ts';
import { startForClient, type EmbeddedForClient } from './embedded.ts';

const DIAGRAM = renderDiagram([
  {
    id: 'chain',
    elements: {
      begin: 'start',
      first: { kind: 'service', job: 'first', headers: { tone: 'polite' } },
      wait: { kind: 'catch', message: { name: 'go-on', key: '=id' } },
      second: 'service second',
      end: 'end',
    },
    flows: ['begin > first > wait > second > end'],
  },
  {
    id: 'fragile',
    elements: {
      start: 'start',
      work: 'service fragile',
      broken: { kind: 'boundary', on: 'work', error: 'BROKEN' },
      repair: 'service repair',
      done: 'end',
      repaired: 'end',
    },
    flows: ['start > work > done', 'broken > repair > repaired'],
  },
  {
    id: 'signaled',
    elements: { heard: { kind: 'start', signal: 'alarm' }, react: 'service react', over: 'end' },
    flows: ['heard > react > over'],
  },
  {
    id: 'ordered',
    elements: { came: { kind: 'start', message: { name: 'order' } }, pack: 'service pack' },
    flows: ['came > pack'],
  },
]);

/** The documented uses of the library the product itself is built on. */
describe('zeebe-node, unmodified', () => {
  let embedded: EmbeddedForClient;
  let client: ZBClient;

  before(async () => {
    embedded = await startForClient('zeebe-node');
    const { address } = embedded.engine;
    client = new ZBClient(address, { loglevel: 'NONE', longPoll: 5_000, retry: false });
    await client.deployResource({ name: 'chain.bpmn', process: Buffer.from(DIAGRAM) });
  });

  after(async () => {
    await client.close();
    await embedded.close();
  });

  /** The next job that a worker of this type gets, with the way to end it. */
  const nextJob = (taskType: string, options: object = {}): Promise<Job> =>
    new Promise((resolve) => {
      const worker = client.createWorker({
        taskType,
        ...options,
        taskHandler: (job) => {
          setImmediate(() => void worker.close());
          resolve(job);
          return job.forward();
        },
      });
    });

  const refusal = (call: Promise<unknown>): Promise<string> =>
    call.then(
      () => 'accepted',
      (error: unknown) => String(error),
    );

  it('tells the topology', async () => {
    const topology = await client.topology();
    expect(topology.gatewayVersion).to.equal('8.5.8');
    expect(topology.brokers[0]?.partitions[0]?.role).to.equal('LEADER');
  });

  it('deploys a file, and tells what was deployed', async () => {
    const file = join(embedded.folder, 'by-name.bpmn');
    writeFileSync(file, DIAGRAM);
    const deployed = await client.deployResource({ processFilename: file });
    expect(deployed.deployments.map(({ process }) => process.bpmnProcessId)).to.deep.equal([
      'chain',
      'fragile',
      'signaled',
      'ordered',
    ]);
    expect(await BpmnParser.getTaskTypes(BpmnParser.parseBpmn(file))).to.include('fragile');
  });

  it('works a process through with workers, a message and a result', async () => {
    const headers: unknown[] = [];
    client.createWorker({
      taskType: 'first',
      taskHandler: (job) => {
        headers.push(job.customHeaders);
        return job.complete({ one: (job.variables['n'] as number) + 1 });
      },
    });
    client.createWorker({
      taskType: 'second',
      taskHandler: (job) => job.complete({ two: (job.variables['one'] as number) + 1 }),
    });
    const result = client.createProcessInstanceWithResult({
      bpmnProcessId: 'chain',
      variables: { id: 'zeebe-node-1', n: 1 },
      requestTimeout: 15_000,
    });
    await client.publishMessage({
      name: 'go-on',
      correlationKey: 'zeebe-node-1',
      timeToLive: 10_000,
      variables: { told: true },
    });
    const { variables } = await result;
    expect(variables).to.deep.equal({ id: 'zeebe-node-1', n: 1, one: 2, two: 3, told: true });
    expect(headers).to.deep.equal([{ tone: 'polite' }]);
  });

  it('hands many instances to one worker', async () => {
    const results = await Promise.all(
      Array.from({ length: 20 }, async (_nothing, n) => {
        const id = `many-${n}`;
        const result = client.createProcessInstanceWithResult({
          bpmnProcessId: 'chain',
          variables: { id, n },
          requestTimeout: 15_000,
        });
        await client.publishMessage({
          name: 'go-on',
          correlationKey: id,
          timeToLive: 10_000,
          variables: {},
        });
        return (await result).variables;
      }),
    );
    expect(results.map((variables) => variables['two'])).to.deep.equal(
      Array.from({ length: 20 }, (_nothing, n) => n + 2),
    );
  });

  it('fails a job, has it back after its back-off, and throws an error from it', async () => {
    const variables = { needed: 1, other: 2 };
    await client.createProcessInstance({ bpmnProcessId: 'fragile', variables });
    const job = await nextJob('fragile', { fetchVariable: ['needed'] });
    expect(job.variables).to.deep.equal({ needed: 1 });
    await client.failJob({ jobKey: job.key, retries: 1, retryBackOff: 5, errorMessage: 'jam' });
    const again = await nextJob('fragile');
    expect(again).to.include({ key: job.key, retries: 1 });
    await client.throwError({ jobKey: job.key, errorCode: 'BROKEN', errorMessage: 'no paper' });
    const repair = await nextJob('repair');
    expect(repair.elementId).to.equal('repair');
    await client.completeJob({ jobKey: repair.key, variables: {} });
    expect(await refusal(client.completeJob({ jobKey: repair.key, variables: {} }))).to.contain(
      `Expected to complete job with key '${repair.key}', but no such job was found`,
    );
  });

  it('starts at an element, sets variables, modifies and cancels', async () => {
    const created = await client.createProcessInstance({
      bpmnProcessId: 'fragile',
      variables: {},
      startInstructions: [{ elementId: 'repair' }],
    });
    const { processInstanceKey } = created;
    await client.setVariables({
      elementInstanceKey: processInstanceKey,
      variables: { set: true },
      local: false,
    });
    await client.modifyProcessInstance({
      processInstanceKey,
      activateInstructions: [
        { elementId: 'work', ancestorElementInstanceKey: '-1', variableInstructions: [] },
      ],
      terminateInstructions: [],
    });
    expect((await nextJob('fragile')).variables).to.deep.equal({ set: true });
    await client.cancelProcessInstance(processInstanceKey);
    expect(await refusal(client.cancelProcessInstance(processInstanceKey))).to.contain(
      `Expected to cancel a process instance with key '${processInstanceKey}'`,
    );
  });

  it('broadcasts a signal', async () => {
    await client.broadcastSignal({ signalName: 'alarm', variables: { loud: true } });
    const job = await nextJob('react');
    expect(job.variables).to.deep.equal({ loud: true });
    await client.completeJob({ jobKey: job.key, variables: {} });
  });

  it('starts by a message, and hands jobs to a batch worker', async () => {
    const batch = new Promise<string[]>((resolve) => {
      const worker = client.createBatchWorker({
        taskType: 'pack',
        jobBatchMinSize: 2,
        jobBatchMaxTime: 5,
        taskHandler: (jobs) => {
          setImmediate(() => void worker.close());
          resolve(jobs.map((job) => String(job.variables['item'])));
          return jobs.map((job) => job.forward());
        },
      });
    });
    for (const item of ['book', 'pen']) {
      const variables = { item };
      await client.publishStartMessage({ name: 'order', timeToLive: 5_000, variables });
    }
    expect(await batch).to.have.members(['book', 'pen']);
  });

  it('hands out Zeebe’s texts', async () => {
    const broken = { name: 'broken.bpmn', process: Buffer.from('<broken') };
    expect(await refusal(client.deployResource(broken))).to.match(
      /3 INVALID_ARGUMENT: Command 'CREATE' rejected with code 'INVALID_ARGUMENT'.*broken.bpmn/s,
    );
    expect(
      await refusal(client.createProcessInstance({ bpmnProcessId: 'nowhere', variables: {} })),
    ).to.contain("Expected to find process definition with process ID 'nowhere', but none found");
    expect(await refusal(client.resolveIncident({ incidentKey: '2251799899999999' }))).to.contain(
      "Expected to resolve incident with key '2251799899999999'",
    );
  });

  it('may be closed behind a call it does not wait for', async () => {
    const hasty = new ZBClient(embedded.engine.address, { loglevel: 'NONE', retry: false });
    await hasty.topology();
    const call = refusal(hasty.cancelProcessInstance('2251799899999999'));
    await hasty.close();
    expect(await call).to.be.a('string');
  });
});
