import type { JobValue } from '../protocol/value/job.value.ts';

/** How the jobs of a stream are activated. Source: `JobActivationProperties.java`. */
export interface JobStreamProperties {
  readonly worker: string;
  readonly timeoutMs: number;
  /** Names of variables to send along; empty: all that are visible. */
  readonly fetchVariables: readonly string[];
  readonly tenantIds: readonly string[];
}

/**
 * The open call of one client: sends it a job and answers true, or answers false when the client
 * cannot take one now.
 */
export type JobStreamClient = (jobKey: number, job: JobValue) => boolean;

/** Clients that want the same jobs in the same way are one stream to the engine. */
export interface JobStream {
  readonly id: number;
  readonly type: string;
  readonly properties: JobStreamProperties;
  /** How many clients share it. */
  readonly clientCount: number;
  /** Sends a job to one of the clients; false: none took it. */
  push(jobKey: number, job: JobValue): boolean;
}

/**
 * The streams that are open, by type. In memory and no part of the state: which of them took a
 * job is told by the JOB_BATCH ACTIVATED event. Streams of a type take turns, and so do the clients
 * of a stream; a client that is blocked is passed over.
 * Source: zeebe/transport, `RemoteStreamRegistry.java`, `RemoteStreamerImpl.java`,
 * `ClientStreamPusher.java` (where chance decides instead of turns).
 */
export class JobStreams {
  private readonly byType = new Map<string, AggregatedStream[]>();
  private lastId = 0;
  private pushedCount = 0;
  private failedCount = 0;

  /** Opens a stream for one client. The function that comes back closes it; once is enough. */
  open(type: string, properties: JobStreamProperties, client: JobStreamClient): () => void {
    const own = this.byType.get(type) ?? [];
    const identity = JSON.stringify(properties);
    let stream = own.find((one) => one.identity === identity);
    if (stream === undefined) {
      stream = new AggregatedStream(++this.lastId, type, properties, identity);
      own.push(stream);
      this.byType.set(type, own);
    }
    stream.clients.push(client);
    return () => this.close(stream, client);
  }

  /** The stream whose turn it is to get a job of the type. */
  streamFor(type: string): JobStream | undefined {
    const own = this.byType.get(type);
    if (own === undefined) return undefined;
    if (own.length > 1) own.push(own.shift()!);
    return own[0];
  }

  /** Every open stream, in the order of their types' first opening. */
  list(): readonly JobStream[] {
    return [...this.byType.values()].flat();
  }

  /** Counts a push, for the metrics. */
  count(isTaken: boolean): void {
    if (isTaken) this.pushedCount += 1;
    else this.failedCount += 1;
  }

  /** Jobs sent to a client, and jobs that none took, since the start. */
  get counts(): { readonly pushed: number; readonly failed: number } {
    return { pushed: this.pushedCount, failed: this.failedCount };
  }

  private close(stream: AggregatedStream, client: JobStreamClient): void {
    const at = stream.clients.indexOf(client);
    if (at < 0) return;
    stream.clients.splice(at, 1);
    if (stream.clients.length > 0) return;
    const rest = (this.byType.get(stream.type) ?? []).filter((one) => one !== stream);
    if (rest.length > 0) this.byType.set(stream.type, rest);
    else this.byType.delete(stream.type);
  }
}

class AggregatedStream implements JobStream {
  readonly id: number;
  readonly type: string;
  readonly properties: JobStreamProperties;
  /** What streams must have in common to be one. */
  readonly identity: string;
  readonly clients: JobStreamClient[] = [];

  constructor(id: number, type: string, properties: JobStreamProperties, identity: string) {
    this.id = id;
    this.type = type;
    this.properties = properties;
    this.identity = identity;
  }

  get clientCount(): number {
    return this.clients.length;
  }

  push(jobKey: number, job: JobValue): boolean {
    for (let tries = this.clients.length; tries > 0; tries--) {
      const client = this.clients.shift()!;
      this.clients.push(client);
      if (client(jobKey, job)) return true;
    }
    return false;
  }
}
