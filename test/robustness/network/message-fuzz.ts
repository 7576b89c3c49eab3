import { type Document, Long, ObjectId, serialize } from 'bson';
import { pick, type Random } from '../../server/store/random.ts';

const below = (r: Random, n: number): number => Math.floor(r() * n);

/**
 * What one client of the document store sends that went wrong: some proper commands, of which most
 * have bytes flipped, lengths changed, ends cut or types swapped. The same numbers, the same bytes.
 */
export function malformedMessages(r: Random): Buffer {
  const messages = Array.from({ length: 1 + below(r, 5) }, (_, i) => {
    const message = asMessage(r, command(r), i + 1);
    return r() < 0.2 ? message : pick(r, faults)(r, message);
  });
  return Buffer.concat(messages);
}

function row(r: Random): Document {
  return {
    _id: pick<unknown>(r, [below(r, 50), `id-${below(r, 50)}`, new ObjectId(), 1.5]),
    n: below(r, 100),
    tags: ['p', 'q', below(r, 3)],
    inner: { k: [1, { l: 'x' }], at: new Date(below(r, 1_000)) },
    long: Long.fromNumber(below(r, 1_000)),
    text: '通衢'.repeat(below(r, 20)),
  };
}

function command(r: Random): Document {
  const $db = 'fuzz';
  const q = { _id: below(r, 50), n: { $lt: below(r, 100) } };
  const u = { $set: { n: below(r, 100), tags: ['z'] }, $setOnInsert: { once: true } };
  return pick<() => Document>(r, [
    () => ({ insert: 'rows', ordered: false, documents: [row(r), row(r)], $db }),
    () => ({ update: 'rows', ordered: false, updates: [{ q, u, upsert: true }], $db }),
    () => ({ update: 'rows', updates: [{ q, u: { $inc: { n: 1 }, $push: { tags: 1 } } }], $db }),
    () => ({ delete: 'rows', deletes: [{ q: { n: { $gt: 90 } }, limit: below(r, 2) }], $db }),
    () => ({ find: 'rows', filter: { n: { $gte: 5 }, tags: 'p' }, sort: { n: 1 }, limit: 5, $db }),
    () => ({ find: 'rows', filter: { text: { $regex: '^通' } }, projection: { n: 1 }, $db }),
    () => ({
      aggregate: 'rows',
      pipeline: [{ $match: { n: { $gt: 3 } } }, { $group: { _id: '$tags', n: { $sum: '$n' } } }],
      cursor: {},
      $db,
    }),
    () => ({ createIndexes: 'rows', indexes: [{ key: { tags: 1, n: -1 }, name: 'by tags' }], $db }),
    () => ({ getMore: Long.fromNumber(below(r, 1_000)), collection: 'rows', $db }),
    () => ({ hello: 1, $db: 'admin' }),
  ])();
}

/** As OP_MSG; batches sometimes as a section of their own, as drivers send them. */
function asMessage(r: Random, body: Document, requestId: number): Buffer {
  const sections: Buffer[] = [];
  for (const name of ['documents', 'updates', 'deletes']) {
    if (!(name in body) || r() < 0.5) continue;
    const docs = (body[name] as Document[]).map((d) => Buffer.from(serialize(d)));
    const { [name]: _taken, ...rest } = body;
    body = rest;
    const content = Buffer.concat([Buffer.from(`${name}\0`), ...docs]);
    const head = Buffer.alloc(5);
    head[0] = 1;
    head.writeInt32LE(content.length + 4, 1);
    sections.push(head, content);
  }
  const head = Buffer.alloc(21);
  const content = Buffer.concat([Buffer.from(serialize(body)), ...sections]);
  head.writeInt32LE(head.length + content.length, 0);
  head.writeInt32LE(requestId, 4);
  head.writeInt32LE(2013, 12);
  return Buffer.concat([head, content]);
}

const faults: readonly ((r: Random, m: Buffer) => Buffer)[] = [
  (r, m) => flipped(r, m, 21),
  (r, m) => flipped(r, flipped(r, m, 21), 21),
  (r, m) => flipped(r, m, 0),
  (r, m) => withInt(m, 21 + below(r, m.length - 25), below(r, 64)),
  (r, m) => withInt(m, 21 + below(r, m.length - 25), pick(r, [-1, 0, 2 ** 31 - 1, -(2 ** 31)])),
  (r, m) => withInt(m, 21, pick(r, [0, 4, 5, m.length, m.length * 2, -5])),
  (r, m) => withInt(m, 0, pick(r, [0, 15, 21, 48_000_001, -1, m.length + 1, m.length - 1])),
  (r, m) => withInt(m, 16, below(r, 2 ** 31)),
  (r, m) => withByte(m, 21 + below(r, m.length - 21), below(r, 0x14)),
  (r, m) => withInt(m.subarray(0, 17 + below(r, m.length - 17)), 0, below(r, m.length)),
  (r, m) =>
    Buffer.concat([m, Buffer.from(Array.from({ length: below(r, 60) }, () => below(r, 256)))]),
  (r, m) => nested(m, 150 + below(r, 3_000)),
];

function flipped(r: Random, m: Buffer, from: number): Buffer {
  const at = from + below(r, m.length - from);
  return withByte(m, at, (m[at] as number) ^ (1 << below(r, 8)));
}

function withByte(m: Buffer, at: number, value: number): Buffer {
  const changed = Buffer.from(m);
  changed[at] = value;
  return changed;
}

function withInt(m: Buffer, at: number, value: number): Buffer {
  const changed = Buffer.from(m);
  if (at + 4 <= changed.length) changed.writeInt32LE(value, at);
  return changed;
}

/** A document so many levels deep, inserted: readers that recurse would run out of stack. */
function nested(m: Buffer, depth: number): Buffer {
  let inner = Buffer.from([5, 0, 0, 0, 0]);
  for (let i = 0; i < depth; i++) {
    const size = Buffer.alloc(4);
    size.writeInt32LE(inner.length + 8);
    inner = Buffer.concat([size, Buffer.from([3, 0x61, 0]), inner, Buffer.from([0])]);
  }
  const section = Buffer.concat([Buffer.from('documents\0'), inner]);
  const body = Buffer.from(serialize({ insert: 'rows', $db: 'fuzz' }));
  const head = Buffer.from(m.subarray(0, 21));
  head[20] = 0;
  head.writeInt32LE(0, 16);
  const length = Buffer.alloc(5);
  length[0] = 1;
  length.writeInt32LE(section.length + 4, 1);
  const whole = Buffer.concat([head, body, length, section]);
  whole.writeInt32LE(whole.length, 0);
  return whole;
}
