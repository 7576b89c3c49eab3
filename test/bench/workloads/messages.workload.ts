import { randomUUID } from 'node:crypto';
import { messageXml } from '../processes.ts';
import { cpuMsOf } from '../process-facts.ts';
import type { BenchedBroker, Figures } from '../peers/peer.ts';
import { median, quantile } from '../statistics.ts';
import { makeSignal } from '../signal.ts';
import {
  closeZeebe,
  IN_FLIGHT,
  deploy,
  inLanes,
  openWorker,
  openZeebe,
  reached,
  uniqueName,
} from '../zeebe-client.ts';
import type { LoadWorkload, Scale } from './workload.ts';

/** Lanes that each create, publish and go on; a lane has two calls for one instance. */
const LANES = IN_FLIGHT / 2;

/** (e) An instance waits for a message with its key; the message leads to a job. */
export const messages: LoadWorkload = {
  kind: 'load',
  letter: 'e',
  id: 'messages',
  title: 'Message correlation',
  figures: [
    { key: 'perSecond', title: 'correlated per second', unit: '/s', digits: 0, better: 'more' },
    { key: 'serverCpuMs', title: 'server CPU per instance', unit: 'ms', digits: 2, better: 'less' },
    { key: 'p50Ms', title: 'publish to job at worker, p50', unit: 'ms', digits: 1, better: 'less' },
    { key: 'p99Ms', title: 'publish to job at worker, p99', unit: 'ms', digits: 1, better: 'less' },
  ],
  onBroker: measure,
};

async function measure(broker: BenchedBroker, scale: Scale): Promise<Figures> {
  const client = openZeebe(broker.address);
  const run = randomUUID();
  const id = uniqueName('messages');
  const arrival = makeSignal();
  let completed = 0;
  openWorker(client, id, async (job) => {
    arrival.wake();
    const done = await job.complete();
    completed += 1;
    return done;
  });
  const wait = (key: string): Promise<unknown> =>
    client.createProcessInstance({ bpmnProcessId: id, variables: { key } });
  const publish = (key: string): Promise<unknown> =>
    client.publishMessage({
      name: 'bench',
      correlationKey: key,
      messageId: key,
      timeToLive: 60_000,
      variables: {},
    });
  const load = async (name: string, goesOn: (count: number) => boolean): Promise<number> => {
    completed = 0;
    const count = await inLanes(LANES, goesOn, async (index) => {
      const key = `${run}-${name}-${index}`;
      await wait(key);
      await publish(key);
    });
    await reached(() => completed >= count, 'the last correlated instance');
    return count;
  };
  try {
    await deploy(client, { [id]: messageXml(id, 'bench', id) });
    await load('before', (count) => count < 200);
    const cpuBefore = cpuMsOf(broker.pid);
    const start = performance.now();
    const count = await load('many', () => performance.now() - start < scale.measureMs);
    const elapsedMs = performance.now() - start;
    const cpuMs = cpuMsOf(broker.pid) - cpuBefore;
    const samples: number[] = [];
    for (let i = 0; i < scale.singles; i += 1) {
      const key = `${run}-single-${i}`;
      await wait(key);
      const arrived = arrival.wait();
      const at = performance.now();
      const published = publish(key);
      await arrived;
      samples.push(performance.now() - at);
      await published;
    }
    return {
      perSecond: (count / elapsedMs) * 1000,
      serverCpuMs: cpuMs / count,
      p50Ms: median(samples),
      p99Ms: quantile(samples, 0.99),
    };
  } finally {
    await closeZeebe(client);
  }
}
