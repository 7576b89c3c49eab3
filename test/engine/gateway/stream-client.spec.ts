import { expect } from 'chai';
import { StreamClient } from '../../../engine/gateway/rpc/stream-client.ts';
import { asJsonText } from '../../../engine/protocol/json-text.ts';
import type { JobValue } from '../../../engine/protocol/value/job.value.ts';
import { FakePort } from './fake-port.ts';

const LARGE = {
  type: 'work',
  customHeaders: '{}',
  variables: asJsonText(JSON.stringify({ a: 'x'.repeat(40_000) })),
} as JobValue;

const WISH = {
  type: 'work',
  worker: 'w',
  timeoutMs: 1_000,
  maxJobs: 32,
  fetchVariables: [],
  tenantIds: [],
};

/** A call whose messages leave when the test says so. */
class SlowCall {
  readonly keys: number[] = [];
  private readonly waiting: (() => void)[] = [];
  private readonly listeners: (() => void)[] = [];

  whenCanceled(listener: () => void): void {
    this.listeners.push(listener);
  }

  write(message: object, left?: () => void): void {
    this.keys.push((message as { key: number }).key);
    if (left) this.waiting.push(left);
  }

  cancel(): void {
    for (const listener of this.listeners) listener();
  }

  /** Everything leaves. */
  flush(): void {
    for (const done of this.waiting.splice(0)) done();
  }
}

describe('a client of a stream of jobs', () => {
  let port: FakePort;
  let call: SlowCall;
  let client: StreamClient;

  beforeEach(() => {
    port = new FakePort();
    call = new SlowCall();
    client = new StreamClient(port, call, WISH);
  });

  /** Pushes until the client refuses, once per turn of the event loop. */
  const pushUntilRefused = async (): Promise<number> => {
    let pushed = 0;
    while (client.push(pushed, LARGE)) {
      pushed += 1;
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    return pushed;
  };

  it('takes what one turn of the event loop brings, up to 4 MB', () => {
    let pushed = 0;
    while (client.push(pushed, LARGE)) pushed += 1;
    expect(pushed).to.equal(Math.ceil((4 * 1024 * 1024) / (LARGE.variables.length + 202)));
  });

  it('refuses when nothing leaves, and takes again when it does', async () => {
    const pushed = await pushUntilRefused();
    expect(pushed).to.be.lessThan(100);
    call.flush();
    expect(client.push(1, LARGE)).to.equal(true);
  });

  it('asks for what was refused meanwhile', async () => {
    const pushed = await pushUntilRefused();
    port.jobs.push(71, 72);
    call.flush();
    while (call.keys.length < pushed + 2) await new Promise((resolve) => setImmediate(resolve));
    expect(call.keys.slice(-2)).to.deep.equal([71, 72]);
    expect(port.commands[0]).to.include({ valueType: 'JOB_BATCH', intent: 'ACTIVATE' });
  });

  it('asks for nothing when it refused nothing', async () => {
    client.push(1, LARGE);
    call.flush();
    await new Promise((resolve) => setImmediate(resolve));
    expect(port.commands).to.deep.equal([]);
  });

  it('takes nothing when it has gone', () => {
    call.cancel();
    expect(client.push(1, LARGE)).to.equal(false);
  });
});
