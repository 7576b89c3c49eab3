import type { Handler } from '../../grpc/service.ts';
import { status } from '../../grpc/status.ts';
import type { JobStreams } from '../../job/job-streams.ts';
import { DEFAULT_TENANT } from '../../protocol/key.ts';
import type { CommandPort } from '../../stream/command-port.ts';
import { toNumber, type Int64 } from '../codec.ts';
import { Refusal } from '../refusal.ts';
import { checkTenants } from '../tenant.ts';
import { StreamClient } from './stream-client.ts';

interface StreamRequest {
  readonly type: string;
  readonly worker: string;
  readonly timeout: Int64;
  readonly fetchVariable: readonly string[];
  readonly tenantIds: readonly string[];
}

/** Jobs that a stream asks for at once when it has been blocked. */
const JOBS_AT_ONCE = 32;

/**
 * Keeps a call open, through which jobs are pushed in the moment they can be had. Jobs that waited
 * before are left to those who poll.
 * Failures, in order: the tenants; a blank type; a time that is not positive.
 * Source: zeebe/gateway, `StreamJobsHandler.java`, `RequestMapper.toJobActivationProperties`.
 */
export function streamActivatedJobs(
  port: CommandPort,
  streams: JobStreams,
): Handler<StreamRequest> {
  return (call) => {
    const refusal = check(call.request);
    if (refusal) {
      call.refuse(refusal);
      return;
    }
    const { type, worker, timeout, fetchVariable, tenantIds } = call.request;
    const timeoutMs = toNumber(timeout);
    const fetchVariables = [...fetchVariable];
    const wish = { type, worker, timeoutMs, fetchVariables, tenantIds, maxJobs: JOBS_AT_ONCE };
    const client = new StreamClient(port, call, wish);
    const properties = {
      worker,
      timeoutMs,
      fetchVariables,
      tenantIds: tenantIds.length === 0 ? [DEFAULT_TENANT] : [...tenantIds],
    };
    const close = streams.open(type, properties, (jobKey, job) => client.push(jobKey, job));
    call.whenCanceled(close);
    call.sendHeaders();
  };
}

function check({ tenantIds, type, timeout }: StreamRequest): Refusal | undefined {
  const tenants = checkTenants('StreamActivatedJobs', tenantIds);
  if (tenants) return tenants;
  const invalid = (what: string): Refusal =>
    new Refusal(status.INVALID_ARGUMENT, `Expected to stream activated jobs with ${what}`, null);
  if (type.trim() === '') return invalid('type to be present, but it was blank');
  const timeoutMs = toNumber(timeout);
  if (timeoutMs >= 1) return undefined;
  return invalid(`timeout to be greater than zero, but it was ${timeoutMs}`);
}
