import { expect } from 'chai';
import { Decimal128, Double, Int32, Long } from 'mongodb';
import { refused } from './refusal.ts';
import type { Case } from './suite.ts';

type Row = [
  title: string,
  before: object,
  update: object | object[],
  after: object,
  options?: object,
];

function changes(title: string, rows: readonly Row[]): Case {
  return {
    title,
    async run({ c }) {
      for (const [what, before, update, after, options] of rows) {
        await c.deleteMany({});
        await c.insertOne({ _id: 1 as never, ...before });
        await c.updateOne(
          { _id: 1 as never, ...(options as { filter?: object })?.filter },
          update as never,
          options,
        );
        expect(await c.findOne({}), what).to.deep.equal({ _id: 1, ...after });
      }
    },
  };
}

/** Update operators, upserts, findAndModify. */
export const updateCases: readonly Case[] = [
  changes('fields: set, unset, inc, mul, min, max, rename', [
    ['set', { a: 1 }, { $set: { b: 2, 'c.d': 3 } }, { a: 1, b: 2, c: { d: 3 } }],
    ['unset', { a: 1, b: 2 }, { $unset: { b: 1, z: 1 } }, { a: 1 }],
    ['inc', { a: 1 }, { $inc: { a: 2, b: -1 } }, { a: 3, b: -1 }],
    ['mul', { a: 3 }, { $mul: { a: 2, b: 5 } }, { a: 6, b: 0 }],
    ['min', { a: 3, b: 3 }, { $min: { a: 2, b: 5, c: 7 } }, { a: 2, b: 3, c: 7 }],
    ['max', { a: 3, b: 3 }, { $max: { a: 2, b: 5 } }, { a: 3, b: 5 }],
    ['rename', { a: 1, b: { c: 2 } }, { $rename: { a: 'x', 'b.c': 'y' } }, { b: {}, x: 1, y: 2 }],
    ['bit', { a: 13 }, { $bit: { a: { and: 10 } } }, { a: 8 }],
  ]),
  changes('arrays: push, addToSet, pop, pull, pullAll', [
    ['push', { l: [1] }, { $push: { l: 2, m: 1 } }, { l: [1, 2], m: [1] }],
    [
      'push each',
      { l: [5, 1] },
      { $push: { l: { $each: [3, 9], $sort: 1, $slice: 3 } } },
      { l: [1, 3, 5] },
    ],
    [
      'push position',
      { l: [1, 4] },
      { $push: { l: { $each: [2, 3], $position: 1 } } },
      { l: [1, 2, 3, 4] },
    ],
    [
      'push sort by',
      { l: [{ k: 2 }] },
      { $push: { l: { $each: [{ k: 1 }], $sort: { k: 1 } } } },
      { l: [{ k: 1 }, { k: 2 }] },
    ],
    ['addToSet', { l: [1, 2] }, { $addToSet: { l: { $each: [2, 3, 3] } } }, { l: [1, 2, 3] }],
    ['pop', { l: [1, 2, 3], m: [1, 2] }, { $pop: { l: 1, m: -1 } }, { l: [1, 2], m: [2] }],
    ['pull value', { l: [1, 2, 1] }, { $pull: { l: 1 } }, { l: [2] }],
    [
      'pull by condition',
      {
        l: [
          { k: 1, v: 1 },
          { k: 2, v: 1 },
        ],
      },
      { $pull: { l: { k: { $gte: 2 } } } },
      { l: [{ k: 1, v: 1 }] },
    ],
    ['pull by operator', { l: [1, 5, 9] }, { $pull: { l: { $gt: 3 } } }, { l: [1] }],
    ['pullAll', { l: [1, 2, 3] }, { $pullAll: { l: [1, 3] } }, { l: [2] }],
    ['set beyond the end', { l: [1] }, { $set: { 'l.3': 4 } }, { l: [1, null, null, 4] }],
    ['unset an element', { l: [1, 2] }, { $unset: { 'l.0': 1 } }, { l: [null, 2] }],
  ]),
  changes('positions: $, $[], $[name]', [
    [
      '$',
      { l: [{ k: 1 }, { k: 2 }] },
      { $set: { 'l.$.v': 9 } },
      { l: [{ k: 1 }, { k: 2, v: 9 }] },
      { filter: { 'l.k': 2 } },
    ],
    ['$[]', { l: [1, 2] }, { $inc: { 'l.$[]': 10 } }, { l: [11, 12] }],
    [
      '$[name]',
      { l: [{ k: 1 }, { k: 2 }] },
      { $set: { 'l.$[e].v': 0 } },
      { l: [{ k: 1 }, { k: 2, v: 0 }] },
      { arrayFilters: [{ 'e.k': { $gte: 2 } }] },
    ],
  ]),
  changes('pipelines compute from the document', [
    [
      'set',
      { a: 1, b: 2 },
      [{ $set: { sum: { $add: ['$a', '$b'] } } }, { $unset: 'a' }],
      { b: 2, sum: 3 },
    ],
    [
      'cond',
      { n: 5 },
      [{ $set: { big: { $cond: [{ $gt: ['$n', 3] }, 'yes', 'no'] } } }],
      { n: 5, big: 'yes' },
    ],
  ]),
  {
    title: 'arithmetic keeps the wider type and grows from int32 to int64',
    async run({ c }) {
      await c.insertOne({
        _id: 1 as never,
        i: new Int32(2_147_483_647),
        l: Long.fromNumber(5),
        d: new Double(1),
        dec: Decimal128.fromString('0.1'),
      });
      await c.updateOne(
        {},
        {
          $inc: {
            i: new Int32(1),
            l: new Int32(1),
            d: new Int32(1),
            dec: Decimal128.fromString('0.2'),
          },
        },
      );
      const [d] = await c.find({}, { promoteValues: false, promoteLongs: false }).toArray();
      expect([d?.['i']._bsontype, String(d?.['i'])]).to.deep.equal(['Long', '2147483648']);
      expect([d?.['l']._bsontype, String(d?.['l'])]).to.deep.equal(['Long', '6']);
      expect([d?.['d']._bsontype, d?.['d'].value]).to.deep.equal(['Double', 2]);
      expect(String(d?.['dec'])).to.equal('0.3');
    },
  },
  {
    title: 'keys beyond 2^53 are exact',
    async run({ c }) {
      const key = Long.fromString('9007199254740993');
      await c.insertMany([
        { _id: 1 as never, key },
        { _id: 2 as never, key: Long.fromString('9007199254740992') },
      ]);
      await c.createIndex({ key: 1 });
      expect((await c.find({ key }).toArray()).map((d) => d._id)).to.deep.equal([1]);
      expect(
        (await c.find({ key: { $gt: Long.fromString('9007199254740992') } }).toArray()).map(
          (d) => d._id,
        ),
      ).to.deep.equal([1]);
    },
  },
  {
    title: 'an update that changes nothing is matched, not modified',
    async run({ c }) {
      await c.insertOne({ a: 1 });
      const r = await c.updateOne({ a: 1 }, { $set: { a: 1 } });
      expect([r.matchedCount, r.modifiedCount]).to.deep.equal([1, 0]);
    },
  },
  {
    title: 'updateMany changes all that match',
    async run({ c }) {
      await c.insertMany([{ g: 1 }, { g: 1 }, { g: 2 }]);
      const r = await c.updateMany({ g: 1 }, { $inc: { g: 5 } });
      expect([r.matchedCount, r.modifiedCount]).to.deep.equal([2, 2]);
    },
  },
  {
    title: 'an upsert takes equalities of the filter and $setOnInsert',
    async run({ c }) {
      const r = await c.updateOne(
        { a: 1, 'n.x': 'y', z: { $gt: 5 } },
        { $set: { b: 2 }, $setOnInsert: { c: 3 } },
        { upsert: true },
      );
      expect([r.matchedCount, r.upsertedCount]).to.deep.equal([0, 1]);
      expect(await c.findOne({}, { projection: { _id: 0 } })).to.deep.equal({
        a: 1,
        n: { x: 'y' },
        b: 2,
        c: 3,
      });
      await c.updateOne({ a: 1 }, { $set: { b: 5 }, $setOnInsert: { c: 9 } }, { upsert: true });
      expect(await c.findOne({}, { projection: { b: 1, c: 1, _id: 0 } })).to.deep.equal({
        b: 5,
        c: 3,
      });
    },
  },
  {
    title: 'two operators on one path are refused with 40',
    async run({ c }) {
      await c.insertOne({ a: 1 });
      await refused(c.updateOne({}, { $set: { a: 1 }, $inc: { a: 1 } }), 40);
      await refused(c.updateOne({}, { $set: { 'b.c': 1, b: 1 } }), 40);
    },
  },
  {
    title: '_id cannot be changed (66)',
    async run({ c }) {
      await c.insertOne({ _id: 1 as never });
      await refused(c.updateOne({}, { $set: { _id: 2 as never } }), 66);
    },
  },
  {
    title: 'a scalar on the way is refused with 28',
    async run({ c }) {
      await c.insertOne({ a: 1 });
      await refused(c.updateOne({}, { $set: { 'a.b': 1 } }), 28);
    },
  },
  {
    title: '$inc of a text is refused with 14',
    async run({ c }) {
      await c.insertOne({ a: 'x' });
      await refused(c.updateOne({}, { $inc: { a: 1 } }), 14);
    },
  },
  {
    title: '$push onto what is no array is refused with 2',
    async run({ c }) {
      await c.insertOne({ a: 'x' });
      await refused(c.updateOne({}, { $push: { a: 1 } as never }), 2);
    },
  },
  {
    title: '$currentDate writes the time',
    async run({ c }) {
      await c.insertOne({ _id: 1 as never });
      await c.updateOne({}, { $currentDate: { at: true } });
      expect((await c.findOne({}))?.['at']).to.be.instanceOf(Date);
    },
  },
  {
    title: 'findOneAndUpdate answers before or after, sorted, upserting',
    async run({ c }) {
      await c.insertMany([
        { _id: 1 as never, n: 5 },
        { _id: 2 as never, n: 3 },
      ]);
      expect(await c.findOneAndUpdate({}, { $inc: { n: 10 } }, { sort: { n: 1 } })).to.deep.equal({
        _id: 2,
        n: 3,
      });
      expect(
        await c.findOneAndUpdate(
          { _id: 1 as never },
          { $inc: { n: 1 } },
          { returnDocument: 'after', projection: { n: 1, _id: 0 } },
        ),
      ).to.deep.equal({ n: 6 });
      expect(
        await c.findOneAndUpdate({ _id: 9 as never }, { $set: { n: 0 } }, { upsert: true }),
      ).to.equal(null);
      expect(
        await c.findOneAndUpdate(
          { _id: 8 as never },
          { $set: { n: 0 } },
          { upsert: true, returnDocument: 'after' },
        ),
      ).to.deep.equal({ _id: 8, n: 0 });
      const meta = await c.findOneAndUpdate(
        { _id: 7 as never },
        { $set: { n: 1 } },
        { upsert: true, includeResultMetadata: true },
      );
      expect(meta.lastErrorObject).to.deep.equal({ n: 1, updatedExisting: false, upserted: 7 });
    },
  },
  {
    title: 'findOneAndReplace and findOneAndDelete',
    async run({ c }) {
      await c.insertMany([
        { _id: 1 as never, n: 5 },
        { _id: 2 as never, n: 3 },
      ]);
      expect(
        await c.findOneAndReplace({ n: 5 }, { m: 1 }, { returnDocument: 'after' }),
      ).to.deep.equal({ _id: 1, m: 1 });
      expect(await c.findOneAndDelete({ n: 3 })).to.deep.equal({ _id: 2, n: 3 });
      expect(await c.findOneAndDelete({ n: 3 })).to.equal(null);
    },
  },
  {
    title: 'counters handed out at once have no gaps and no duplicates',
    async run({ c }) {
      await c.insertOne({ _id: 'no' as never, next: 0 });
      const taken = await Promise.all(
        Array.from({ length: 100 }, () =>
          c.findOneAndUpdate(
            { _id: 'no' as never },
            { $inc: { next: 1 } },
            { returnDocument: 'after' },
          ),
        ),
      );
      expect(taken.map((d) => d?.['next']).sort((a, b) => a - b)).to.deep.equal(
        Array.from({ length: 100 }, (_, i) => i + 1),
      );
    },
  },
];
