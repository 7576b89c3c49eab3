import { DEFAULT_TENANT, NO_KEY } from '../../protocol/key.ts';
import type { JobBatchValue, JobValue } from '../../protocol/value/job.value.ts';
import type { Command, CommandPort } from '../../stream/command-port.ts';
import { refusalOf, type Refusal } from '../refusal.ts';
import { giveBack } from './job.ts';

/** What a worker wants. */
export interface JobWish {
  readonly type: string;
  readonly worker: string;
  readonly timeoutMs: number;
  readonly maxJobs: number;
  readonly fetchVariables: readonly string[];
  /** None: the default one. */
  readonly tenantIds: readonly string[];
}

/** Jobs that a worker got; `truncated`: more were waiting than fit into one message. */
export interface JobHandful {
  readonly keys: readonly number[];
  readonly jobs: readonly JobValue[];
  readonly truncated: boolean;
}

/** Takes jobs for a worker; none is an empty handful. */
export async function takeJobs(port: CommandPort, wish: JobWish): Promise<JobHandful | Refusal> {
  const answer = await port.write(activation(wish));
  if (answer.kind !== 'event') return refusalOf(answer, 'ACTIVATE');
  const value = answer.record.value as JobBatchValue;
  return { keys: value.jobKeys, jobs: value.jobs, truncated: value.truncated };
}

function activation(wish: JobWish): Command<'JOB_BATCH'> {
  return {
    valueType: 'JOB_BATCH',
    intent: 'ACTIVATE',
    key: NO_KEY,
    value: {
      type: wish.type,
      worker: wish.worker,
      timeout: wish.timeoutMs,
      maxJobsToActivate: wish.maxJobs,
      jobKeys: [],
      jobs: [],
      variables: wish.fetchVariables,
      truncated: false,
      tenantIds: wish.tenantIds.length === 0 ? [DEFAULT_TENANT] : wish.tenantIds,
    },
  };
}

/** A job as a worker receives it. */
export function toActivatedJob(key: number, job: JobValue): object {
  return {
    key,
    type: job.type,
    processInstanceKey: job.processInstanceKey,
    bpmnProcessId: job.bpmnProcessId,
    processDefinitionVersion: job.processDefinitionVersion,
    processDefinitionKey: job.processDefinitionKey,
    elementId: job.elementId,
    elementInstanceKey: job.elementInstanceKey,
    customHeaders: job.customHeaders,
    worker: job.worker,
    retries: job.retries,
    deadline: job.deadline,
    variables: job.variables,
    tenantId: job.tenantId,
  };
}

/**
 * Gives jobs back whose worker went away before they were sent, so that they do not stay with it
 * for the whole of their time. One that cannot be given back comes back when its time is up.
 * Source: zeebe/gateway, `RoundRobinActivateJobsHandler.tryToReactivateJob`.
 */
export function returnJobs(port: CommandPort, { keys, jobs }: JobHandful): void {
  for (const [index, key] of keys.entries()) {
    const retries = jobs[index]?.retries ?? 0;
    const value = giveBack(retries, 'Failed to send activated jobs to client');
    void port.write({ valueType: 'JOB', intent: 'FAIL', key, value }).catch(() => undefined);
  }
}
