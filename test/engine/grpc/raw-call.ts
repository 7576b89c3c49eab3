import { once } from 'node:events';
import { connect, type ClientHttp2Session, type IncomingHttpHeaders } from 'node:http2';

/** What a call came to. */
export interface RawOutcome {
  /** Headers and trailers together. */
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A message behind its head. */
export function framed(message: Buffer, flag = 0): Buffer {
  const head = Buffer.alloc(5);
  head[0] = flag;
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

/** Calls a method with bytes, in pieces, and any headers. */
export async function rawCall(
  session: ClientHttp2Session,
  path: string,
  pieces: readonly Buffer[],
  headers: Readonly<Record<string, string>> = {},
  ends = true,
): Promise<RawOutcome> {
  const call = session.request({
    ':method': 'POST',
    ':path': path,
    'content-type': 'application/grpc',
    te: 'trailers',
    ...headers,
  });
  const got: IncomingHttpHeaders[] = [];
  const body: Buffer[] = [];
  call.on('response', (one) => got.push(one));
  call.on('trailers', (one: IncomingHttpHeaders) => got.push(one));
  call.on('data', (bytes: Buffer) => body.push(bytes));
  call.on('error', () => undefined);
  for (const piece of pieces) {
    call.write(piece);
    await new Promise((resolve) => setImmediate(resolve));
  }
  if (ends) call.end();
  await once(call, 'close');
  return { headers: Object.assign({}, ...got) as IncomingHttpHeaders, body: Buffer.concat(body) };
}

/** A connection to a server of this machine. */
export async function openSession(portNumber: number): Promise<ClientHttp2Session> {
  const session = connect(`http://127.0.0.1:${portNumber}`);
  session.on('error', () => undefined);
  await once(session, 'connect');
  return session;
}
