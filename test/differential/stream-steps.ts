import { setTimeout as pause } from 'node:timers/promises';
import {
  openClient,
  type Answer,
  type GatewayClient,
  type OpenStream,
} from '../zeebe/gateway-client.ts';
import { openUnread } from '../zeebe/unread-stream.ts';
import { untilWatched } from '../zeebe/until.ts';
import type { Broker } from './broker.ts';
import type { Step, StreamNotation } from './step.ts';

interface Opened {
  readonly type: string;
  readonly client: GatewayClient;
  readonly stream: OpenStream;
  /** Whether its client takes what is sent. */
  readonly reads: boolean;
  /** Messages that were looked at. */
  taken: number;
}

/** How often the broker is asked which streams it knows. */
const LOOK_EVERY_MS = 20;
const KNOWN_WITHIN_MS = 10_000;
const PUSHED_WITHIN_MS = 5_000;
/** Longer than either broker needs to see that nothing leaves for a client any more. */
const BLOCKED_WITHIN_MS = 60;

/** The streams of jobs that a scenario opens, each on a connection of its own. */
export class StreamSteps {
  private readonly broker: Broker;
  private readonly opened = new Map<string, Opened>();

  constructor(broker: Broker) {
    this.broker = broker;
  }

  /** Opens a stream; answers when the broker knows it, or refused it. */
  async open(notation: StreamNotation): Promise<Answer> {
    const client = openClient(this.broker.address, true);
    const { type, worker = 'worker', timeoutMs: timeout = 60_000 } = notation;
    const request = {
      type,
      worker,
      timeout,
      fetchVariable: notation.fetch ?? [],
      tenantIds: notation.tenants ?? [],
    };
    const rpc = 'StreamActivatedJobs';
    const stream =
      notation.reads === false
        ? openUnread(this.broker.address, rpc, request)
        : client.open(rpc, request);
    let refusal: Answer | undefined;
    void stream.ended.then((answer) => (refusal = answer));
    await this.untilKnown(type, this.countOf(type) + 1, () => refusal !== undefined);
    if (refusal !== undefined) {
      client.close();
      return refusal;
    }
    this.opened.set(notation.as ?? 'stream', {
      type,
      client,
      stream,
      reads: notation.reads !== false,
      taken: 0,
    });
    return { rpc, response: 'open' };
  }

  /** Waits for jobs; answers with them in the order of their keys. */
  async take(wanted: NonNullable<Step['pushed']>): Promise<Answer> {
    const { to, count } = typeof wanted === 'number' ? { to: ['stream'], count: wanted } : wanted;
    const from = to.map((name) => this.named(name));
    const arrived = (): number =>
      from.reduce((sum, { stream, taken }) => sum + stream.messages.length - taken, 0);
    const watchers = new Set<() => void>();
    for (const { stream } of from) stream.watchers.add(() => watchers.forEach((look) => look()));
    const what = `${count} jobs pushed to ${to.join(', ')}`;
    await untilWatched(watchers, () => arrived() >= count, what, PUSHED_WITHIN_MS);
    const jobs = from.flatMap((one) => {
      const fresh = one.stream.messages.slice(one.taken) as { readonly key: number }[];
      one.taken = one.stream.messages.length;
      return fresh;
    });
    return { rpc: 'pushed', response: jobs.sort((a, b) => a.key - b.key) };
  }

  /** After a step: what is sent to clients that take nothing comes to a halt. */
  async halt(): Promise<void> {
    const isHalting = [...this.opened.values()].some(({ reads }) => !reads);
    if (isHalting) await pause(BLOCKED_WITHIN_MS);
  }

  /** Closes a stream and waits until the broker knows. */
  async close(name: string): Promise<void> {
    const { type, client, stream } = this.named(name);
    this.opened.delete(name);
    stream.cancel();
    await this.untilKnown(type, this.countOf(type));
    client.close();
  }

  /** Closes what is still open. */
  async closeAll(): Promise<void> {
    for (const name of [...this.opened.keys()]) await this.close(name);
  }

  private countOf(type: string): number {
    return [...this.opened.values()].filter((one) => one.type === type).length;
  }

  private named(name: string): Opened {
    const found = this.opened.get(name);
    if (!found) throw new Error(`The scenario has no open stream ${name}`);
    return found;
  }

  /** Gateway and broker learn of streams one after the other; both must agree. */
  private async untilKnown(
    type: string,
    count: number,
    isRefused = (): boolean => false,
  ): Promise<void> {
    const url = `${this.broker.monitoringUrl}/actuator/jobstreams`;
    const until = Date.now() + KNOWN_WITHIN_MS;
    while (Date.now() < until) {
      const { remote, client } = (await (await fetch(url)).json()) as StreamList;
      const own = client.filter((one) => one.jobType === type && one.connectedTo.length > 0);
      const isRemote = remote.some((one) => one.jobType === type);
      if (own.length === count && isRemote === count > 0) return;
      if (isRefused()) return;
      await pause(LOOK_EVERY_MS);
    }
    throw new Error(`The broker does not know ${count} streams of ${type}`);
  }
}

interface StreamList {
  readonly remote: readonly { readonly jobType: string }[];
  readonly client: readonly { readonly jobType: string; readonly connectedTo: number[] }[];
}
