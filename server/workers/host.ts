import type { Logger } from 'pino';
import type { Ports, Worker, WorkerAnswer, WorkerJob } from '../../processes/worker/index.ts';
import type { Client } from '../broker/broker.ts';

/** Jobs of one type worked on at a time. A fan-out's notices come by hundreds. */
const MAX_JOBS = 120;
/** A job not answered in this time goes to another worker. Unit: ms. */
const LEASE_MS = 60_000;
/** How long a poll waits for jobs before it is renewed. Unit: ms. */
const LONG_POLL_MS = 30_000;
/** Wait before a failed job is tried again, when the worker did not say. Unit: ms. */
const RETRY_MS = 5_000;

/** The part of a job that zeebe-node hands over. */
interface HostedJob {
  readonly key: string;
  readonly processInstanceKey: string;
  readonly bpmnProcessId: string;
  readonly elementId: string;
  readonly elementInstanceKey: string;
  readonly customHeaders: Readonly<Record<string, unknown>>;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly retries: number;
  complete(variables?: object): Promise<unknown>;
  error(code: string, message?: string): Promise<unknown>;
  fail(failure: object): Promise<unknown>;
}

/** Opens a poll for each job type; answers what closes them all. */
export function hostWorkers(
  client: Client,
  workers: readonly Worker[],
  ports: Ports,
  log: Logger,
): () => Promise<void> {
  const open = workers.map((worker) =>
    client.createWorker({
      taskType: worker.type,
      maxJobsToActivate: MAX_JOBS,
      timeout: LEASE_MS,
      longPoll: LONG_POLL_MS,
      pollInterval: 100,
      loglevel: 'NONE',
      failProcessOnException: false,
      ...(worker.fetchVariables.length > 0 ? { fetchVariable: [...worker.fetchVariables] } : {}),
      taskHandler: (job: unknown) => handle(worker, job as HostedJob, ports, log),
    } as never),
  );
  return async () => {
    await Promise.all(open.map((one) => one.close(1_000).catch(() => null)));
  };
}

async function handle(worker: Worker, job: HostedJob, ports: Ports, log: Logger): Promise<unknown> {
  const failed = (error: unknown): WorkerAnswer => {
    log.error({ err: error, type: worker.type, job: job.key }, 'worker failed');
    return { fail: { message: String(error), retryAfterMs: RETRY_MS } };
  };
  const answer = await worker.work(toWorkerJob(job), ports).catch(failed);
  if ('complete' in answer) return job.complete(answer.complete);
  if ('error' in answer) return job.error(answer.error.code, answer.error.message);
  if ('fail' in answer) {
    const { message, retryAfterMs } = answer.fail;
    const retries = Math.max(0, job.retries - 1);
    return job.fail({ errorMessage: message, retries, retryBackOff: retryAfterMs });
  }
  return job.fail({ errorMessage: answer.incident.message, retries: 0, retryBackOff: 0 });
}

function toWorkerJob(job: HostedJob): WorkerJob {
  const headers = Object.entries(job.customHeaders).map(([name, value]) => [name, String(value)]);
  return {
    key: String(job.key),
    processInstanceKey: String(job.processInstanceKey),
    processId: job.bpmnProcessId,
    elementId: job.elementId,
    elementInstanceKey: String(job.elementInstanceKey),
    headers: Object.fromEntries(headers) as Record<string, string>,
    variables: { ...job.variables },
  };
}
