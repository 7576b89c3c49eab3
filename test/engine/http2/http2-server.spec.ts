import { expect } from 'chai';
import { headerBlock } from '../../../engine/http2/header-encoder.ts';
import { startHttp2Server, type Http2Server } from '../../../engine/http2/http2-server.ts';
import { HTTP2_LIMITS } from '../../../engine/http2/limits.ts';
import { ERROR, FLAG, FRAME, SETTING } from '../../../engine/http2/protocol.ts';
import type { Http2Stream } from '../../../engine/http2/stream.ts';
import { frame, FrameClient, request, REQUEST, settings, words } from './frame-client.ts';

const HEAD = headerBlock([[':status', '200']]);
const END = headerBlock([['x-end', '1']]);
const FIELD = 'x'.repeat(4_000);

describe('the HTTP/2 server', () => {
  let server: Http2Server;
  let client: FrameClient;
  /** Streams whose request is complete, in order; nothing is answered by itself. */
  let asked: Http2Stream[];
  let received: number;
  let canceled: number;
  let tell: () => void;

  beforeEach(async () => {
    asked = [];
    received = 0;
    canceled = 0;
    tell = () => undefined;
    server = await startHttp2Server({
      host: '127.0.0.1',
      portNumber: 0,
      pings: { withCallsMs: 0, withoutCallsMs: 0, strikes: 0 },
      keepAliveMs: 60_000,
      keepAliveTimeoutMs: 60_000,
      request: (stream) => ({
        received: (_bytes, start, end) => (received += end - start),
        receivedAll: () => {
          asked.push(stream);
          tell();
        },
        canceled: () => (canceled += 1),
      }),
    });
    client = await FrameClient.open(server.portNumber);
  });

  afterEach(async () => {
    client.close();
    await server.close();
  });

  const call = async (streamId: number): Promise<Http2Stream> => {
    const told = new Promise<void>((resolve) => (tell = resolve));
    client.send(request(streamId));
    await told;
    return asked.at(-1)!;
  };

  it('answers with headers, data and trailers', async () => {
    (await call(1)).answer(HEAD, Buffer.from('hello'), END);
    expect((await client.kind(FRAME.HEADERS)).payload).to.deep.equal(HEAD);
    expect((await client.kind(FRAME.DATA)).payload.toString()).to.equal('hello');
    const last = await client.kind(FRAME.HEADERS);
    expect(last.flags).to.equal(FLAG.END_STREAM | FLAG.END_HEADERS);
  });

  it('reads requests that come byte by byte', async () => {
    const told = new Promise<void>((resolve) => (tell = resolve));
    const bytes = Buffer.concat([
      frame(FRAME.HEADERS, FLAG.END_HEADERS, 1, REQUEST),
      frame(FRAME.DATA, FLAG.END_STREAM, 1, Buffer.from('abc')),
    ]);
    for (const byte of bytes) {
      client.send(Buffer.from([byte]));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await told;
    expect(received).to.equal(3);
  });

  it('puts headers together that come in pieces', async () => {
    const told = new Promise<void>((resolve) => (tell = resolve));
    client.send(
      frame(FRAME.HEADERS, FLAG.END_STREAM, 1, REQUEST.subarray(0, 3)),
      frame(FRAME.CONTINUATION, 0, 1, REQUEST.subarray(3, 5)),
      frame(FRAME.CONTINUATION, FLAG.END_HEADERS, 1, REQUEST.subarray(5)),
    );
    await told;
    expect(asked[0]?.id).to.equal(1);
  });

  it('cuts long headers of an answer into pieces', async () => {
    const block = headerBlock([['grpc-message', 'x'.repeat(40_000)]]);
    (await call(1)).end(block);
    const first = await client.kind(FRAME.HEADERS);
    const second = await client.kind(FRAME.CONTINUATION);
    const third = await client.kind(FRAME.CONTINUATION);
    expect([first.flags, second.flags, third.flags]).to.deep.equal([
      FLAG.END_STREAM,
      0,
      FLAG.END_HEADERS,
    ]);
    const whole = Buffer.concat([first.payload, second.payload, third.payload]);
    expect(whole).to.deep.equal(block);
  });

  it('sends no more than the windows allow, and goes on when they widen', async () => {
    client.send(settings([SETTING.INITIAL_WINDOW_SIZE, 4]));
    const stream = await call(1);
    let hasLeft = false;
    stream.headers(HEAD);
    stream.data(Buffer.from('hello world'), () => (hasLeft = true));
    stream.end(END);
    expect((await client.kind(FRAME.DATA)).payload.toString()).to.equal('hell');
    await client.settled();
    expect(hasLeft).to.equal(false);
    client.send(frame(FRAME.WINDOW_UPDATE, 0, 1, words(2)));
    expect((await client.kind(FRAME.DATA)).payload.toString()).to.equal('o ');
    client.send(settings([SETTING.INITIAL_WINDOW_SIZE, 100]));
    expect((await client.kind(FRAME.DATA)).payload.toString()).to.equal('world');
    expect((await client.kind(FRAME.HEADERS)).flags & FLAG.END_STREAM).to.equal(FLAG.END_STREAM);
    await client.settled();
    expect(hasLeft).to.equal(true);
  });

  it('shares the window of the connection between streams', async () => {
    client.send(settings([SETTING.INITIAL_WINDOW_SIZE, 1_000_000]));
    const piece = Buffer.alloc(60_000);
    for (const id of [1, 3]) {
      const stream = await call(id);
      stream.headers(HEAD);
      stream.data(piece);
      stream.end(END);
    }
    await client.next(({ streamId, flags, kind }) => isEnd(kind, flags) && streamId === 1);
    client.send(frame(FRAME.WINDOW_UPDATE, 0, 0, words(1_000_000)));
    await client.next(({ streamId, flags, kind }) => isEnd(kind, flags) && streamId === 3);
  });

  it('gives window back for what it has read', async () => {
    client.send(frame(FRAME.HEADERS, FLAG.END_HEADERS, 1, REQUEST));
    const piece = frame(FRAME.DATA, 0, 1, Buffer.alloc(16_384));
    const pieces = HTTP2_LIMITS.streamWindowBytes / 2 / 16_384;
    client.send(...Array.from({ length: pieces }, () => piece));
    const { payload } = await client.next(
      ({ kind, streamId }) => kind === FRAME.WINDOW_UPDATE && streamId === 1,
    );
    expect(payload.readUInt32BE(0)).to.equal(HTTP2_LIMITS.streamWindowBytes / 2);
  });

  it('lets calls end when it closes, and takes no new ones', async () => {
    const stream = await call(1);
    const closed = server.close();
    expect(await client.goaway()).to.include({ lastStreamId: 1, code: ERROR.NO_ERROR });
    client.send(request(3));
    await client.settled();
    stream.answer(HEAD, Buffer.from('late'), END);
    expect((await client.kind(FRAME.DATA)).payload.toString()).to.equal('late');
    await closed;
    await client.ended;
    expect(asked).to.have.length(1);
  });

  it('waits with what its client does not read, and serves others', async () => {
    const wide = 2 ** 30;
    client.send(settings([SETTING.INITIAL_WINDOW_SIZE, wide]));
    client.send(frame(FRAME.WINDOW_UPDATE, 0, 0, words(wide)));
    const stream = await call(1);
    client.socket.pause();
    const left: number[] = [];
    const pieces = 200;
    const piece = Buffer.alloc(100_000);
    stream.headers(HEAD);
    for (let i = 0; i < pieces; i += 1) stream.data(piece, () => left.push(i));
    stream.end(END);
    const other = await FrameClient.open(server.portNumber);
    await other.settled();
    other.close();
    expect(left.length).to.be.lessThan(pieces);
    client.socket.resume();
    await client.next(({ kind, flags }) => isEnd(kind, flags));
    await client.settled();
    expect(left).to.have.length(pieces);
  });

  it('tells who asked that the client has given up', async () => {
    await call(1);
    client.send(frame(FRAME.RST_STREAM, 0, 1, words(ERROR.CANCEL)));
    await client.settled();
    expect(canceled).to.equal(1);
    asked[0]!.answer(HEAD, Buffer.from('too late'), END);
    const next = await call(3);
    next.answer(HEAD, Buffer.from('in time'), END);
    expect((await client.kind(FRAME.DATA)).payload.toString()).to.equal('in time');
  });

  it('tells who asked that the client has gone', async () => {
    await call(1);
    const gone = new Promise<void>((resolve) => {
      asked[0]!.receiver = { ...asked[0]!.receiver!, canceled: resolve };
    });
    client.close();
    await gone;
  });

  it('refuses headers beyond its limit with 431, and goes on', async () => {
    // A field to be remembered, and then named again and again with one byte.
    const remembered = Buffer.concat([
      Buffer.from([0x40]),
      headerBlock([['a', FIELD]]).subarray(1),
    ]);
    const block = Buffer.concat([REQUEST, remembered, Buffer.alloc(20, 0xbe)]);
    client.send(frame(FRAME.HEADERS, FLAG.END_STREAM | FLAG.END_HEADERS, 1, block));
    const { payload } = await client.kind(FRAME.HEADERS);
    expect(payload).to.deep.equal(headerBlock([[':status', '431']]));
    await call(3);
  });

  it('passes over data that was on its way to a stream that is answered', async () => {
    client.send(frame(FRAME.HEADERS, FLAG.END_HEADERS, 1, Buffer.from([0x82])));
    const { payload } = await client.kind(FRAME.RST_STREAM);
    expect(payload.readUInt32BE(0)).to.equal(ERROR.PROTOCOL_ERROR);
    client.send(frame(FRAME.DATA, FLAG.END_STREAM, 1, Buffer.from('abc')));
    await client.settled();
    await call(3);
  });
});

function isEnd(kind: number, flags: number): boolean {
  return kind === FRAME.HEADERS && (flags & FLAG.END_STREAM) !== 0;
}
