import { expect } from 'chai';
import type { ClientHttp2Session } from 'node:http2';
import { deflateSync, gzipSync } from 'node:zlib';
import type { ServerCall } from '../../../engine/grpc/call.ts';
import { startGrpcServer } from '../../../engine/grpc/grpc-server.ts';
import type { MethodCodec } from '../../../engine/grpc/service.ts';
import { status } from '../../../engine/grpc/status.ts';
import type { Http2Server } from '../../../engine/http2/http2-server.ts';
import { framed, openSession, rawCall } from './raw-call.ts';

const MAX_BYTES = 100_000;
const UNREADABLE = Buffer.from('unreadable');

/** Messages are their bytes. */
const same = (message: object): Buffer => (message as { bytes: Buffer }).bytes;
const read = (bytes: Buffer): object => {
  if (bytes.equals(UNREADABLE)) throw new Error('no such message');
  return { bytes: Buffer.from(bytes) };
};
const codecOf = (path: string): MethodCodec => ({
  path,
  requestStream: false,
  responseStream: false,
  requestSerialize: same,
  requestDeserialize: read,
  responseSerialize: same,
  responseDeserialize: read,
  responseFrame: (message) => framed(same(message)),
});

interface Message {
  readonly bytes: Buffer;
}

describe('the gRPC server', () => {
  let server: Http2Server;
  let session: ClientHttp2Session;
  let serve: (call: ServerCall<Message>) => void;

  beforeEach(async () => {
    serve = (call) => call.answer(call.request);
    const handle = (call: ServerCall<unknown>): void => serve(call as ServerCall<Message>);
    server = await startGrpcServer({
      host: '127.0.0.1',
      portNumber: 0,
      maxMessageBytes: MAX_BYTES,
      methods: [{ codec: codecOf('/test/Echo'), handle }],
    });
    session = await openSession(server.portNumber);
  });

  afterEach(async () => {
    session.destroy();
    await server.close();
  });

  const statusOf = async (
    pieces: Buffer[],
    headers: Record<string, string> = {},
    ends = true,
  ): Promise<string> => {
    const { headers: said } = await rawCall(session, '/test/Echo', pieces, headers, ends);
    const text = decodeURIComponent(String(said['grpc-message'] ?? ''));
    return `${String(said['grpc-status'])} ${text}`.trim();
  };

  it('answers', async () => {
    const { headers, body } = await rawCall(session, '/test/Echo', [framed(Buffer.from('hello'))]);
    expect(headers).to.include({ 'content-type': 'application/grpc', 'grpc-status': '0' });
    expect(body).to.deep.equal(framed(Buffer.from('hello')));
  });

  it('reads a message that comes byte by byte', async () => {
    const pieces = [...framed(Buffer.from('hello'))].map((byte) => Buffer.from([byte]));
    const { body } = await rawCall(session, '/test/Echo', pieces);
    expect(body).to.deep.equal(framed(Buffer.from('hello')));
  });

  it('takes and gives messages of the largest size', async () => {
    const large = Buffer.alloc(MAX_BYTES, 'x');
    const { body } = await rawCall(session, '/test/Echo', [framed(large)]);
    expect(body.equals(framed(large))).to.equal(true);
  });

  for (const [encoding, pack] of [
    ['gzip', gzipSync],
    ['deflate', deflateSync],
  ] as const) {
    it(`reads requests in ${encoding}`, async () => {
      const packed = framed(pack(Buffer.from('hello')), 1);
      const headers = { 'grpc-encoding': encoding };
      const { body } = await rawCall(session, '/test/Echo', [packed], headers);
      expect(body).to.deep.equal(framed(Buffer.from('hello')));
    });
  }

  const refused: readonly [what: string, answer: string, Buffer[], Record<string, string>?][] = [
    ['no message', `${status.INTERNAL} Half-closed without a request`, []],
    [
      'two messages',
      `${status.INTERNAL} Too many requests`,
      [framed(Buffer.from('a')), framed(Buffer.from('b'))],
    ],
    [
      'a head that is none',
      `${status.INTERNAL} gRPC frame header malformed: reserved bits not zero`,
      [framed(Buffer.from('a'), 2)],
    ],
    [
      'what is not its message',
      `${status.UNKNOWN} Application error processing RPC`,
      [framed(UNREADABLE)],
    ],
    [
      'what is compressed without a word',
      `${status.INTERNAL} Can't decode compressed gRPC message as compression not configured`,
      [framed(gzipSync('a'), 1)],
    ],
    [
      'what is not compressed as it says',
      `${status.UNKNOWN} Application error processing RPC`,
      [framed(Buffer.from('no gzip'), 1)],
      { 'grpc-encoding': 'gzip' },
    ],
    [
      'what swells beyond its size',
      `${status.RESOURCE_EXHAUSTED} Decompressed gRPC message exceeds maximum size ${MAX_BYTES}`,
      [framed(gzipSync(Buffer.alloc(50 * MAX_BYTES)), 1)],
      { 'grpc-encoding': 'gzip' },
    ],
    [
      'another compression',
      `${status.UNIMPLEMENTED} Can't find decompressor for snappy`,
      [framed(Buffer.from('a'), 1)],
      { 'grpc-encoding': 'snappy' },
    ],
  ];
  for (const [what, answer, pieces, headers] of refused) {
    it(`refuses ${what}`, async () => {
      expect(await statusOf(pieces, headers)).to.equal(answer);
      expect(await statusOf([framed(Buffer.from('next'))])).to.equal('0');
    });
  }

  it('refuses a message that is too large before it has come', async () => {
    const head = Buffer.alloc(5);
    head.writeUInt32BE(100 * 1024 * 1024, 1);
    expect(await statusOf([head], {}, false)).to.equal(
      `${status.RESOURCE_EXHAUSTED} gRPC message exceeds maximum size ${MAX_BYTES}: 104857600`,
    );
  });

  it('refuses a method that is not there before the message has come', async () => {
    const { headers } = await rawCall(session, '/test/Nothing', [], {}, false);
    expect(headers).to.include({ 'grpc-status': String(status.UNIMPLEMENTED) });
    expect(headers['grpc-message']).to.equal('Method not found: test/Nothing');
  });

  it('refuses what is not gRPC in the words of HTTP', async () => {
    const json = { 'content-type': 'application/json' };
    const { headers } = await rawCall(session, '/test/Echo', [], json);
    expect(headers[':status']).to.equal(415);
    const get = await rawCall(session, '/test/Echo', [], { ':method': 'GET' });
    expect(get.headers[':status']).to.equal(405);
  });

  it('says what is not ASCII so that clients can read it', async () => {
    serve = (call) => call.refuse({ code: status.NOT_FOUND, details: '通衢 100%\n' });
    expect(await statusOf([framed(Buffer.from('a'))])).to.equal(`${status.NOT_FOUND} 通衢 100%`);
  });

  it('ends a call whose time is up, and tells who serves it', async () => {
    const told = new Promise<void>((resolve) => {
      serve = (call) => call.whenCanceled(resolve);
    });
    const answer = await statusOf([framed(Buffer.from('a'))], { 'grpc-timeout': '20m' });
    expect(answer).to.equal(`${status.DEADLINE_EXCEEDED} Deadline exceeded`);
    await told;
  });

  it('refuses a call whose handler throws, and goes on', async () => {
    serve = () => {
      throw new Error('a bug');
    };
    const answer = await statusOf([framed(Buffer.from('a'))]);
    expect(answer).to.equal(`${status.UNKNOWN} Application error processing RPC`);
    serve = (call) => call.answer(call.request);
    expect(await statusOf([framed(Buffer.from('next'))])).to.equal('0');
  });

  it('sends several messages, and says when they have left', async () => {
    const left: number[] = [];
    serve = (call) => {
      for (const i of [1, 2, 3]) call.write(call.request, () => left.push(i));
      call.end();
    };
    const { headers, body } = await rawCall(session, '/test/Echo', [framed(Buffer.from('a'))]);
    expect(headers['grpc-status']).to.equal('0');
    expect(body.length).to.equal(3 * 6);
    expect(left).to.deep.equal([1, 2, 3]);
  });
});
