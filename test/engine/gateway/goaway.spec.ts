import { expect } from 'chai';
import { once } from 'node:events';
import { connect, type IncomingHttpHeaders } from 'node:http2';
import { startGateway, type Gateway } from '../../../engine/gateway/server.ts';
import { JobStreams } from '../../../engine/job/job-streams.ts';
import { FakePort } from './fake-port.ts';

describe('a client that says goodbye before its last request', () => {
  let gateway: Gateway;

  before(async () => {
    const jobStreams = new JobStreams();
    gateway = await startGateway({
      port: new FakePort(),
      jobStreams,
      host: '127.0.0.1',
      portNumber: 0,
    });
  });

  after(() => gateway.close());

  it('is served', async () => {
    // given
    const session = connect(`http://${gateway.address}`);
    await once(session, 'connect');
    session.goaway(0);

    // when
    const call = session.request({
      ':method': 'POST',
      ':path': '/gateway_protocol.Gateway/Topology',
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    call.end(Buffer.alloc(5));
    call.resume();
    const [trailers] = (await once(call, 'trailers')) as [IncomingHttpHeaders];

    // then
    expect(trailers['grpc-status']).to.equal('0');
    session.destroy();
  });
});
