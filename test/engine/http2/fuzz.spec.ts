import { expect } from 'chai';
import { startGateway, type Gateway } from '../../../engine/gateway/server.ts';
import { JobStreams } from '../../../engine/job/job-streams.ts';
import { malformedConversation, sendMalformed } from '../../robustness/network/frame-fuzz.ts';
import { openClient } from '../../zeebe/gateway-client.ts';
import { FakePort } from '../gateway/fake-port.ts';

const SEEDS = 200;

describe('clients whose frames are malformed', () => {
  let gateway: Gateway;

  before(async () => {
    const jobStreams = new JobStreams();
    const port = new FakePort();
    gateway = await startGateway({ port, jobStreams, host: '127.0.0.1', portNumber: 0 });
  });

  after(() => gateway.close());

  it('are let go, and others are served meanwhile', async () => {
    const other = openClient(gateway.address, true);
    for (let seed = 0; seed < SEEDS; seed += 20) {
      const seeds = Array.from({ length: 20 }, (_, i) => seed + i);
      const sent = Promise.all(seeds.map((one) => sendMalformed(gateway.portNumber, one)));
      expect(await other.unary('Topology', {})).to.have.property('response');
      await sent;
    }
    other.close();
  });

  it('say the same when they have the same seed', () => {
    expect(malformedConversation(7).equals(malformedConversation(7))).to.equal(true);
    expect(malformedConversation(7).equals(malformedConversation(8))).to.equal(false);
  });
});
