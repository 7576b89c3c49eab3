import type { Job, ZBClient } from 'zeebe-node';
import { dueTimerXml } from '../processes.ts';
import type { BenchedBroker, Figures } from '../peers/peer.ts';
import { median, quantile } from '../statistics.ts';
import {
  closeZeebe,
  IN_FLIGHT,
  activateAll,
  deploy,
  inLanes,
  openWorker,
  openZeebe,
  reached,
  uniqueName,
} from '../zeebe-client.ts';
import type { LoadWorkload, Scale } from './workload.ts';

/** Timers are set this long before they are due, beyond the time it takes to set them. */
const AHEAD_MS = 2000;

/** Instances created to learn how long creating takes. */
const TRIAL = 200;

/** (d) Many boundary timers due at the same moment. */
export const timers: LoadWorkload = {
  kind: 'load',
  letter: 'd',
  id: 'timers',
  title: '2,000 boundary timers due together',
  figures: [
    { key: 'firedP50Ms', title: 'due to fired, p50', unit: 'ms', digits: 0, better: 'less' },
    { key: 'firedP99Ms', title: 'due to fired, p99', unit: 'ms', digits: 0, better: 'less' },
    { key: 'seenP50Ms', title: 'due to job at worker, p50', unit: 'ms', digits: 0, better: 'less' },
    { key: 'seenP99Ms', title: 'due to job at worker, p99', unit: 'ms', digits: 0, better: 'less' },
  ],
  onBroker: measure,
};

/**
 * Two lags: until the broker let the timer go (by its own clock, written by the next task's input
 * mapping), and until a worker has the job behind the timer.
 */
async function measure(broker: BenchedBroker, scale: Scale): Promise<Figures> {
  const client = openZeebe(broker.address);
  const seen: number[] = [];
  const fired: number[] = [];
  const late: string[] = [];
  let dueAt = 0;
  const id = uniqueName('timers');
  const held = `${id}-held`;
  try {
    await deploy(client, { [id]: dueTimerXml(id, held, id) });
    const set = (count: number, due: number): Promise<number> =>
      inLanes(
        IN_FLIGHT,
        (created) => created < count,
        () =>
          client.createProcessInstance({
            bpmnProcessId: id,
            variables: { due: new Date(due).toISOString() },
          }),
      );
    const take = ({ key, variables }: Job): void => {
      if (dueAt > 0) {
        seen.push(Date.now() - dueAt);
        fired.push(momentOf(String(variables['firedAt'])) - dueAt);
      }
      late.push(key);
    };
    const activate = (count: number): Promise<void> =>
      activateAll(client, id, count, take, ['firedAt']);
    const start = performance.now();
    await set(TRIAL, Date.now() + 500);
    const eachMs = (performance.now() - start) / TRIAL;
    await activate(TRIAL);
    await finish(client, late);
    dueAt = Math.ceil(Date.now() + scale.timers * eachMs * 1.5 + AHEAD_MS);
    await set(scale.timers, dueAt);
    if (Date.now() > dueAt) throw new Error('setting the timers took longer than foreseen');
    await activate(scale.timers);
    await finish(client, late);
    await release(client, held, scale.timers + TRIAL);
    return {
      firedP50Ms: median(fired),
      firedP99Ms: quantile(fired, 0.99),
      seenP50Ms: median(seen),
      seenP99Ms: quantile(seen, 0.99),
    };
  } finally {
    await closeZeebe(client);
  }
}

/** FEEL's text of a moment ends in the zone's name, which `Date` does not read. */
function momentOf(text: string): number {
  return Date.parse(text.replace(/\[.*\]$|@.*$/, ''));
}

async function finish(client: ZBClient, keys: string[]): Promise<void> {
  await inLanes(
    IN_FLIGHT,
    () => keys.length > 0,
    () => client.completeJob({ jobKey: keys.pop() ?? '', variables: {} }),
  );
}

/** Completes the held tasks, so that the next round begins as this one did. */
async function release(client: ZBClient, type: string, count: number): Promise<void> {
  let released = 0;
  openWorker(client, type, async (job) => {
    const done = await job.complete();
    released += 1;
    return done;
  });
  await reached(() => released === count, 'the held tasks');
}
