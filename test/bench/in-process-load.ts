import { readFileSync } from 'node:fs';
import { MessageChannel, Worker } from 'node:worker_threads';
import type { EngineCore, openEngineCore as OpenEngineCore } from '../../engine/engine-core.ts';
import type { Exporter } from '../../engine/exporters/exporter.ts';
import type { ExportPort } from '../../engine/exporters/port.exporter.ts';
import type { ValueOf } from '../../engine/protocol/record.ts';
import type { ValueType } from '../../engine/protocol/value-type.ts';
import { temporaryFolder } from '../support/product.ts';
import { chainXml } from './processes.ts';

/** What the load is, given as the first argument in JSON. */
export interface LoadOrder {
  /** The folder of the engine that is measured: `…/dist/engine` or `…/engine`. */
  readonly engine: string;
  /** `.js` or `.ts`. */
  readonly suffix: string;
  readonly warmUpInstances: number;
  readonly instances: number;
  readonly rounds: number;
  /** Instances begun and not ended. */
  readonly inFlight: number;
  /** Jobs asked for at once. */
  readonly jobsAtOnce: number;
  /** Whether another thread gets every record, as in the product. */
  readonly isExported: boolean;
  /** Instances that wait all the while, created first. */
  readonly waiting: number;
}

/** What one round measured. */
export interface LoadRound {
  readonly instancesPerSecond: number;
  /** CPU of the whole process (collector and reader included) per instance. */
  readonly cpuMsPerInstance: number;
  /** CPU of the engine's thread alone per instance. */
  readonly threadCpuMsPerInstance: number;
  readonly commitsPerSecond: number;
  readonly recordsPerCommit: number;
  readonly residentMb: number;
}

/** Milliseconds that the main thread of this process has used (Linux). */
function threadCpuMs(): number {
  const stat = readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8');
  return Number(stat.split(' ')[0]) / 1e6;
}

/** The other thread: takes what is exported and says so. */
const READER = `
  const { workerData: port } = require('node:worker_threads');
  port.on('message', ({ position }) => port.postMessage({ type: 'ack', position }));
  port.postMessage({ type: 'start-export' });
`;

async function openExport(order: LoadOrder): Promise<{ exporters: Exporter[]; end(): void }> {
  if (!order.isExported) return { exporters: [], end: () => undefined };
  const { portExporter } = (await import(
    `${order.engine}/exporters/port.exporter${order.suffix}`
  )) as { portExporter: (port: ExportPort) => Exporter };
  const { port1, port2 } = new MessageChannel();
  const reader = new Worker(READER, { eval: true, workerData: port2, transferList: [port2] });
  return {
    exporters: [portExporter(port1)],
    end: () => {
      port1.close();
      void reader.terminate();
    },
  };
}

/** Sends commands to the engine as a gateway does, without one. */
class Load {
  readonly core: EngineCore;
  private readonly order: LoadOrder;
  private toCreate = 0;
  private toEnd = 0;
  private isAsking = false;
  private isMore = false;
  private ended: () => void = () => undefined;

  constructor(core: EngineCore, order: LoadOrder) {
    this.core = core;
    this.order = order;
    core.port.onJobsAvailable((types) => {
      if (types.has('bench')) void this.work();
    });
  }

  async deploy(): Promise<void> {
    const resources = [
      chainXml('one', 1),
      chainXml('idle', 1).replace('type="bench"', 'type="nobody"'),
    ].map((xml, i) => ({
      resourceName: `${i}.bpmn`,
      resource: Buffer.from(xml).toString('base64'),
    }));
    await this.send('DEPLOYMENT', 'CREATE', -1, {
      resources,
      processesMetadata: [],
      decisionsMetadata: [],
      decisionRequirementsMetadata: [],
      formMetadata: [],
      tenantId: '<default>',
    });
  }

  /** Creates instances that nobody goes on with. */
  async createWaiting(count: number): Promise<void> {
    for (let left = count; left > 0; left -= 1_000) {
      const some = Array.from({ length: Math.min(left, 1_000) }, () => this.create('idle'));
      await Promise.all(some);
    }
  }

  /** Plays so many instances from creation to their end. */
  run(instances: number): Promise<void> {
    this.toCreate = instances;
    this.toEnd = instances;
    return new Promise((resolve) => {
      this.ended = resolve;
      for (let i = 0; i < this.order.inFlight; i += 1) void this.next();
    });
  }

