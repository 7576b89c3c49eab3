import { status } from '@grpc/grpc-js';
import { expect } from 'chai';
import { once } from 'node:events';
import { connect } from 'node:http2';
import { gatewayService } from '../../../engine/gateway/codec.ts';
import { startGateway, type Gateway } from '../../../engine/gateway/server.ts';
import { JobStreams } from '../../../engine/job/job-streams.ts';
import type { CommandAnswer } from '../../../engine/stream/command-port.ts';
import { FakePort } from './fake-port.ts';
import { RawClient, type RawAnswer } from './raw-client.ts';

const GATEWAY = '/gateway_protocol.Gateway';
const DETAILS = 'grpc-status-details-bin';

describe('what the gateway refuses', () => {
  let port: FakePort;
  let gateway: Gateway;
  let client: RawClient;

  beforeEach(async () => {
    port = new FakePort();
    const jobStreams = new JobStreams();
    gateway = await startGateway({ port, jobStreams, host: '127.0.0.1', portNumber: 0 });
    client = new RawClient(gateway.address);
  });

  afterEach(async () => {
    client.close();
    await gateway.close();
  });

  const encode = (rpc: string, request: object): Buffer =>
    gatewayService()[rpc]!.requestSerialize(request) as Buffer;
  const statusOf = (answer: RawAnswer): string =>
    'code' in answer ? `${status[answer.code]} ${answer.details}` : 'OK';
  const detailsOf = (answer: RawAnswer): string | undefined =>
    'code' in answer ? answer.metadata.get(DETAILS)[0]?.toString() : undefined;

  it('is said again in a trailer, as google.rpc.Status', async () => {
    const answer = await client.call(
      `${GATEWAY}/CompleteJob`,
      encode('CompleteJob', { jobKey: 7 }),
    );
    const text =
      'Expected to execute command on partition 0, but either it does not exist, ' +
      'or the gateway is not yet aware of it';
    expect(statusOf(answer)).to.equal(`UNAVAILABLE ${text}`);
    expect(detailsOf(answer)).to.equal(
      `\u0008\u000e\u0012${String.fromCharCode(text.length)}${text}`,
    );
  });

  it('has no such trailer when it is grpc that refuses', async () => {
    const answer = await client.call(`${GATEWAY}/Nothing`);
    expect(statusOf(answer)).to.equal(
      'UNIMPLEMENTED Method not found: gateway_protocol.Gateway/Nothing',
    );
    expect(detailsOf(answer)).to.equal(undefined);
  });

  it('is a method of any service that there is not', async () => {
    const answer = await client.call(
      '/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo',
    );
    expect(statusOf(answer)).to.match(/^UNIMPLEMENTED Method not found: grpc\.reflection\.v1alpha/);
  });

  it('is a message that cannot be read', async () => {
    const answer = await client.call(`${GATEWAY}/CompleteJob`, Buffer.from([10, 50, 1, 2]));
    expect(statusOf(answer)).to.equal('UNKNOWN Application error processing RPC');
    expect(port.commands).to.deep.equal([]);
  });

  it('is an instance that finds the queue full, told with its cause', async () => {
    port.write = (): Promise<CommandAnswer> =>
      Promise.resolve({
        kind: 'exhausted',
        reason: 'Reached maximum capacity of requests handled',
      });
    const create = await client.call(
      `${GATEWAY}/CreateProcessInstance`,
      encode('CreateProcessInstance', { bpmnProcessId: 'p' }),
    );
    expect(statusOf(create)).to.match(
      /^RESOURCE_EXHAUSTED Expected to execute the command on one of/,
    );
    expect(detailsOf(create)).to.contain('Reached maximum capacity of requests handled');
    const publish = await client.call(
      `${GATEWAY}/PublishMessage`,
      encode('PublishMessage', { name: 'm' }),
    );
    expect(statusOf(publish)).to.equal(
      'RESOURCE_EXHAUSTED Reached maximum capacity of requests handled',
    );
    const activate = await client.call(
      `${GATEWAY}/ActivateJobs`,
      encode('ActivateJobs', { type: 't', timeout: 1, maxJobsToActivate: 1, requestTimeout: -1 }),
    );
    expect(statusOf(activate)).to.match(
      /^RESOURCE_EXHAUSTED Expected to activate jobs of type 't', but no jobs available and at/,
    );
  });

  it('is a client that pings too often', async () => {
    const session = connect(`http://${gateway.address}`);
    session.on('error', () => undefined);
    const told = new Promise<string>((resolve) => {
      session.on('goaway', (code, _last, data) => resolve(`${code} ${data?.toString()}`));
    });
    await once(session, 'connect');
    for (let pings = 0; pings < 4; pings++) session.ping(() => undefined);
    expect(await told).to.equal('11 too_many_pings');
  });

  it('is no client that pings now and then', async () => {
    const session = connect(`http://${gateway.address}`);
    await once(session, 'connect');
    const pong = (): Promise<unknown> => new Promise((resolve) => session.ping(resolve));
    await pong();
    await pong();
    expect(session.destroyed).to.equal(false);
    session.destroy();
  });
});

describe('the health service', () => {
  let gateway: Gateway;
  let client: RawClient;

  before(async () => {
    const jobStreams = new JobStreams();
    const port = new FakePort();
    gateway = await startGateway({ port, jobStreams, host: '127.0.0.1', portNumber: 0 });
    client = new RawClient(gateway.address);
  });

  after(async () => {
    client.close();
    await gateway.close();
  });

  const named = (name: string): Buffer =>
    Buffer.concat([Buffer.from([10, name.length]), Buffer.from(name)]);

  it('says of the gateway that it serves', async () => {
    for (const request of [Buffer.alloc(0), named('gateway_protocol.Gateway')]) {
      const answer = await client.call('/grpc.health.v1.Health/Check', request);
      expect(answer)
        .to.have.property('bytes')
        .that.deep.equals(Buffer.from([8, 1]));
    }
  });

  it('does not know other services', async () => {
    const answer = await client.call('/grpc.health.v1.Health/Check', named('x'));
    expect(answer).to.include({ code: status.NOT_FOUND, details: 'unknown service x' });
  });
});
