import { setTimeout as pause } from 'node:timers/promises';
import net from 'node:net';
import { chainXml } from '../../bench/processes.ts';
import { openClient } from '../../zeebe/gateway-client.ts';
import type { Fault, FaultReport, Scale } from '../fault.ts';
import { responseOf, startBystander } from './bystander.ts';
import { startEngineProcess } from './engine-process.ts';

/** How long a job stays with the worker that does not read. Unit: ms. */
const JOB_TIMEOUT_MS = 3_000;
const PAYLOAD = JSON.stringify({ letter: 'x'.repeat(10_000) });
/** What the engine may grow by while a client reads nothing: far less than it has to say. */
const MAX_GROWTH_MB = 150;

/** A worker opens a stream of jobs and reads nothing of it; another one does all the work. */
export const slowConsumer: Fault = {
  name: 'a worker that reads nothing of its stream of jobs',
  run: async ({ isShort }: Scale): Promise<FaultReport> => {
    const jobs = isShort ? 1_000 : 20_000;
    const engine = await startEngineProcess();
    const stuck = await connectThroughPipe(engine.portNumber);
    const deaf = openClient(stuck.address, true);
    const client = openClient(engine.address, true);
    try {
      const xml = chainXml('slow', 1).replace('type="bench"', 'type="slow"');
      const resources = [{ name: 'slow.bpmn', content: Buffer.from(xml) }];
      responseOf(await client.unary('DeployResource', { resources }));
      const stream = deaf.open('StreamActivatedJobs', { type: 'slow', timeout: JOB_TIMEOUT_MS });
      stream.ended.catch(() => undefined);
      const bystander = await startBystander(engine.address);
      await stuck.isOpen();
      stuck.block();
      const before = engine.privateMb();
      let most = before;
      const made = new Set<string>();
      for (let i = 0; i < jobs; i += 50) {
        const answers = await Promise.all(
          Array.from({ length: 50 }, () =>
            client.unary('CreateProcessInstance', {
              bpmnProcessId: 'slow',
              version: -1,
              variables: PAYLOAD,
            }),
          ),
        );
        for (const answer of answers) {
          const { processInstanceKey } = responseOf(answer) as { processInstanceKey: number };
          made.add(String(processInstanceKey));
        }
        most = Math.max(most, engine.privateMb());
      }
      stuck.cut();
      const done = await completeAll(client, made.size);
      const witness = await bystander.stop();
      if (most - before > MAX_GROWTH_MB) {
        throw new Error(`the engine grew by ${(most - before).toFixed(0)} MB`);
      }
      return {
        injected: jobs,
        lost: witness.lost + [...made].filter((key) => !done.keys.has(key)).length,
        doubled: witness.doubled + done.doubled,
        longestUnavailableMs: witness.longestMs,
        note: `grew by ${(most - before).toFixed(0)} MB with ${(jobs / 100).toFixed(0)} MB to say`,
      };
    } finally {
      deaf.close();
      client.close();
      await stuck.close();
      await engine.stop();
    }
  },
};

interface Done {
  /** Process instances whose job was completed. */
  readonly keys: ReadonlySet<string>;
  readonly doubled: number;
}

/** Polls and completes until all are done, or for twenty job timeouts. */
async function completeAll(client: ReturnType<typeof openClient>, count: number): Promise<Done> {
  const keys = new Set<string>();
  let doubled = 0;
  const deadline = performance.now() + 20 * JOB_TIMEOUT_MS;
  while (keys.size < count && performance.now() < deadline) {
    const request = {
      type: 'slow',
      maxJobsToActivate: 100,
      timeout: 60_000,
      fetchVariable: ['no'],
    };
    const polled = await client.stream('ActivateJobs', { ...request, requestTimeout: 1_000 });
    const batches = responseOf(polled) as { jobs: { key: number; processInstanceKey: number }[] }[];
    const found = batches.flatMap((batch) => batch.jobs);
    await Promise.all(
      found.map(async ({ key }) => responseOf(await client.unary('CompleteJob', { jobKey: key }))),
    );
    for (const { processInstanceKey } of found) {
      if (keys.has(String(processInstanceKey))) doubled += 1;
      keys.add(String(processInstanceKey));
    }
  }
  return { keys, doubled };
}

/** A pipe to the engine that can stop reading what the engine says. */
interface Pipe {
  readonly address: string;
  /** Resolves when the stream's request has gone through. */
  isOpen(): Promise<void>;
  block(): void;
  cut(): void;
  close(): Promise<void>;
}

async function connectThroughPipe(portNumber: number): Promise<Pipe> {
  const pairs: { near: net.Socket; far: net.Socket }[] = [];
  const server = net.createServer((near) => {
    const far = net.connect(portNumber, '127.0.0.1');
    pairs.push({ near, far });
    near.pipe(far).pipe(near);
    for (const socket of [near, far]) socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  const cut = (): void => {
    for (const { near, far } of pairs.splice(0)) {
      near.destroy();
      far.destroy();
    }
  };
  return {
    address: `127.0.0.1:${port}`,
    isOpen: async () => {
      for (let i = 0; i < 500; i += 1) {
        // Preface, settings, headers and the request's message.
        if ((pairs[0]?.far.bytesWritten ?? 0) > 200) return;
        await pause(10);
      }
      throw new Error('the stream of jobs was not asked for');
    },
    block: () => {
      for (const { near, far } of pairs) {
        far.unpipe(near);
        far.pause();
      }
    },
    cut,
    close: () => {
      cut();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
