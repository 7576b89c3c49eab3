import { once } from 'node:events';
import { connect } from 'node:net';
import { gatewayService } from '../../../engine/gateway/codec.ts';
import { headerBlock } from '../../../engine/http2/header-encoder.ts';
import { ERROR, FLAG, FRAME, PREFACE } from '../../../engine/http2/protocol.ts';
import { frame, settings, words } from '../../engine/http2/frame-client.ts';
import { pick, random, type Random } from '../../server/store/random.ts';

const service = gatewayService();
const RPCS = ['Topology', 'CreateProcessInstance', 'CompleteJob', 'ActivateJobs', 'DeployResource'];
/** How long the server may take to end a connection that its client has ended. Unit: ms. */
const PATIENCE_MS = 10_000;

/**
 * The bytes of one client that went wrong: a proper conversation of a few calls, in which some
 * frames are cut, swollen, doubled, swapped, of another kind or plain noise. The same seed gives
 * the same bytes.
 */
export function malformedConversation(seed: number): Buffer {
  const r = random(seed);
  const frames: Buffer[] = [settings()];
  const calls = 1 + below(r, 6);
  for (let i = 0; i < calls; i += 1) frames.push(...call(r, 2 * i + 1));
  const spoiled = frames.flatMap((one) => (r() < 0.5 ? spoil(r, one) : [one]));
  if (r() < 0.2) spoiled.sort(() => r() - 0.5);
  const preface = r() < 0.05 ? noise(r, PREFACE.length) : PREFACE;
  return Buffer.concat([preface, ...spoiled]);
}

/**
 * Sends the bytes, in pieces of any size, and waits until the server has let go.
 *
 * @throws when it has not within ten seconds of the client's end, or says that it is to blame
 */
export async function sendMalformed(portNumber: number, seed: number): Promise<void> {
  const r = random(seed + 1);
  const bytes = malformedConversation(seed);
  const socket = connect(portNumber, '127.0.0.1');
  // A server that sends the client away may do so while it still speaks.
  socket.on('error', () => undefined);
  const heard: Buffer[] = [];
  socket.on('data', (piece: Buffer) => heard.push(piece));
  const closed = once(socket, 'close');
  await Promise.race([once(socket, 'connect'), closed]);
  for (let at = 0; at < bytes.length && !socket.destroyed;) {
    const length = r() < 0.3 ? 1 + below(r, 20) : 1 + below(r, bytes.length);
    socket.write(bytes.subarray(at, at + length));
    at += length;
    await new Promise((resolve) => setImmediate(resolve));
  }
  socket.end();
  const timer = setTimeout(() => socket.destroy(new Error('late')), PATIENCE_MS);
  let isLate = false;
  socket.once('error', (error) => (isLate = error.message === 'late'));
  await closed;
  clearTimeout(timer);
  if (saysOwnFault(Buffer.concat(heard))) throw new Error(`seed ${seed}: a bug of the server`);
  if (isLate) throw new Error(`seed ${seed}: the server holds a connection that has ended`);
}

/** Whether a server's frames have a goodbye for a fault of its own among them. */
function saysOwnFault(bytes: Buffer): boolean {
  for (let at = 0; at + 17 <= bytes.length; at += 9 + bytes.readUIntBE(at, 3)) {
    const isGoodbye = bytes[at + 3] === FRAME.GOAWAY;
    if (isGoodbye && bytes.readUInt32BE(at + 13) === ERROR.INTERNAL_ERROR) return true;
  }
  return false;
}

function call(r: Random, streamId: number): Buffer[] {
  const rpc = pick(r, RPCS);
  const headers = headerBlock([
    [':method', 'POST'],
    [':scheme', 'http'],
    [':path', r() < 0.9 ? service[rpc]!.path : '/nothing'],
    ['content-type', 'application/grpc'],
    ['te', 'trailers'],
    ['grpc-timeout', r() < 0.5 ? '100m' : '7x'],
    ['grpc-encoding', pick(r, ['identity', 'gzip', 'identity', 'brotli'])],
  ]);
  const message = service[rpc]!.requestSerialize({
    type: 'fuzz',
    worker: 'w',
    maxJobsToActivate: 5,
    requestTimeout: r() < 0.5 ? -1 : 50,
    timeout: 1_000,
    bpmnProcessId: 'none',
    variables: r() < 0.5 ? '{"a":1}' : '{"a":',
    jobKey: 2251799813685249,
    resources: [{ name: 'a.bpmn', content: noise(r, 40) }],
  });
  const head = Buffer.alloc(5);
  head[0] = r() < 0.9 ? 0 : below(r, 256);
  head.writeUInt32BE(r() < 0.8 ? message.length : below(r, 2 ** 32), 1);
  const body = Buffer.concat([head, r() < 0.7 ? message : noise(r, message.length)]);
  const cut = below(r, body.length);
  return [
    frame(FRAME.HEADERS, FLAG.END_HEADERS, streamId, headers),
    frame(FRAME.DATA, 0, streamId, body.subarray(0, cut)),
    frame(FRAME.DATA, FLAG.END_STREAM, streamId, body.subarray(cut)),
    ...(r() < 0.2 ? [frame(FRAME.RST_STREAM, 0, streamId, words(8))] : []),
  ];
}

/** What can be wrong with a frame. */
const FAULTS: readonly ((r: Random, one: Buffer) => Buffer[])[] = [
  (r, one) => [flipped(r, one)],
  (r, one) => [flipped(r, flipped(r, one))],
  (_r, one) => [one, one],
  (r, one) => [one.subarray(0, below(r, one.length))],
  (r, one) => [one, noise(r, below(r, 200))],
  (r, one) => [one, frame(below(r, 256), below(r, 256), below(r, 2 ** 31), noise(r, below(r, 50)))],
  (r, one) => [one, frame(below(r, 10), below(r, 256), below(r, 12), noise(r, below(r, 50)))],
  (r, one) => [withByte(one, 3, below(r, 11))],
  (r, one) => [withByte(one, 4, below(r, 256))],
  (r, one) => [withByte(one, 8, below(r, 16))],
  (r, one) => [withByte(one, 2, below(r, 256))],
  (r, one) => [withByte(one, 0, below(r, 256))],
  (r, one) => [one, frame(FRAME.WINDOW_UPDATE, 0, below(r, 12), words(below(r, 2 ** 32)))],
  (r, one) => [one, settings([1 + below(r, 6), below(r, 2 ** 32)])],
  (r, one) => [one, frame(FRAME.HEADERS, FLAG.END_HEADERS, 1 + below(r, 40), noise(r, 60))],
];

function spoil(r: Random, one: Buffer): Buffer[] {
  return pick(r, FAULTS)(r, one);
}

function flipped(r: Random, one: Buffer): Buffer {
  const at = below(r, one.length);
  return withByte(one, at, (one[at] ?? 0) ^ (1 << below(r, 8)));
}

function withByte(one: Buffer, at: number, value: number): Buffer {
  const copy = Buffer.from(one);
  if (at < copy.length) copy[at] = value;
  return copy;
}

function noise(r: Random, length: number): Buffer {
  return Buffer.from(Array.from({ length }, () => below(r, 256)));
}

function below(r: Random, bound: number): number {
  return Math.floor(r() * bound);
}
