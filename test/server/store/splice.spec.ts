import { expect } from 'chai';
import { Double, Long, ObjectId, serialize } from 'bson';
import { decode, type Doc } from '../../../server/store/bson/decode.ts';
import { encode } from '../../../server/store/bson/encode.ts';
import { spliceOf } from '../../../server/store/update/splice.ts';
import { compileUpdate } from '../../../server/store/update/update.ts';

const stored = encode({
  _id: new ObjectId('64b000000000000000000001'),
  a: 1,
  d: new Double(2),
  l: Long.fromNumber(3),
  list: [1, { x: 1 }],
  doc: { y: 'z' },
  none: null,
});

const updates: readonly Doc[] = [
  { $set: { a: 2 } },
  { $set: { a: 1 } },
  { $set: { z: 1, b: 2, a: 9 } },
  { $set: { list: [] } },
  { $set: { d: 2 } },
  { $set: { doc: { y: 'z' } } },
  { $set: { none: 'some' } },
  { $set: { a: 5 }, $setOnInsert: { made: true } },
  { $setOnInsert: { made: true } },
  { q: 1, a: { b: 2 } },
  {},
];

const compiledOnly: readonly Doc[] = [
  { $set: { 'doc.y': 1 } },
  { $inc: { a: 1 } },
  { $set: { _id: 1 } },
  { $set: { a: 1 }, b: 2 },
  { $set: { a: 1 }, $setOnInsert: { a: 2 } },
  { $set: { $a: 1 } },
  { _id: 5, a: 1 },
  { $set: 5 },
];

describe('store: splice', () => {
  it('changes stored bytes exactly as the compiled update does', () => {
    for (const u of updates) {
      const compiled = encode(
        compileUpdate(u, null, () => new Date(0)).apply(decode(stored), null, false),
      );
      const splice = spliceOf(Buffer.from(serialize(u)));
      expect(splice, JSON.stringify(u)).to.not.equal(null);
      const spliced = splice?.(stored) ?? stored;
      expect(decode(spliced), JSON.stringify(u)).to.deep.equal(decode(compiled));
      expect(spliced.equals(compiled), `bytes of ${JSON.stringify(u)}`).to.equal(true);
    }
  });

  it('leaves to the compiler what it cannot do', () => {
    for (const u of compiledOnly) {
      expect(spliceOf(Buffer.from(serialize(u))), JSON.stringify(u)).to.equal(null);
    }
  });
});
