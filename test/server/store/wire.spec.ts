import { once } from 'node:events';
import { statSync } from 'node:fs';
import { connect as dial, type Socket } from 'node:net';
import { expect } from 'chai';
import { serialize } from 'bson';
import { MongoClient } from 'mongodb';
import type { RunningStore } from '../../../server/store/index.ts';
import { limits } from '../../../server/store/limits.ts';
import { decode } from '../../../server/store/bson/decode.ts';
import { crc32c } from '../../../server/store/wire/crc32c.ts';
import { temporaryStore } from './subject.ts';

function message(
  body: object,
  options: { flags?: number; sequence?: [string, object[]]; checksum?: boolean } = {},
): Buffer {
  const sections = [Buffer.from([0]), Buffer.from(serialize(body))];
  if (options.sequence) {
    const docs = options.sequence[1].map((d) => Buffer.from(serialize(d)));
    const name = Buffer.from(`${options.sequence[0]}\0`);
    const head = Buffer.alloc(5);
    head[0] = 1;
    head.writeInt32LE(4 + name.length + docs.reduce((n, d) => n + d.length, 0), 1);
    sections.push(head, name, ...docs);
  }
  const content = Buffer.concat(sections);
  const out = Buffer.alloc(20 + content.length + (options.checksum ? 4 : 0));
  out.writeInt32LE(out.length, 0);
  out.writeInt32LE(77, 4);
  out.writeInt32LE(2013, 12);
  out.writeUInt32LE((options.flags ?? 0) | (options.checksum ? 1 : 0), 16);
  content.copy(out, 20);
  if (options.checksum) out.writeUInt32LE(crc32c(out.subarray(0, out.length - 4)), out.length - 4);
  return out;
}

