import {
  Metadata,
  status,
  type handleServerStreamingCall,
  type ServerWritableStream,
} from '@grpc/grpc-js';
import type { JobStreams } from '../../job/job-streams.ts';
import { DEFAULT_TENANT } from '../../protocol/key.ts';
import type { JobValue } from '../../protocol/value/job.value.ts';
import { toNumber, type Int64 } from '../codec.ts';
import { Refusal } from '../refusal.ts';
import { checkTenants } from '../tenant.ts';
import { toActivatedJob } from './job-batch.ts';

interface StreamRequest {
  readonly type: string;
  readonly worker: string;
  readonly timeout: Int64;
  readonly fetchVariable: readonly string[];
  readonly tenantIds: readonly string[];
}

type Call = ServerWritableStream<StreamRequest, object>;

/**
 * Bytes that may wait in front of a slow client; beyond, it counts as blocked and jobs go to others.
 * Source: grpc-java, `AbstractStream.TransportState.DEFAULT_ONREADY_THRESHOLD`.
 */
const READY_BELOW_BYTES = 32 * 1024;

/** The bytes of a job beside its documents, roughly. */
const JOB_BYTES = 200;

/**
 * Keeps a call open, through which jobs are pushed in the moment they can be had. Jobs that waited
 * before are left to those who poll.
 * Failures, in order: the tenants; a blank type; a time that is not positive.
 * Source: zeebe/gateway, `StreamJobsHandler.java`, `RequestMapper.toJobActivationProperties`.
 */
export function streamActivatedJobs(
  streams: JobStreams,
): handleServerStreamingCall<StreamRequest, object> {
  return (call) => {
    const refusal = check(call.request);
    if (refusal) {
      call.emit('error', refusal);
      return;
    }
    const { type, worker, timeout, fetchVariable, tenantIds } = call.request;
    const properties = {
      worker,
      timeoutMs: toNumber(timeout),
      fetchVariables: [...fetchVariable],
      tenantIds: tenantIds.length === 0 ? [DEFAULT_TENANT] : [...tenantIds],
    };
    const close = streams.open(type, properties, clientOf(call));
    call.on('cancelled', close);
    call.sendMetadata(new Metadata());
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

/** Sends what is pushed as long as the client reads; a message counts until all of it has left. */
function clientOf(call: Call): (jobKey: number, job: JobValue) => boolean {
  let waitingBytes = 0;
  return (jobKey, job) => {
    if (call.cancelled || waitingBytes >= READY_BELOW_BYTES) return false;
    const bytes = JOB_BYTES + job.variables.length + job.customHeaders.length;
    waitingBytes += bytes;
    call.write(toActivatedJob(jobKey, job), () => {
      waitingBytes -= bytes;
    });
    return true;
  };
}
