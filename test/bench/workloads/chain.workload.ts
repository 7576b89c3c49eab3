import { cpuMsOf } from '../process-facts.ts';
import { chainXml } from '../processes.ts';
import type { BenchedBroker, Figures } from '../peers/peer.ts';
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
import type { FigureKind, LoadWorkload } from './workload.ts';

/** Instances that may be under way at once: enough that no side waits, too few to pile up. */
const MOST_OPEN = 480;

const FIGURES: readonly FigureKind[] = [
  { key: 'perSecond', title: 'instances per second', unit: '/s', digits: 0, better: 'more' },
  { key: 'serverCpuMs', title: 'server CPU per instance', unit: 'ms', digits: 2, better: 'less' },
  { key: 'clientCpuMs', title: 'client CPU per instance', unit: 'ms', digits: 2, better: 'less' },
];

function chain(letter: string, id: string, title: string, steps: number): LoadWorkload {
  return {
    kind: 'load',
    letter,
    id,
    title,
    figures: FIGURES,
    onBroker: (broker, scale) => measureChain(broker, steps, scale.measureMs),
    // Half the time: they are for orientation, and there are three of them.
    onLibrary: (library, scale) => library.chain(steps, scale.measureMs / 2, 0),
  };
}

/** (a) start → service task → end. */
export const oneTask = chain('a', 'one-task', 'One service task', 1);

/** (b) start → three service tasks → end. */
export const threeTasks = chain('b', 'three-tasks', 'Chain of three service tasks', 3);

/**
 * Creates and completes as many instances as it can for a time, and waits for the last of them.
 * The CPU is that of the broker's process, so a client that shares the cores does not blur it.
 */
async function measureChain(
  broker: BenchedBroker,
  steps: number,
  measureMs: number,
): Promise<Figures> {
  const client = openZeebe(broker.address);
  const id = uniqueName(`chain-${steps}`);
  let completed = 0;
  const progress = makeSignal();
  openWorker(client, id, async (job) => {
    const done = await job.complete();
    completed += 1;
    progress.wake();
    return done;
  });
  const create = (): Promise<unknown> =>
    client.createProcessInstance({ bpmnProcessId: id, variables: {} });
  const load = async (goesOn: (created: number) => boolean): Promise<number> => {
    completed = 0;
    const created = await inLanes(IN_FLIGHT, goesOn, async (index) => {
      while (index - completed / steps > MOST_OPEN) await progress.wait();
      await create();
    });
    await reached(() => completed >= created * steps, 'the last instance of a chain');
    return created;
  };
  try {
    await deploy(client, { [id]: chainXml(id, steps, { type: id }) });
    await load((created) => created < 200);
    const serverBefore = cpuMsOf(broker.pid);
    const clientBefore = process.cpuUsage();
    const start = performance.now();
    const created = await load(() => performance.now() - start < measureMs);
    const elapsedMs = performance.now() - start;
    const { user, system } = process.cpuUsage(clientBefore);
    return {
      perSecond: (created / elapsedMs) * 1000,
      serverCpuMs: (cpuMsOf(broker.pid) - serverBefore) / created,
      clientCpuMs: (user + system) / 1000 / created,
    };
  } finally {
    await closeZeebe(client);
  }
}
