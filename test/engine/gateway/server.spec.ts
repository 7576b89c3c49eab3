import { expect } from 'chai';
import { LIMITS } from '../../../engine/limits.ts';
import { startGateway, type Gateway } from '../../../engine/gateway/server.ts';
import { JobStreams } from '../../../engine/job/job-streams.ts';
import { openClient, type GatewayClient } from '../../zeebe/gateway-client.ts';
import { FakePort } from './fake-port.ts';

describe('the gateway', () => {
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

  it('tells its topology', async () => {
    const answer = await client.unary('Topology', {});
    expect(answer).to.have.nested.property('response.gatewayVersion', '8.5.8');
    expect(answer).to.have.nested.property('response.brokers[0].partitions[0].role', 'LEADER');
    expect(answer).to.have.nested.property('response.brokers[0].partitions[0].health', 'HEALTHY');
    expect(answer).to.have.nested.property('response.brokers[0].port', gateway.portNumber);
  });

  it('turns a rejection into a status with the command, the code and the reason', async () => {
    const answer = await client.unary('CompleteJob', { jobKey: 2 ** 51 + 1 });
    expect(answer).to.deep.equal({
      rpc: 'CompleteJob',
      code: 'NOT_FOUND',
      details: "Command 'COMPLETE' rejected with code 'NOT_FOUND': no such thing",
    });
  });

  it('does not know keys of other partitions', async () => {
    const answer = await client.unary('CompleteJob', { jobKey: 3 * 2 ** 51 + 7 });
    expect(answer).to.include({ code: 'UNAVAILABLE' });
    expect(answer).to.have.property('details').that.contains('partition 3');
    expect(port.commands).to.have.length(0);
  });

  it('refuses a message that is too large, and goes on', async () => {
    const variables = JSON.stringify({ a: 'x'.repeat(LIMITS.maxMessageBytes) });
    const answer = await client.unary('PublishMessage', { name: 'm', variables });
    expect(answer).to.include({ code: 'RESOURCE_EXHAUSTED' });
    expect(await client.unary('Topology', {})).to.have.property('response');
  });

  it('refuses a port that is taken', async () => {
    const second = startGateway({
      port,
      jobStreams: new JobStreams(),
      host: '127.0.0.1',
      portNumber: gateway.portNumber,
    });
    const error = await second.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(String(error)).to.contain('EADDRINUSE');
  });
});