describe('store: wire protocol', function suite() {
  this.timeout(30_000);
  let store: RunningStore;
  let port: number;
  const lines: string[] = [];

  before(async () => {
    store = await temporaryStore({ port: 0, log: (line) => lines.push(line) });
    port = Number(new URL(store.uri.replace('mongodb', 'http')).port);
  });
  after(() => store.close());

  async function open(): Promise<Socket> {
    const socket = dial(port, '127.0.0.1');
    await once(socket, 'connect');
    return socket;
  }

  async function answer(socket: Socket, head = 21): Promise<Record<string, unknown>> {
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    expect(chunk.readInt32LE(0)).to.equal(chunk.length);
    expect(chunk.readInt32LE(8)).to.equal(77);
    return decode(chunk, head);
  }

  it('reads document sequences and checksums', async () => {
    const socket = await open();
    socket.write(
      message(
        { insert: 'seq', $db: 'w' },
        { sequence: ['documents', [{ _id: 1 }, { _id: 2 }]], checksum: true },
      ),
    );
    expect(await answer(socket)).to.deep.include({ n: 2 });
    socket.destroy();
  });

  it('answers the legacy greeting with OP_REPLY', async () => {
    const socket = await open();
    const body = Buffer.from(serialize({ ismaster: 1, helloOk: true }));
    const frame = Buffer.concat([
      Buffer.alloc(20),
      Buffer.from('admin.$cmd\0'),
      Buffer.alloc(8),
      body,
    ]);
    frame.writeInt32LE(frame.length, 0);
    frame.writeInt32LE(77, 4);
    frame.writeInt32LE(2004, 12);
    socket.write(frame);
    const hello = await answer(socket, 36);
    expect(hello['ismaster']).to.equal(true);
    expect(hello['helloOk']).to.equal(true);
    socket.destroy();
  });

  it('answers pipelined commands in their order, and messages cut anywhere', async () => {
    const socket = await open();
    const all = Buffer.concat([
      message({ insert: 'order', documents: [{ _id: 1, n: 0 }], $db: 'w' }, { flags: 2 }),
      message(
        { update: 'order', updates: [{ q: {}, u: { $inc: { n: 1 } } }], $db: 'w' },
        { flags: 2 },
      ),
      message({ find: 'order', filter: {}, $db: 'w' }),
    ]);
    for (let i = 0; i < all.length; i += 7) socket.write(all.subarray(i, i + 7));
    const { cursor } = (await answer(socket)) as { cursor: { firstBatch: unknown[] } };
    expect(cursor.firstBatch).to.deep.equal([{ _id: 1, n: 1 }]);
    socket.destroy();
  });

  it('closes on frames that cannot be understood, says so in one line, and goes on serving', async () => {
    const good = message({ ping: 1, $db: 'w' });
    const wrongOp = Buffer.from(good);
    wrongOp.writeInt32LE(2012, 12);
    const wrongLength = Buffer.from(good);
    wrongLength.writeInt32LE(limits.maxMessageBytes + 1, 0);
    const wrongFlags = Buffer.from(good);
    wrongFlags.writeUInt32LE(4, 16);
    const wrongSum = message({ ping: 1, $db: 'w' }, { checksum: true });
    wrongSum[25] = (wrongSum[25] ?? 0) ^ 1;
    for (const bad of [wrongOp, wrongLength, wrongFlags, wrongSum, Buffer.alloc(64)]) {
      const before = lines.length;
      const socket = await open();
      socket.on('error', () => undefined);
      const closed = once(socket, 'close');
      socket.write(bad);
      await closed;
      expect(lines.slice(before)).to.have.length(1);
      expect(lines.at(-1)).to.match(/^store: connection closed: [^\n]+$/);
    }
    const socket = await open();
    socket.write(good);
    expect((await answer(socket))['ok']).to.satisfy((v: unknown) => Number(v) === 1);
    socket.destroy();
  });

  it('survives a thousand messages damaged at random (seed 11)', async () => {
    let seed = 11;
    const next = (n: number): number => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
      return Math.floor((seed / 4_294_967_296) * n);
    };
    const templates = [
      message({
        insert: 'fuzz',
        documents: [{ _id: 1, a: { b: [1, 'x', null, new Date(0)] } }],
        $db: 'w',
      }),
      message({
        find: 'fuzz',
        filter: { a: { $gt: 1, $in: [1, 2] }, $or: [{ b: 1 }] },
        sort: { a: 1 },
        limit: 3,
        $db: 'w',
      }),
      message({
        update: 'fuzz',
        updates: [{ q: { a: 1 }, u: { $set: { 'b.c': 1 }, $push: { l: 1 } }, upsert: true }],
        $db: 'w',
      }),
      message({
        aggregate: 'fuzz',
        pipeline: [{ $match: { a: 1 } }, { $group: { _id: '$a', n: { $sum: 1 } } }],
        cursor: {},
        $db: 'w',
      }),
      message({ createIndexes: 'fuzz', indexes: [{ key: { a: 1 }, name: 'a_1' }], $db: 'w' }),
    ];
    for (let i = 0; i < 1_000; i++) {
      const frame = Buffer.from(templates[next(templates.length)] as Buffer);
      for (let k = 0; k <= next(4); k++) frame[16 + next(frame.length - 16)] = next(256);
      const socket = await open();
      socket.on('error', () => undefined);
      const settled = Promise.race([once(socket, 'data'), once(socket, 'close')]);
      socket.end(frame);
      await settled;
      socket.destroy();
    }
    const client = await MongoClient.connect(store.uri);
    await client.db('w').collection('fuzz-after').insertOne({ ok: true });
    expect(await client.db('w').collection('fuzz-after').countDocuments({ ok: true })).to.equal(1);
    await client.close();
  });

  it('listens on a socket that only its owner may open', async () => {
    const own = await temporaryStore();
    const path = decodeURIComponent(own.uri.slice('mongodb://'.length, -1));
    expect(statSync(path).mode & 0o777).to.equal(0o600);
    await own.close();
  });
});
