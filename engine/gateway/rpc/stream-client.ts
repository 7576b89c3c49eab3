import type { ServerCall } from '../../grpc/call.ts';
import type { JobValue } from '../../protocol/value/job.value.ts';
import type { CommandPort } from '../../stream/command-port.ts';
import { Refusal } from '../refusal.ts';
import { returnJobs, takeJobs, toActivatedJob, type JobWish } from './job-batch.ts';

/**
 * Bytes that may wait in front of a client that reads nothing.
 * Source: grpc-java, `AbstractStream.TransportState.DEFAULT_ONREADY_THRESHOLD`.
 */
const READY_BELOW_BYTES = 32 * 1024;

/**
 * Bytes that may wait in front of any client: a commit may push hundreds of jobs in one turn of the
 * event loop, in which nothing can leave, however fast the client reads.
 */
const READY_BELOW_BYTES_AT_MOST = 4 * 1024 * 1024;

/** When nothing leaves between two looks, the client does not read. */
const LOOK_EVERY_MS = 5;

/** The bytes of a job beside its documents, roughly. */
const JOB_BYTES = 200;

/** What is needed of the call. */
export type StreamCall = Pick<ServerCall<unknown>, 'whenCanceled' | 'write'>;

/**
 * The open call of a client that jobs are pushed to. While it does not read it refuses, and jobs go
 * to others or are yielded; when it reads again it asks for what nobody has taken meanwhile, so
 * that a client that never polls misses nothing.
 */
export class StreamClient {
  private readonly port: CommandPort;
  private readonly call: StreamCall;
  private readonly wish: JobWish;
  private waitingBytes = 0;
  /** Messages that have left, ever. */
  private left = 0;
  private isStuck = false;
  private isGone = false;
  private hasRefused = false;
  private isAsking = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(port: CommandPort, call: StreamCall, wish: JobWish) {
    this.port = port;
    this.call = call;
    this.wish = wish;
    this.call.whenCanceled(() => {
      this.isGone = true;
      clearTimeout(this.timer);
    });
  }

  /** Sends a job; false: the client cannot take it now. */
  push(jobKey: number, job: JobValue): boolean {
    if (!this.isReady()) {
      this.hasRefused = true;
      return false;
    }
    this.send(jobKey, job);
    return true;
  }

  private isReady(): boolean {
    if (this.isGone || this.waitingBytes >= READY_BELOW_BYTES_AT_MOST) return false;
    return !this.isStuck || this.waitingBytes < READY_BELOW_BYTES;
  }

  private send(jobKey: number, job: JobValue): void {
    const bytes = JOB_BYTES + job.variables.length + job.customHeaders.length;
    this.waitingBytes += bytes;
    this.call.write(toActivatedJob(jobKey, job), () => {
      this.waitingBytes -= bytes;
      this.left += 1;
      this.isStuck = false;
      if (this.hasRefused && this.isReady()) void this.askForRest();
    });
    if (this.waitingBytes >= READY_BELOW_BYTES) this.timer ??= this.look(this.left);
  }

  /** Two looks without anything leaving: the first may come before the event loop gets to it. */
  private look(leftBefore: number, isSecond = false): NodeJS.Timeout {
    return setTimeout(() => {
      this.timer = undefined;
      if (this.isGone || this.waitingBytes < READY_BELOW_BYTES) return;
      const isStill = this.left === leftBefore;
      this.isStuck = isStill && isSecond;
      if (!this.isStuck) this.timer = this.look(this.left, isStill);
    }, LOOK_EVERY_MS).unref();
  }

  /** A failure is nobody's to tell: the jobs stay for those who poll. */
  private async askForRest(): Promise<void> {
    if (this.isAsking) return;
    this.isAsking = true;
    this.hasRefused = false;
    try {
      while (this.isReady()) {
        const handful = await takeJobs(this.port, this.wish);
        if (handful instanceof Refusal || handful.keys.length === 0) return;
        if (this.isGone) return returnJobs(this.port, handful);
        for (const [index, job] of handful.jobs.entries()) {
          this.send(handful.keys[index] ?? 0, job);
        }
      }
      this.hasRefused = true;
    } catch {
      this.hasRefused = true;
    } finally {
      this.isAsking = false;
    }
  }
}
