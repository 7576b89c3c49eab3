import { Metadata, type handleServerStreamingCall, type ServerWritableStream } from '@grpc/grpc-js';
import type { CommandPort } from '../../stream/command-port.ts';
import { toNumber, type Int64 } from '../codec.ts';
import { internalFailure, invalidArgument, Refusal } from '../refusal.ts';
import { checkTenants } from '../tenant.ts';
import type { Waiter, WaitingList } from '../waiting-list.ts';
import type { JobHandful, JobWish } from './job-batch.ts';
import { returnJobs, takeJobs, toActivatedJob } from './job-batch.ts';

interface StreamRequest {
  readonly type: string;
  readonly worker: string;
  readonly timeout: Int64;
  readonly fetchVariable: readonly string[];
  readonly tenantIds: readonly string[];
}

type Call = ServerWritableStream<StreamRequest, object>;

/** Jobs taken at once for one stream, so that a fast worker does not leave the others without. */
const JOBS_AT_ONCE = 32;

/**
 * Keeps a call open and sends jobs as they become available, as fast as the client takes them.
 * Failures, in order: the tenants; a blank type; a time that is not positive.
 * Source: zeebe/gateway, `StreamJobsHandler.java`.
 */
export function streamActivatedJobs(
  port: CommandPort,
  list: WaitingList,
): handleServerStreamingCall<StreamRequest, object> {
  return (call) => {
    const refusal = check(call.request);
    if (refusal) call.emit('error', refusal);
    else new JobStream(port, list, call).start();
  };
}

function check({ tenantIds, type, timeout }: StreamRequest): Refusal | undefined {
  const tenants = checkTenants('StreamActivatedJobs', tenantIds);
  if (tenants) return tenants;
  const text = 'Expected to stream activated jobs with';
  if (type.trim() === '') return invalidArgument(`${text} type to be present, but it was blank`);
  const timeoutMs = toNumber(timeout);
  if (timeoutMs >= 1) return undefined;
  return invalidArgument(`${text} timeout to be greater than zero, but it was ${timeoutMs}`);
}

/** One open stream; it leaves the list only when the client goes. */
class JobStream implements Waiter {
  readonly type: string;
  private readonly port: CommandPort;
  private readonly list: WaitingList;
  private readonly call: Call;
  private readonly wish: JobWish;
  private open = true;
  private full = false;

  constructor(port: CommandPort, list: WaitingList, call: Call) {
    this.port = port;
    this.list = list;
    this.call = call;
    const { type, worker, timeout, fetchVariable } = call.request;
    this.type = type;
    this.wish = {
      type,
      worker,
      timeoutMs: toNumber(timeout),
      maxJobs: JOBS_AT_ONCE,
      fetchVariables: fetchVariable,
    };
  }

  start(): void {
    this.call.on('cancelled', () => {
      this.open = false;
      this.list.remove(this);
    });
    this.call.on('drain', () => {
      this.full = false;
      this.list.notify(new Set([this.type]));
    });
    this.call.sendMetadata(new Metadata());
    this.list.add(this);
    this.list.notify(new Set([this.type]));
  }

  async attempt(): Promise<boolean> {
    try {
      for (;;) {
        if (!this.open || this.full) return true;
        const handful = await takeJobs(this.port, this.wish);
        if (handful instanceof Refusal) return this.refuse(handful);
        if (handful.keys.length === 0) return false;
        if (!this.open) returnJobs(this.port, handful);
        else this.send(handful);
      }
    } catch (error) {
      return this.refuse(internalFailure(error));
    }
  }

  private send({ keys, jobs }: JobHandful): void {
    for (const [index, job] of jobs.entries()) {
      if (!this.call.write(toActivatedJob(keys[index] ?? 0, job))) this.full = true;
    }
  }

  private refuse(refusal: Refusal): true {
    this.open = false;
    this.list.remove(this);
    this.call.emit('error', refusal);
    return true;
  }
}