  private async next(): Promise<void> {
    if (this.toCreate <= 0) return;
    this.toCreate -= 1;
    await this.create('one');
  }

  private create(bpmnProcessId: string): Promise<unknown> {
    return this.send('PROCESS_INSTANCE_CREATION', 'CREATE', -1, {
      bpmnProcessId,
      version: -1,
      processDefinitionKey: -1,
      processInstanceKey: -1,
      variables: '{"caseNumber":"A-2024-0001","urgent":false}',
      fetchVariables: [],
      startInstructions: [],
      tenantId: '<default>',
    });
  }

  private async work(): Promise<void> {
    this.isMore = true;
    if (this.isAsking) return;
    this.isAsking = true;
    while (this.isMore) {
      this.isMore = false;
      const batch = (await this.send('JOB_BATCH', 'ACTIVATE', -1, {
        type: 'bench',
        worker: 'load',
        timeout: 60_000,
        maxJobsToActivate: this.order.jobsAtOnce,
        jobKeys: [],
        jobs: [],
        variables: [],
        truncated: false,
        tenantIds: ['<default>'],
      })) as ValueOf<'JOB_BATCH'>;
      if (batch.jobKeys.length === this.order.jobsAtOnce) this.isMore = true;
      for (const key of batch.jobKeys) void this.complete(key);
    }
    this.isAsking = false;
  }

  private async complete(key: number): Promise<void> {
    await this.send('JOB', 'COMPLETE', key, NO_JOB);
    this.toEnd -= 1;
    if (this.toEnd === 0) this.ended();
    else void this.next();
  }

  private async send(
    valueType: ValueType,
    intent: string,
    key: number,
    value: unknown,
  ): Promise<unknown> {
    const answer = await this.core.port.write({ valueType, intent, key, value } as never);
    if (answer.kind !== 'event') throw new Error(`${valueType}: ${JSON.stringify(answer)}`);
    return answer.record.value;
  }
}

const NO_JOB = {
  type: '',
  worker: '',
  deadline: -1,
  timeout: -1,
  retries: -1,
  retryBackoff: 0,
  recurringTime: -1,
  customHeaders: '{}',
  variables: '{}',
  errorMessage: '',
  errorCode: '',
  jobKind: 'BPMN_ELEMENT',
  bpmnProcessId: '',
  processDefinitionVersion: -1,
  processDefinitionKey: -1,
  processInstanceKey: -1,
  elementId: '',
  elementInstanceKey: -1,
  tenantId: '<default>',
};

async function measure(load: Load, order: LoadOrder): Promise<LoadRound> {
  let commits = 0;
  let records = 0;
  const stop = load.core.processor.onCommit((some) => {
    commits += 1;
    records += some.length;
  });
  const cpu = process.cpuUsage();
  const threadCpu = threadCpuMs();
  const start = performance.now();
  await load.run(order.instances);
  const seconds = (performance.now() - start) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  stop();
  return {
    instancesPerSecond: order.instances / seconds,
    cpuMsPerInstance: (user + system) / 1_000 / order.instances,
    threadCpuMsPerInstance: (threadCpuMs() - threadCpu) / order.instances,
    commitsPerSecond: commits / seconds,
    recordsPerCommit: records / commits,
    residentMb: process.memoryUsage.rss() / 2 ** 20,
  };
}

/** Loads an engine of its own; prints one line of JSON: a {@link LoadRound} per round. */
async function main(order: LoadOrder): Promise<void> {
  const { openEngineCore } = (await import(`${order.engine}/engine-core${order.suffix}`)) as {
    openEngineCore: typeof OpenEngineCore;
  };
  const folder = temporaryFolder('in-process');
  const exported = await openExport(order);
  const core = await openEngineCore({ dataDir: folder.path, exporters: exported.exporters });
  try {
    const load = new Load(core, order);
    await load.deploy();
    await load.createWaiting(order.waiting);
    await load.run(order.warmUpInstances);
    const rounds: LoadRound[] = [];
    for (let i = 0; i < order.rounds; i += 1) rounds.push(await measure(load, order));
    process.stdout.write(`${JSON.stringify(rounds)}\n`);
  } finally {
    await core.close();
    exported.end();
    folder.remove();
  }
}

await main(JSON.parse(process.argv[2] ?? '{}') as LoadOrder);
