import { expect } from 'chai';
import {
  Binary,
  BSONRegExp,
  Decimal128,
  Double,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} from 'bson';
import { after, fitted, keyOf } from '../../../server/store/storage/key.ts';

/** Values in BSON's order, each strictly below the next. */
const ascending: readonly unknown[] = [
  new MinKey(),
  null,
  NaN,
  -Infinity,
  Decimal128.fromString('-1E+400'),
  -1e300,
  Long.MIN_VALUE,
  Long.fromString('-9007199254740993'),
  -9007199254740992,
  -1.5,
  -1,
  Decimal128.fromString('-0.1'),
  -5e-324,
  0,
  5e-324,
  Decimal128.fromString('0.1'),
  0.1,
  1,
  Decimal128.fromString('1.000000000000000000000000000000001'),
  new Double(1.5),
  2,
  9007199254740992,
  Long.fromString('9007199254740993'),
  Long.fromString('9007199254740994'),
  Long.fromString('9223372036854775806'),
  Long.MAX_VALUE,
  1e300,
  Decimal128.fromString('1E+400'),
  Infinity,
  '',
  '\0',
  '\0a',
  'A',
  'a',
  'a\0',
  'a\0b',
  'aa',
  'b',
  '中',
  '\ufffd',
  '🚀',
  {},
  { a: 1 },
  { a: 1, b: 1 },
  { a: 2 },
  { b: 1 },
  { a: 'x' },
  [],
  [1],
  [1, 2],
  [2],
  ['x'],
  new Binary(Buffer.from([9]), 0),
  new Binary(Buffer.from([1]), 4),
  new Binary(Buffer.from([1, 2]), 0),
  new ObjectId('64b000000000000000000001'),
  new ObjectId('64b000000000000000000002'),
  false,
  true,
  new Date(-5),
  new Date(0),
  new Date(5),
  new Timestamp({ t: 1, i: 2 }),
  new Timestamp({ t: 2, i: 1 }),
  new BSONRegExp('a'),
  new BSONRegExp('b'),
  new MaxKey(),
];

describe('store: key', () => {
  it('orders as BSON orders, upwards and downwards', () => {
    for (let i = 0; i + 1 < ascending.length; i++) {
      const [a, b] = [ascending[i], ascending[i + 1]];
      const what = `${String(a)} < ${String(b)}`;
      expect(Buffer.compare(keyOf(a), keyOf(b)), what).to.be.lessThan(0);
      expect(
        Buffer.compare(keyOf(a, true), keyOf(b, true)),
        `${what} descending`,
      ).to.be.greaterThan(0);
    }
  });

  it('is the same for equal numbers of different types, and for both zeros', () => {
    const same = [1, new Double(1), Long.fromNumber(1), Decimal128.fromString('1.00')].map((v) =>
      keyOf(v).toString('hex'),
    );
    expect(new Set(same).size).to.equal(1);
    expect(keyOf(-0).equals(keyOf(0))).to.equal(true);
    expect(keyOf(0.5).equals(keyOf(Decimal128.fromString('0.5')))).to.equal(true);
  });

  it('no key begins with another, so that fields can be joined', () => {
    const keys = ascending.map((v) => keyOf(v));
    for (const a of keys) {
      for (const b of keys) {
        if (a !== b)
          expect(
            b.subarray(0, a.length).equals(a),
            `${a.toString('hex')} in ${b.toString('hex')}`,
          ).to.equal(false);
      }
    }
  });

  it('a long key is cut but stays itself', () => {
    const [a, b] = ['x'.repeat(5_000), `${'x'.repeat(4_999)}y`].map((s) => fitted(keyOf(s))) as [
      Buffer,
      Buffer,
    ];
    expect(a.length).to.be.lessThan(1_000);
    expect(a.equals(b)).to.equal(false);
    expect(a.equals(fitted(keyOf('x'.repeat(5_000))))).to.equal(true);
  });

  it('the key after a prefix is above everything that starts with it', () => {
    expect(after(Buffer.from([1, 255]))).to.deep.equal(Buffer.from([2]));
    expect(after(Buffer.from([255, 255]))).to.equal(null);
  });
});
