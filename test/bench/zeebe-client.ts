import { setTimeout as pause } from 'node:timers/promises';
import { type Job, ZBClient, type ZBWorkerTaskHandler } from 'zeebe-node';

/** Creates that are under way at once, less than where Zeebe's back pressure begins. */
export const IN_FLIGHT = 64;

const CLOSE_WITHIN_MS = 2000;

/** A client as the documentation of zeebe-node makes it. */
export function openZeebe(address: string): ZBClient {
  return new ZBClient(address, { loglevel: 'NONE', longPoll: 10_000 });
}

/** Ends a client; one whose worker still holds a job would wait for it, and is left behind. */
export async function closeZeebe(client: ZBClient): Promise<void> {
  await Promise.race([client.close(), pause(CLOSE_WITHIN_MS)]);
}

let given = 0;

/**
 * A name for a process and its jobs that no earlier round used: Zeebe hands new jobs to a long poll
 * whose client has just gone, and they come back only after their time-out.
 */
export function uniqueName(of: string): string {
  given += 1;
  return `${of}-${given}`;
}

/** Options of a worker that a workload chooses; the others are the same for all brokers. */
export interface WorkerChoice {
  /** Jobs in hand at most. */
  readonly capacity?: number;
  readonly fetchVariable?: string[];
}

/** A worker for jobs of a type. */
export function openWorker(
  client: ZBClient,
  taskType: string,
  taskHandler: ZBWorkerTaskHandler,
  { capacity = 240, fetchVariable }: WorkerChoice = {},
): { close(): Promise<unknown> } {
  return client.createWorker({
    taskType,
    taskHandler,
    maxJobsToActivate: capacity,
    timeout: 300_000,
    // Else zeebe-node waits 300 ms between two activations, and hides the broker behind it.
    pollInterval: 1,
    loglevel: 'NONE',
    ...(fetchVariable && { fetchVariable }),
  });
}

const POLL_MS = 10_000;

/** Jobs asked for at once where all of many are wanted; a larger worker stalls now and then. */
const BATCH = 1000;

/**
 * Activates `count` jobs of a type, one long poll after the other, and hands over each as it comes.
 * A worker of zeebe-node would stop asking while a third of its capacity is in hand.
 */
export async function activateAll(
  client: ZBClient,
  type: string,
  count: number,
  take: (job: Job) => void,
  fetchVariable: string[] = [],
): Promise<void> {
  for (let got = 0; got < count;) {
    const asked = client.activateJobs({
      type,
      maxJobsToActivate: BATCH,
      requestTimeout: POLL_MS,
      timeout: 300_000,
      worker: 'bench',
      fetchVariable,
    });
    // zeebe-node never answers a poll that found nothing.
    const jobs = await Promise.race([asked, pause(POLL_MS + 1000, [])]);
    got += jobs.length;
    jobs.forEach(take);
  }
}

/** Deploys diagrams, each under a name of its own. */
export async function deploy(
  client: ZBClient,
  diagrams: Readonly<Record<string, string>>,
): Promise<void> {
  for (const [name, xml] of Object.entries(diagrams)) {
    await client.deployResource({ process: Buffer.from(xml), name: `${name}.bpmn` });
  }
}

/**
 * Calls `one` again and again, `lanes` at once, as long as `goesOn` holds.
 *
 * @returns how often it was called
 */
export async function inLanes(
  lanes: number,
  goesOn: (called: number) => boolean,
  one: (index: number) => Promise<unknown>,
): Promise<number> {
  let called = 0;
  const lane = async (): Promise<void> => {
    while (goesOn(called)) {
      called += 1;
      await one(called - 1);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return called;
}

/** Waits until something holds that only what arrives can change. @throws after `withinMs` */
export async function reached(done: () => boolean, what: string, withinMs = 60_000): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!done()) {
    if (performance.now() > deadline) throw new Error(`${what}: not within ${withinMs / 1000} s`);
    await pause(1);
  }
}
