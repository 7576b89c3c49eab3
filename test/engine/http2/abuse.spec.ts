import { expect } from 'chai';
import { startHttp2Server, type Http2Server } from '../../../engine/http2/http2-server.ts';
import { HTTP2_LIMITS } from '../../../engine/http2/limits.ts';
import { ERROR, FLAG, FRAME } from '../../../engine/http2/protocol.ts';
import { frame, FrameClient, request, REQUEST, settings, words } from './frame-client.ts';

/** What a client does that ends its connection, with the reason that it is told. */
const ABUSES: readonly [what: string, code: number, bytes: () => Buffer[]][] = [
  [
    'resets streams as fast as it opens them',
    ERROR.ENHANCE_YOUR_CALM,
    () =>
      Array.from({ length: HTTP2_LIMITS.resets.burst * 2 }, (_, i) =>
        Buffer.concat([request(2 * i + 1), frame(FRAME.RST_STREAM, 0, 2 * i + 1, words(8))]),
      ),
  ],
  [
    'changes its settings without end',
    ERROR.ENHANCE_YOUR_CALM,
    () => Array.from({ length: HTTP2_LIMITS.settings.burst * 2 }, () => settings()),
  ],
  [
    'pings without end',
    ERROR.ENHANCE_YOUR_CALM,
    () => {
      const ping = frame(FRAME.PING, 0, 0, Buffer.alloc(8));
      return Array.from({ length: HTTP2_LIMITS.pings.burst * 2 }, () => ping);
    },
  ],
  [
    'sends frames that say nothing',
    ERROR.ENHANCE_YOUR_CALM,
    () => {
      const empty = frame(FRAME.DATA, 0, 1, Buffer.alloc(0));
      const count = HTTP2_LIMITS.idleFrames.burst * 2;
      const open = frame(FRAME.HEADERS, FLAG.END_HEADERS, 1, REQUEST);
      return [open, ...Array.from({ length: count }, () => empty)];
    },
  ],
  [
    'sends headers without end',
    ERROR.ENHANCE_YOUR_CALM,
    () => [
      frame(FRAME.HEADERS, 0, 1, REQUEST),
      ...Array.from({ length: 100 }, () => frame(FRAME.CONTINUATION, 0, 1, Buffer.alloc(0))),
    ],
  ],
  [
    'sends more headers than fit',
    ERROR.ENHANCE_YOUR_CALM,
    () => [
      frame(FRAME.HEADERS, 0, 1, REQUEST),
      ...Array.from({ length: 5 }, () => frame(FRAME.CONTINUATION, 0, 1, Buffer.alloc(16_384))),
    ],
  ],
  [
    'widens a window beyond all measure',
    ERROR.FLOW_CONTROL_ERROR,
    () => [frame(FRAME.WINDOW_UPDATE, 0, 0, words(2 ** 31 - 1))],
  ],
  [
    'sends a frame larger than allowed',
    ERROR.FRAME_SIZE_ERROR,
    () => [frame(FRAME.DATA, 0, 1, Buffer.alloc(16_385))],
  ],
  [
    'sends headers that cannot be read',
    ERROR.COMPRESSION_ERROR,
    () => [frame(FRAME.HEADERS, FLAG.END_HEADERS, 1, Buffer.from([0xff, 0xff, 0xff]))],
  ],
  ['opens no stream of a client', ERROR.PROTOCOL_ERROR, () => [request(2)]],
];

describe('a client that means no good', () => {
  let server: Http2Server;

  before(async () => {
    server = await startHttp2Server({
      host: '127.0.0.1',
      portNumber: 0,
      pings: { withCallsMs: 0, withoutCallsMs: 0, strikes: Number.POSITIVE_INFINITY },
      keepAliveMs: 60_000,
      keepAliveTimeoutMs: 60_000,
      request: () => ({
        received: () => undefined,
        receivedAll: () => undefined,
        canceled: () => undefined,
      }),
    });
  });

  after(() => server.close());

  for (const [what, code, bytes] of ABUSES) {
    it(`is sent away when it ${what}`, async () => {
      const client = await FrameClient.open(server.portNumber);
      const other = await FrameClient.open(server.portNumber);
      client.send(...bytes());
      expect(await client.goaway()).to.include({ code });
      await client.ended;
      await other.settled();
      other.close();
    });
  }

  it('is sent away when it speaks another language', async () => {
    const client = await FrameClient.open(server.portNumber, null);
    client.send(Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'));
    expect(await client.goaway()).to.include({ code: ERROR.PROTOCOL_ERROR });
    await client.ended;
  });

  it('opens no more streams than it may, the others go on', async () => {
    const client = await FrameClient.open(server.portNumber);
    const open = Array.from({ length: HTTP2_LIMITS.maxStreams + 1 }, (_, i) => request(2 * i + 1));
    client.send(...open);
    const { streamId, payload } = await client.kind(FRAME.RST_STREAM);
    expect(streamId).to.equal(2 * HTTP2_LIMITS.maxStreams + 1);
    expect(payload.readUInt32BE(0)).to.equal(ERROR.REFUSED_STREAM);
    await client.settled();
    client.close();
  });
});
