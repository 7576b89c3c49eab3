import { Client, credentials } from '@grpc/grpc-js';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gatewayService } from '../../engine/gateway/codec.ts';
import { startBuiltEngine } from '../support/built-engine.ts';
import type { BenchedGateway } from './peers/peer.ts';
import { startEchoServer } from './echo-server.ts';
import { cpuMsOf } from './process-facts.ts';
import { chainXml } from './processes.ts';
import { median } from './statistics.ts';

/** What one round measured. */
export interface LeanRound {
  readonly instancesPerSecond: number;
  /** CPU of the server's process per instance. */
  readonly cpuMsPerInstance: number;
}

/** A broker beside the bare bound: medians of alternating rounds. */
export interface LeanComparison {
  readonly broker: LeanRound;
  readonly echo: LeanRound;
  /** The bound's instances per second divided by the broker's: 1 is the bound itself. */
  readonly factor: number;
}

/** How much of it. */
export interface LeanSize {
  readonly rounds: number;
  /** Instances per round; thousands, or else the figure is that of a compiler warming up. */
  readonly instances: number;
  readonly inFlight: number;
}

export const LEAN_SIZE: LeanSize = { rounds: 3, instances: 10_000, inFlight: 128 };

const service = gatewayService();
const bytesOf = (rpc: string, request: object): Buffer => service[rpc]!.requestSerialize(request);
const CREATE = bytesOf('CreateProcessInstance', {
  bpmnProcessId: 'lean',
  version: -1,
  variables: '{}',
});

/** A plain grpc-js client: requests are bytes, answers are not looked at. */
class LeanClient {
  private readonly client: Client;
  private cancel = (): void => undefined;

  constructor(address: string) {
    this.client = new Client(address, credentials.createInsecure());
  }

  call(rpc: string, request: Buffer): Promise<void> {
    return new Promise((resolve, reject) => {
      this.client.makeUnaryRequest(service[rpc]!.path, same, same, request, (error) => {
        if (error) reject(error);
        else resolve();
      });
    });
  }

  /** Has jobs pushed until the client is closed. */
  stream(request: Buffer, take: (key: number) => void): void {
    const { path: method, responseDeserialize } = service['StreamActivatedJobs']!;
    const call = this.client.makeServerStreamRequest(method, same, responseDeserialize, request);
    call.on('data', (job: { key: { toNumber(): number } }) => take(job.key.toNumber()));
    // Its end comes with the client's, which would wait for it.
    call.on('error', () => undefined);
    this.cancel = () => call.cancel();
  }

  close(): void {
    this.cancel();
    this.client.close();
  }
}

const same = (bytes: Buffer): Buffer => bytes;

/** One service task per instance: created, pushed to the stream, completed, many at once. */
class LeanRun {
  private readonly client: LeanClient;
  private left = 0;
  private open = 0;
  private done: () => void = () => undefined;
  private failed: (error: unknown) => void = () => undefined;

  constructor(client: LeanClient) {
    this.client = client;
  }

  run(instances: number, inFlight: number): Promise<void> {
    this.left = instances;
    return new Promise((resolve, reject) => {
      this.done = resolve;
      this.failed = reject;
      for (let i = 0; i < inFlight; i += 1) this.next();
    });
  }

  readonly take = (jobKey: number): void => {
    const complete = bytesOf('CompleteJob', { jobKey, variables: '{}' });
    this.client.call('CompleteJob', complete).then(() => {
      this.open -= 1;
      this.next();
    }, this.failed);
  };

  private next(): void {
    if (this.left > 0) {
      this.left -= 1;
      this.open += 1;
      this.client.call('CreateProcessInstance', CREATE).catch(this.failed);
    } else if (this.open === 0) this.done();
  }
}

/**
 * Workload (a) against a broker: jobs come through `StreamActivatedJobs`.
 *
 * @throws when a call is refused
 */
export async function leanRound(broker: BenchedGateway, size: LeanSize): Promise<LeanRound> {
  const client = new LeanClient(broker.address);
  try {
    const content = Buffer.from(chainXml('lean', 1));
    const resources = [{ name: 'lean.bpmn', content }];
    await client.call('DeployResource', bytesOf('DeployResource', { resources }));
    const run = new LeanRun(client);
    const stream = { type: 'bench', worker: 'lean', timeout: 60_000 };
    client.stream(bytesOf('StreamActivatedJobs', stream), run.take);
    return await measured(broker.pid, size, (instances) => run.run(instances, size.inFlight));
  } finally {
    client.close();
  }
}

/**
 * The same two unary calls per instance, one after the other, against the bare bound.
 *
 * @throws when a call is refused
 */
export async function echoRound(echo: BenchedGateway, size: LeanSize): Promise<LeanRound> {
  const client = new LeanClient(echo.address);
  const complete = bytesOf('CompleteJob', { jobKey: 2251799813685251, variables: '{}' });
  try {
    return await measured(echo.pid, size, async (instances) => {
      let left = instances;
      const lane = async (): Promise<void> => {
        while (left > 0) {
          left -= 1;
          await client.call('CreateProcessInstance', CREATE);
          await client.call('CompleteJob', complete);
        }
      };
      await Promise.all(Array.from({ length: size.inFlight }, lane));
    });
  } finally {
    client.close();
  }
}

/** A fifth of the instances go first, so that both sides are warm. */
async function measured(
  pid: number,
  { instances }: LeanSize,
  work: (instances: number) => Promise<void>,
): Promise<LeanRound> {
  await work(Math.ceil(instances / 5));
  const cpuBefore = cpuMsOf(pid);
  const began = performance.now();
  await work(instances);
  const elapsedMs = performance.now() - began;
  return {
    instancesPerSecond: (instances / elapsedMs) * 1000,
    cpuMsPerInstance: (cpuMsOf(pid) - cpuBefore) / instances,
  };
}

/** Alternating rounds of a broker and the bare bound, in one run. */
export async function compareLean(
  broker: BenchedGateway,
  size: LeanSize = LEAN_SIZE,
): Promise<LeanComparison> {
  const echo = await startEchoServer();
  const ours: LeanRound[] = [];
  const bound: LeanRound[] = [];
  try {
    for (let round = 0; round < size.rounds; round += 1) {
      ours.push(await leanRound(broker, size));
      bound.push(await echoRound(echo, size));
    }
  } finally {
    await echo.stop();
  }
  const result = { broker: middle(ours), echo: middle(bound) };
  const factor = result.echo.instancesPerSecond / result.broker.instancesPerSecond;
  return { ...result, factor };
}

function middle(rounds: readonly LeanRound[]): LeanRound {
  return {
    instancesPerSecond: median(rounds.map((round) => round.instancesPerSecond)),
    cpuMsPerInstance: median(rounds.map((round) => round.cpuMsPerInstance)),
  };
}

const self = fileURLToPath(import.meta.url);
if (path.resolve(process.argv[1] ?? '') === self) {
  const engine = await startBuiltEngine(process.argv.slice(2));
  console.log(await compareLean(engine));
  await engine.stop();
}
