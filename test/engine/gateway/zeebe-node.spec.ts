import { expect } from 'chai';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ZBClient } from 'zeebe-node';
import { createEngine, type Engine } from '../../../engine/index.ts';
import { renderDiagram } from '../../differential/diagram.ts';

const CHAIN = Buffer.from(
  renderDiagram([
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
  ]),
);

describe('zeebe-node, unmodified', () => {
  let folder: string;
  let engine: Engine;
  let client: ZBClient;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tongqu-zeebe-node-'));
    engine = await createEngine({ dataDir: folder, port: 0 });
    client = new ZBClient(engine.address, { loglevel: 'NONE', longPoll: 5_000, retry: false });
    await client.deployResource({ name: 'chain.bpmn', process: CHAIN });
  });

  after(async () => {
    await client.close();
    await engine.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('tells the topology', async () => {
    const topology = await client.topology();
    expect(topology.brokers[0]?.partitions[0]?.role).to.equal('LEADER');
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

  it('gets Zeebe’s text when a job is not there', async () => {
    const error = await client.completeJob({ jobKey: '2251799899999999', variables: {} }).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(String(error)).to.contain(
      "Command 'COMPLETE' rejected with code 'NOT_FOUND': Expected to complete job with key " +
        "'2251799899999999', but no such job was found",
    );
  });
});
