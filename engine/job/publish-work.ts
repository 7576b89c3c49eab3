import { EMPTY_DOCUMENT } from '../protocol/json-text.ts';
import type { JobBatchValue, JobValue } from '../protocol/value/job.value.ts';
import type { EngineContext } from '../stream/engine-context.ts';
import type { JobStream } from './job-streams.ts';

/** What a batch says that nobody asked for by a command. Source: `JobBatchRecord.java`. */
const NO_MAXIMUM = -1;

/**
 * A job can be had (again): when a stream of its type is open the job is activated in this very
 * step and sent to the stream after the commit; otherwise those who poll are told. A job that no
 * client of the stream takes is yielded, so that others get it.
 * Source: zeebe/engine, `BpmnJobActivationBehavior.publishWork`;
 * zeebe/broker, `YieldingJobStreamErrorHandler.java`.
 */
export function publishWork(context: EngineContext, jobKey: number, job: JobValue): void {
  const stream = context.jobStreams.streamFor(job.type);
  if (stream === undefined) context.writers.jobAvailable(job.type);
  else activateFor(context, stream, jobKey, job);
}

function activateFor(
  context: EngineContext,
  stream: JobStream,
  jobKey: number,
  job: JobValue,
): void {
  const { writers, state, jobStreams } = context;
  const { worker, timeoutMs, fetchVariables } = stream.properties;
  const deadline = context.clock.now() + timeoutMs;
  const activated: JobValue = { ...job, worker, deadline, variables: EMPTY_DOCUMENT };
  const batch: JobBatchValue = {
    type: job.type,
    worker,
    timeout: timeoutMs,
    maxJobsToActivate: NO_MAXIMUM,
    jobKeys: [jobKey],
    jobs: [activated],
    variables: [],
    truncated: false,
    tenantIds: [],
  };
  writers.event(writers.nextKey(), 'JOB_BATCH', 'ACTIVATED', batch);
  context.jobChecks.deadlineDue(deadline);
  const wanted = fetchVariables.length === 0 ? undefined : fetchVariables;
  const variables = state.variables.visibleDocument(job.elementInstanceKey, wanted);
  const pushed = { ...activated, variables };
  writers.afterCommit(() => {
    const isTaken = stream.push(jobKey, pushed);
    jobStreams.count(isTaken);
    if (isTaken) return;
    context.enqueue({ valueType: 'JOB', intent: 'YIELD', key: jobKey, value: pushed });
  });
}
