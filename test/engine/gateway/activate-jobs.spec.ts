import { credentials, Client, type ClientReadableStream } from '@grpc/grpc-js';
import { expect } from 'chai';
import { once } from 'node:events';
import { gatewayService } from '../../../engine/gateway/codec.ts';
import { startGateway, type Gateway } from '../../../engine/gateway/server.ts';
import { JobStreams } from '../../../engine/job/job-streams.ts';
import { openClient, type GatewayClient } from '../../zeebe/gateway-client.ts';
import { FakePort } from './fake-port.ts';

const REQUEST = { type: 'work', worker: 'w', timeout: 1000, maxJobsToActivate: 2 };

describe('a request for jobs', () => {
  let port: FakePort;
  let gateway: Gateway;
  let client: GatewayClient;

  beforeEach(async () => {
    port = new FakePort();
    gateway = await startGateway({
      port,
      jobStreams: new JobStreams(),
      host: '127.0.0.1',
      portNumber: 0,
    });
    client = openClient(gateway.address);
  });

  afterEach(async () => {
    client.close();
    await gateway.close();
  });

  const jobKeys = async (request: object): Promise<unknown[]> => {
    const answer = await client.stream('ActivateJobs', request);
    if (!('response' in answer)) throw new Error(answer.details);
    const messages = answer.response as { jobs: { key: number }[] }[];
    return messages.flatMap((message) => message.jobs.map((job) => job.key));
  };

  it('ends at once without jobs when its time is negative', async () => {
    expect(await jobKeys({ ...REQUEST, requestTimeout: -1 })).to.deep.equal([]);
    expect(port.commands).to.have.length(1);
  });

  it('gets at most as many as it asked for', async () => {
    for (const key of [11, 12, 13]) port.add(key, 'work');
    expect(await jobKeys({ ...REQUEST, requestTimeout: -1 })).to.deep.equal([11, 12]);
  });

  it('waits until a job of its type comes', async () => {
    const waiting = jobKeys({ ...REQUEST, requestTimeout: 60_000 });
    await until(() => port.commands.length === 1);
    port.add(21, 'work');
    expect(await waiting).to.deep.equal([21]);
  });

  it('ends without jobs when its time is up', async () => {
    expect(await jobKeys({ ...REQUEST, requestTimeout: 20 })).to.deep.equal([]);
  });

  it('does not miss a job that comes while it looks', async () => {
    let release = (): void => undefined;
    port.hold = new Promise((resolve) => {
      release = resolve;
    });
    const waiting = jobKeys({ ...REQUEST, requestTimeout: 60_000 });
    await until(() => port.commands.length === 1);
    port.add(31, 'work');
    release();
    expect(await waiting).to.deep.equal([31]);
  });

  it('gives jobs back when its client went away meanwhile', async () => {
    let release = (): void => undefined;
    port.hold = new Promise((resolve) => {
      release = resolve;
    });
    port.jobs.push(41);
    const raw = new Client(gateway.address, credentials.createInsecure());
    const method = gatewayService()['ActivateJobs'];
    if (!method) throw new Error('no ActivateJobs');
    const call: ClientReadableStream<object> = raw.makeServerStreamRequest(
      method.path,
      method.requestSerialize,
      method.responseDeserialize,
      { ...REQUEST, requestTimeout: 60_000 },
    );
    call.on('error', () => undefined);
    await until(() => port.commands.length === 1);
    call.cancel();
    await once(call, 'end').catch(() => undefined);
    await client.unary('Topology', {});
    release();
    await until(() => port.commands.length === 2);
    raw.close();
    expect(port.commands[1]).to.include({ valueType: 'JOB', intent: 'FAIL', key: 41 });
    expect(port.commands[1]?.value).to.include({ retries: 3 });
  });

  it('asks as often as there is work, however many wait', async () => {
    const waiting = [1, 2, 3, 4, 5].map(() => jobKeys({ ...REQUEST, requestTimeout: 300 }));
    await until(() => port.commands.length === 5);
    port.add(51, 'work');
    const got = await Promise.all(waiting);
    expect(got.flat()).to.deep.equal([51]);
    expect(port.commands.length).to.equal(7);
  });
});

/** Waits for a fact of this process by looking once per turn of its event loop. */
async function until(done: () => boolean): Promise<void> {
  while (!done()) await new Promise((resolve) => setImmediate(resolve));
}
