import { expect } from 'chai';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEngine, type Engine } from '../../../engine/index.ts';
import { openClient, type GatewayClient, type OpenStream } from '../../zeebe/gateway-client.ts';
import { oneTask } from '../bpmn-builder.ts';

const JOBS_PER_ROUND = 20;
const ROUNDS = 5;

interface Job {
  readonly key: number;
}

/** Calls that are given up in the middle of the work: no job may stay with them. */
describe('canceled calls', () => {
  let folder: string;
  let engine: Engine;
  let client: GatewayClient;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tongqu-cancel-'));
    engine = await createEngine({ dataDir: folder });
    client = openClient(engine.address, true);
    const content = Buffer.from(oneTask());
    await client.unary('DeployResource', { resources: [{ name: 'one.bpmn', content }] });
  });

  afterEach(async () => {
    client.close();
    await engine.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const poll = (): OpenStream =>
    client.open('ActivateJobs', {
      type: 'work',
      worker: 'gives up',
      timeout: 3_600_000,
      maxJobsToActivate: 3,
      requestTimeout: 60_000,
    });

  const create = async (): Promise<void> => {
    await client.unary('CreateProcessInstance', { bpmnProcessId: 'one', version: -1 });
  };

  /** What a request that stays gets, as long as it gets something. */
  const collect = async (into: Set<number>): Promise<void> => {
    for (let before = -1; before < into.size;) {
      before = into.size;
      const answer = await client.stream('ActivateJobs', {
        type: 'work',
        worker: 'stays',
        timeout: 3_600_000,
        maxJobsToActivate: 100,
        requestTimeout: -1,
      });
      const messages = ('response' in answer ? answer.response : []) as { jobs: Job[] }[];
      for (const { jobs } of messages) for (const { key } of jobs) into.add(key);
    }
  };

  it('do not swallow jobs: the next request gets them at once', async () => {
    const seen = new Set<number>();
    for (let round = 1; round <= ROUNDS; round++) {
      const polls = Array.from({ length: 40 }, poll);
      await client.unary('Topology', {});
      // The calls go out after the cancellations, on the same connection.
      const work = Array.from({ length: JOBS_PER_ROUND }, create);
      for (const canceled of polls) canceled.cancel();
      await Promise.all(work);
      await collect(seen);
      expect(seen.size, `jobs after round ${round}`).to.equal(round * JOBS_PER_ROUND);
    }
  });

  it('of streams leave later jobs to the others', async () => {
    const request = { type: 'work', worker: 'w', timeout: 3_600_000 };
    const streams = Array.from({ length: 5 }, () => client.open('StreamActivatedJobs', request));
    await client.unary('Topology', {});
    for (const stream of streams.slice(1)) stream.cancel();
    await client.unary('Topology', {});
    const last = streams[0]!;
    const all = new Promise<void>((resolve) => {
      last.watchers.add(() => {
        if (last.messages.length === JOBS_PER_ROUND) resolve();
      });
    });
    await Promise.all(Array.from({ length: JOBS_PER_ROUND }, create));
    await all;
    last.cancel();
  });
});
