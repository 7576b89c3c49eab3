import type { ServerCall } from '../../grpc/call.ts';
import type { Handler } from '../../grpc/service.ts';
import { status } from '../../grpc/status.ts';
import type { CommandPort } from '../../stream/command-port.ts';
import { toNumber, type Int64 } from '../codec.ts';
import { internalFailure, Refusal } from '../refusal.ts';
import { checkTenants } from '../tenant.ts';
import type { Waiter, WaitingList } from '../waiting-list.ts';
import { returnJobs, takeJobs, toActivatedJob, type JobWish } from './job-batch.ts';

interface ActivateRequest {
  readonly type: string;
  readonly worker: string;
  readonly timeout: Int64;
  readonly maxJobsToActivate: number;
  readonly fetchVariable: readonly string[];
  readonly requestTimeout: Int64;
  readonly tenantIds: readonly string[];
}

type Call = ServerCall<ActivateRequest>;

/** How long a request without a time of its own waits. Source: `LongPollingActivateJobsHandler`. */
const DEFAULT_WAIT_MS = 10_000;

/**
 * Hands jobs to a worker. Without jobs the call stays open until there are some or its time is up;
 * a negative time means not to wait at all.
 */
export function activateJobs(port: CommandPort, list: WaitingList): Handler<ActivateRequest> {
  return (call) => {
    const refusal = checkTenants('ActivateJobs', call.request.tenantIds);
    if (refusal) call.refuse(refusal);
    else void new Poll(port, list, call).start();
  };
}

/** One open request. It stands on the list from the start, so that no notification passes it by. */
class Poll implements Waiter {
  readonly type: string;
  private readonly port: CommandPort;
  private readonly list: WaitingList;
  private readonly call: Call;
  private readonly wish: JobWish;
  private timer: NodeJS.Timeout | undefined;
  private open = true;
  private trying = false;
  private notified = false;

  constructor(port: CommandPort, list: WaitingList, call: Call) {
    this.port = port;
    this.list = list;
    this.call = call;
    const { type, worker, timeout, maxJobsToActivate, fetchVariable } = call.request;
    this.type = type;
    this.wish = {
      type,
      worker,
      timeoutMs: toNumber(timeout),
      maxJobs: maxJobsToActivate,
      fetchVariables: fetchVariable,
      tenantIds: call.request.tenantIds,
    };
  }

  /** Zeebe asks the broker for nothing when nothing is wanted, but it does wait. */
  async start(): Promise<void> {
    this.call.whenCanceled(() => this.close());
    this.list.add(this);
    const waitMs = toNumber(this.call.request.requestTimeout);
    if (this.wish.maxJobs > 0) await this.attempt();
    if (!this.open) return;
    if (waitMs < 0) this.finish();
    else this.timer = setTimeout(() => this.finish(), waitMs === 0 ? DEFAULT_WAIT_MS : waitMs);
  }

  async attempt(): Promise<boolean> {
    if (!this.open || this.wish.maxJobs < 1) return true;
    if (this.trying) {
      this.notified = true;
      return true;
    }
    this.trying = true;
    try {
      do {
        this.notified = false;
        if (await this.take()) return true;
      } while (this.notified);
      return !this.open;
    } catch (error) {
      this.refuse(internalFailure(error));
      return true;
    } finally {
      this.trying = false;
    }
  }

  /** One handful, and more as long as the message was too small for all that is wanted. */
  private async take(): Promise<boolean> {
    let wanted = this.wish.maxJobs;
    let got = 0;
    for (;;) {
      const handful = await takeJobs(this.port, { ...this.wish, maxJobs: wanted });
      if (handful instanceof Refusal) {
        this.refuse(this.named(handful));
        return true;
      }
      const { keys, jobs, truncated } = handful;
      if (keys.length > 0 && !this.open) {
        returnJobs(this.port, handful);
        return true;
      }
      if (keys.length > 0) {
        this.call.write({ jobs: jobs.map((job, index) => toActivatedJob(keys[index] ?? 0, job)) });
      }
      got += keys.length;
      wanted -= keys.length;
      if (!truncated || wanted < 1) break;
    }
    if (got > 0) this.finish();
    return got > 0;
  }

  /** A full queue is told by the type that was asked for. */
  private named(refusal: Refusal): Refusal {
    if (refusal.code !== status.RESOURCE_EXHAUSTED) return refusal;
    return new Refusal(
      status.RESOURCE_EXHAUSTED,
      `Expected to activate jobs of type '${this.type}', but no jobs available and at least one ` +
        "broker returned 'RESOURCE_EXHAUSTED'. Please try again later.",
    );
  }

  private finish(): void {
    if (!this.open) return;
    this.close();
    this.call.end();
  }

  private refuse(refusal: Refusal): void {
    if (!this.open) return;
    this.close();
    this.call.refuse(refusal);
  }

  private close(): void {
    this.open = false;
    clearTimeout(this.timer);
    this.list.remove(this);
  }
}
