import { chainXml } from '../../bench/processes.ts';
import { openClient, type Answer } from '../../zeebe/gateway-client.ts';

/** What a client saw that did its work while others misbehaved. */
export interface Witness {
  readonly rounds: number;
  /** Instances whose job never came, or whose completion was refused. */
  readonly lost: number;
  /** Jobs that came twice. */
  readonly doubled: number;
  /** Longest time of one create, activate, complete. Unit: ms. */
  readonly longestMs: number;
}

/** A well-behaved client at work. */
export interface Bystander {
  /** Rounds done so far. */
  rounds(): number;
  /** Ends after the round at hand. */
  stop(): Promise<Witness>;
}

/** Long enough for a loaded machine; a job that has not come by then is lost. Unit: ms. */
const PATIENCE_MS = 15_000;

/**
 * Deploys a process of one job and goes through it again and again on a connection of its own.
 *
 * @throws when the process is refused
 */
export async function startBystander(address: string): Promise<Bystander> {
  const client = openClient(address, true);
  const process = { name: 'bystander.bpmn', content: Buffer.from(chainXml('bystander', 1)) };
  responseOf(await client.unary('DeployResource', { resources: [process] }));
  const seen = new Set<string>();
  const witness = { rounds: 0, lost: 0, doubled: 0, longestMs: 0 };
  let isStopped = false;
  const round = async (): Promise<void> => {
    const at = performance.now();
    const created = await client.unary('CreateProcessInstance', {
      bpmnProcessId: 'bystander',
      version: -1,
    });
    const { processInstanceKey } = responseOf(created) as { processInstanceKey: number };
    const polled = await client.stream(
      'ActivateJobs',
      { type: 'bench', maxJobsToActivate: 1, timeout: 60_000, requestTimeout: PATIENCE_MS },
      2 * PATIENCE_MS,
    );
    const [batch] = responseOf(polled) as { jobs: { key: number; processInstanceKey: number }[] }[];
    const job = batch?.jobs[0];
    if (job === undefined || job.processInstanceKey !== processInstanceKey) witness.lost += 1;
    if (job === undefined) return;
    if (seen.has(String(job.key))) witness.doubled += 1;
    seen.add(String(job.key));
    responseOf(await client.unary('CompleteJob', { jobKey: job.key }));
    witness.rounds += 1;
    witness.longestMs = Math.max(witness.longestMs, performance.now() - at);
  };
  const working = (async () => {
    while (!isStopped) await round();
  })();
  // Told by `stop`; until then nobody listens.
  working.catch(() => undefined);
  return {
    rounds: () => witness.rounds,
    stop: async () => {
      isStopped = true;
      try {
        await working;
      } finally {
        client.close();
      }
      return witness;
    },
  };
}

/** @throws with the refusal when there is one */
export function responseOf(answer: Answer): unknown {
  if ('code' in answer) throw new Error(`${answer.rpc}: ${answer.code} ${answer.details}`);
  return answer.response;
}
