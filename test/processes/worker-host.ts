import {
  ZBClient,
  type ICustomHeaders,
  type IInputVariables,
  type IOutputVariables,
} from 'zeebe-node';
import { sharedWorkers } from '../../processes/shared/index.ts';
import type { ProcessPackage } from '../../processes/package/index.ts';
import type { Ports, Worker, WorkerAnswer } from '../../processes/worker/index.ts';

type Handler = Parameters<
  typeof ZBClient.prototype.createWorker<IInputVariables, ICustomHeaders, IOutputVariables>
>[0]['taskHandler'];
type Job = Parameters<Handler>[0];

/** A client with nothing between it and the gateway. */
export function openZeebeNode(address: string): ZBClient {
  return new ZBClient(address, { useTLS: false, loglevel: 'NONE', retry: false });
}

/** Runs the shared workers and a package's own against a broker. */
export function hostWorkers(client: ZBClient, pack: ProcessPackage, ports: Ports): void {
  for (const worker of [...sharedWorkers, ...pack.workers]) {
    client.createWorker({
      taskType: worker.type,
      fetchVariable: [...worker.fetchVariables],
      taskHandler: (job) => answer(worker, job, ports),
      timeout: 60_000,
      maxJobsToActivate: 100,
      longPoll: 10_000,
      pollInterval: 20,
    });
  }
}

async function answer(worker: Worker, job: Job, ports: Ports): ReturnType<Job['complete']> {
  const result = await worker.work(
    {
      key: String(job.key),
      processInstanceKey: String(job.processInstanceKey),
      processId: job.bpmnProcessId,
      elementId: job.elementId,
      elementInstanceKey: String(job.elementInstanceKey),
      headers: job.customHeaders as Record<string, string>,
      variables: job.variables as Record<string, unknown>,
    },
    ports,
  );
  return send(job, result);
}

function send(job: Job, result: WorkerAnswer): ReturnType<Job['complete']> {
  if ('complete' in result) {
    return job.complete(result.complete as Parameters<Job['complete']>[0]);
  }
  if ('error' in result) {
    return job.error({
      errorCode: result.error.code,
      errorMessage: result.error.message,
      variables: (result.error.variables ?? {}) as never,
    });
  }
  const message = 'fail' in result ? result.fail.message : result.incident.message;
  return job.fail({ errorMessage: message, retries: 'fail' in result ? job.retries - 1 : 0 });
}
