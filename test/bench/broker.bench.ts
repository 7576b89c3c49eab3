import { setTimeout as pause } from 'node:timers/promises';
import { ZBClient } from 'zeebe-node';
import { cpuMsOf, residentMbOf } from './process-facts.ts';
import { chainXml, fanOutXml } from './processes.ts';
import { median, quantile } from './statistics.ts';

/** A broker under measurement, ours or the real one. */
export interface BenchedBroker {
  readonly address: string;
  readonly pid: number;
}

/** What one round measured; times in milliseconds, memory in MB. */
export interface BrokerRound {
  /** Instances of one service task completed per second. */
  instancesPerSecond: number;
  /** Server CPU per instance. */
  cpuMsPerInstance: number;
  /** Create with result, one at a time. */
  oneAtATimeP50Ms: number;
  oneAtATimeP99Ms: number;
  /** 500 parallel jobs: from create to the last one completed. */
  fanOut500Ms: number;
  residentMb: number;
}

const INSTANCES = 600;
const IN_FLIGHT = 64;
const SINGLE = 60;

/**
 * Measures one broker through zeebe-node, durable, as a user of the gateway would.
 *
 * @throws when the broker does not answer or does not finish within a minute
 */
export async function benchBroker(broker: BenchedBroker): Promise<BrokerRound> {
  const client = new ZBClient(broker.address, { loglevel: 'NONE', longPoll: 10_000 });
  let completed = 0;
  const worker = client.createWorker({
    taskType: 'bench',
    taskHandler: (job) => {
      completed += 1;
      return job.complete();
    },
    maxJobsToActivate: 120,
    timeout: 30_000,
    // Else zeebe-node waits 300 ms between two activations, and hides the broker behind it.
    pollInterval: 1,
    loglevel: 'NONE',
  });
  try {
    for (const [name, xml] of [
      ['one', chainXml('one', 1)],
      ['fan', fanOutXml('fan')],
    ] as const) {
      await client.deployResource({ process: Buffer.from(xml), name: `${name}.bpmn` });
    }
    await createMany(client, 50);
    await reached(() => completed >= 50);

    completed = 0;
    const cpuBefore = cpuMsOf(broker.pid);
    const start = performance.now();
    await createMany(client, INSTANCES);
    await reached(() => completed >= INSTANCES);
    const elapsedMs = performance.now() - start;
    const cpuMs = cpuMsOf(broker.pid) - cpuBefore;

    const single: number[] = [];
    for (let i = 0; i < SINGLE; i += 1) {
      const at = performance.now();
      await client.createProcessInstanceWithResult({ bpmnProcessId: 'one', variables: {} });
      single.push(performance.now() - at);
    }

    completed = 0;
    const fanStart = performance.now();
    const items = Array.from({ length: 500 }, (_, i) => i);
    await client.createProcessInstance({ bpmnProcessId: 'fan', variables: { items } });
    await reached(() => completed >= 500);
    const fanOut500Ms = performance.now() - fanStart;

    return {
      instancesPerSecond: (INSTANCES / elapsedMs) * 1000,
      cpuMsPerInstance: cpuMs / INSTANCES,
      oneAtATimeP50Ms: median(single),
      oneAtATimeP99Ms: quantile(single, 0.99),
      fanOut500Ms,
      residentMb: residentMbOf(broker.pid),
    };
  } finally {
    await worker.close();
    await client.close();
  }
}

async function createMany(client: ZBClient, count: number): Promise<void> {
  let left = count;
  const lane = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await client.createProcessInstance({ bpmnProcessId: 'one', variables: {} });
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
}

async function reached(done: () => boolean): Promise<void> {
  const deadline = performance.now() + 60_000;
  while (!done()) {
    if (performance.now() > deadline) throw new Error('the broker did not finish within a minute');
    await pause(1);
  }
}
