import { expect } from 'chai';
import { Decimal128, Long, ObjectId } from 'mongodb';
import { refused } from './refusal.ts';
import type { Bench, Case } from './suite.ts';

async function ids(c: Bench['c'], filter: object): Promise<unknown[]> {
  return (
    await c
      .find(filter as never)
      .sort({ _id: 1 })
      .toArray()
  ).map((d) => d._id);
}

function matching(
  title: string,
  docs: readonly object[],
  table: readonly [object, unknown[]][],
): Case {
  return {
    title,
    async run({ c }) {
      await c.insertMany(docs.map((d) => ({ ...d })) as never[]);
      for (const [filter, expected] of table) {
        expect(await ids(c, filter), JSON.stringify(filter)).to.deep.equal(expected);
      }
    },
  };
}

/** Filters, order, projection, cursors. */
export const queryCases: readonly Case[] = [
  matching(
    'comparison stays within its type',
    [
      { _id: 1, v: 5 },
      { _id: 2, v: '5' },
      { _id: 3, v: new Date(5) },
      { _id: 4, v: null },
      { _id: 5 },
      { _id: 6, v: Long.fromNumber(6) },
      { _id: 7, v: Decimal128.fromString('5.5') },
    ],
    [
      [{ v: { $gte: 5 } }, [1, 6, 7]],
      [{ v: { $gt: 5 } }, [6, 7]],
      [{ v: { $lt: 6 } }, [1, 7]],
      [{ v: { $gte: '' } }, [2]],
      [{ v: { $gte: new Date(0) } }, [3]],
    ],
  ),
  matching(
    'null means null or missing, $exists tells them apart',
    [{ _id: 1, v: null }, { _id: 2 }, { _id: 3, v: 0 }, { _id: 4, v: [null] }],
    [
      [{ v: null }, [1, 2, 4]],
      [{ v: { $exists: false } }, [2]],
      [{ v: { $exists: true } }, [1, 3, 4]],
      [{ v: { $ne: null } }, [3]],
      [{ v: { $in: [null, 0] } }, [1, 2, 3, 4]],
    ],
  ),
  matching(
    'an array matches by an element or as a whole',
    [
      { _id: 1, t: ['a', 'b'] },
      { _id: 2, t: 'a' },
      { _id: 3, t: [] },
      { _id: 4, t: [['a', 'b']] },
    ],
    [
      [{ t: 'a' }, [1, 2]],
      [{ t: ['a', 'b'] }, [1, 4]],
      [{ t: { $size: 0 } }, [3]],
      [{ t: { $all: ['a', 'b'] } }, [1]],
      [{ t: { $nin: ['a'] } }, [3, 4]],
      [{ 't.1': 'b' }, [1]],
    ],
  ),
  matching(
    '$elemMatch wants one element, separate conditions may be met by several',
    [
      { _id: 1, r: [1, 9] },
      { _id: 2, r: [5] },
      {
        _id: 3,
        r: [
          { k: 1, v: 1 },
          { k: 2, v: 9 },
        ],
      },
    ],
    [
      [{ r: { $gt: 3, $lt: 4 } }, [1]],
      [{ r: { $elemMatch: { $gt: 3, $lt: 6 } } }, [2]],
      [{ r: { $elemMatch: { k: 1, v: 9 } } }, []],
      [{ 'r.k': 1, 'r.v': 9 }, [3]],
    ],
  ),
  matching(
    'paths lead through documents and arrays of documents',
    [{ _id: 1, a: { b: 1 } }, { _id: 2, a: [{ b: 1 }, { b: 2 }] }, { _id: 3, a: 1 }, { _id: 4 }],
    [
      [{ 'a.b': 1 }, [1, 2]],
      [{ 'a.b': null }, [3, 4]],
      [{ 'a.b': { $exists: false } }, [3, 4]],
      [{ a: { b: 1 } }, [1, 2]],
      [{ 'a.0.b': 1 }, [2]],
    ],
  ),
  matching(
    'logic: $and, $or, $nor, $not',
    [
      { _id: 1, a: 1, b: 1 },
      { _id: 2, a: 1, b: 2 },
      { _id: 3, a: 2 },
    ],
    [
      [{ $or: [{ b: 1 }, { a: 2 }] }, [1, 3]],
      [{ $and: [{ a: 1 }, { b: 2 }] }, [2]],
      [{ $nor: [{ a: 2 }, { b: 2 }] }, [1]],
      [{ a: { $not: { $gt: 1 } } }, [1, 2]],
      [{ b: { $not: { $gt: 1 } } }, [1, 3]],
    ],
  ),
  matching(
    '$type, $mod, $regex, $in with a pattern',
    [
      { _id: 1, v: 'Apple' },
      { _id: 2, v: 'apricot' },
      { _id: 3, v: 12 },
      { _id: 4, v: [1, 'avocado'] },
    ],
    [
      [{ v: { $type: 'string' } }, [1, 2, 4]],
      [{ v: { $type: 'number' } }, [3, 4]],
      [{ v: { $mod: [5, 2] } }, [3]],
      [{ v: /^a/ }, [2, 4]],
      [{ v: { $regex: '^a', $options: 'i' } }, [1, 2, 4]],
      [{ v: { $in: [/cado$/, 12] } }, [3, 4]],
      [{ v: { $not: /^a/ } }, [1, 3]],
    ],
  ),
  matching(
    '$expr compares fields',
    [
      { _id: 1, a: 1, b: 2 },
      { _id: 2, a: 3, b: 2 },
    ],
    [
      [{ $expr: { $gt: ['$a', '$b'] } }, [2]],
      [{ $expr: { $eq: [{ $add: ['$a', 1] }, '$b'] } }, [1]],
    ],
  ),
  matching(
    'ObjectIds are compared by value',
    [
      { _id: 1, o: new ObjectId('64b000000000000000000001') },
      { _id: 2, o: new ObjectId('64b000000000000000000002') },
    ],
    [
      [{ o: new ObjectId('64b000000000000000000001') }, [1]],
      [{ o: { $gt: new ObjectId('64b000000000000000000001') } }, [2]],
    ],
  ),
  {
    title: 'types are ordered as BSON orders them',
    async run({ c }) {
      const values = [
        null,
        -5,
        3.5,
        Long.fromNumber(4),
        'A',
        'a',
        '中',
        { a: 1 },
        new ObjectId('64b000000000000000000001'),
        false,
        true,
        new Date(1),
        /x/,
      ];
      await c.insertMany(values.map((v, i) => ({ _id: i as never, v })).reverse());
      expect((await c.find().sort({ v: 1, _id: 1 }).toArray()).map((d) => d._id)).to.deep.equal(
        values.map((_, i) => i),
      );
      expect((await c.find().sort({ v: -1, _id: 1 }).toArray()).map((d) => d._id)).to.deep.equal(
        values.map((_, i) => i).reverse(),
      );
    },
  },
  {
    title: 'arrays are ordered by their least element upwards, their greatest downwards',
    async run({ c }) {
      await c.insertMany([
        { _id: 1 as never, v: [1, 9] },
        { _id: 2 as never, v: 5 },
        { _id: 3 as never, v: [4, 6] },
      ]);
      const order = async (d: 1 | -1): Promise<unknown[]> =>
        (await c.find().sort({ v: d }).toArray()).map((x) => x._id);
      expect(await order(1)).to.deep.equal([1, 3, 2]);
      expect(await order(-1)).to.deep.equal([1, 3, 2]);
    },
  },
  {
    title: 'skip and limit cut the ordered result',
    async run({ c }) {
      await c.insertMany(Array.from({ length: 10 }, (_, i) => ({ _id: i as never })));
      expect(
        (await c.find().sort({ _id: -1 }).skip(2).limit(3).toArray()).map((d) => d._id),
      ).to.deep.equal([7, 6, 5]);
    },
  },
  {
    title: 'projection includes, excludes, slices, picks and computes',
    async run({ c }) {
      await c.insertOne({
        _id: 1 as never,
        a: 1,
        b: { c: 2, d: 3 },
        l: [1, 2, 3],
        m: [{ k: 1 }, { k: 2 }],
      });
      const show = (p: object): Promise<unknown> => c.findOne({}, { projection: p as never });
      expect(await show({ a: 1 })).to.deep.equal({ _id: 1, a: 1 });
      expect(await show({ a: 1, _id: 0 })).to.deep.equal({ a: 1 });
      expect(await show({ 'b.c': 1 })).to.deep.equal({ _id: 1, b: { c: 2 } });
      expect(await show({ 'b.c': 0, l: 0, m: 0 })).to.deep.equal({ _id: 1, a: 1, b: { d: 3 } });
      expect(await show({ 'm.k': 1 })).to.deep.equal({ _id: 1, m: [{ k: 1 }, { k: 2 }] });
      expect(await show({ l: { $slice: -2 }, b: 0, m: 0 })).to.deep.equal({
        _id: 1,
        a: 1,
        l: [2, 3],
      });
      expect(await show({ m: { $elemMatch: { k: 2 } } })).to.deep.equal({ _id: 1, m: [{ k: 2 }] });
    },
  },
  {
    title: 'a projection may compute fields',
    async run({ c }) {
      await c.insertOne({ _id: 1 as never, a: 2 });
      expect(
        await c.findOne({}, { projection: { twice: { $multiply: ['$a', 2] } } }),
      ).to.deep.equal({ _id: 1, twice: 4 });
    },
  },
  {
    title: 'the positional projection shows the element that matched',
    async run({ c }) {
      await c.insertOne({ _id: 1 as never, g: [3, 8, 9] });
      expect(await c.findOne({ g: { $gte: 8 } }, { projection: { 'g.$': 1 } })).to.deep.equal({
        _id: 1,
        g: [8],
      });
    },
  },
  {
    title: 'inclusion and exclusion cannot be mixed',
    async run({ c }) {
      await c.insertOne({ a: 1 });
      let said: unknown;
      await c.findOne({}, { projection: { a: 1, b: 0 } }).catch((e: Error) => {
        said = e;
      });
      expect(said).to.be.instanceOf(Error);
    },
  },
  {
    title: 'a cursor goes on over batches and sees what is left when documents go',
    async run({ c }) {
      await c.insertMany(Array.from({ length: 50 }, (_, i) => ({ _id: i as never, n: i % 3 })));
      await c.createIndex({ n: 1 });
      const cursor = c.find({ n: 1 }).batchSize(4);
      const seen: unknown[] = [];
      for await (const d of cursor) {
        seen.push(d._id);
        if (seen.length === 4) await c.deleteMany({ _id: { $gte: 30 as never } });
      }
      expect(seen.every((id) => Number(id) % 3 === 1)).to.equal(true);
      expect(new Set(seen).size).to.equal(seen.length);
      expect(seen.length).to.be.within(10, 17);
    },
  },
  {
    title: 'a cursor id that is not open is refused with 43',
    async run({ db, c }) {
      await refused(
        db.command({ getMore: Long.fromNumber(12_345), collection: c.collectionName }),
        43,
      );
    },
  },
  {
    title: 'an unknown operator is refused with 2',
    async run({ c }) {
      await c.insertOne({ a: 1 });
      await refused(c.find({ a: { $nope: 1 } as never }).toArray(), 2);
      await refused(c.find({ $nope: 1 } as never).toArray(), 2);
    },
  },
  {
    title: 'distinct opens arrays',
    async run({ c }) {
      await c.insertMany([{ t: ['a', 'b'] }, { t: 'c' }, { t: ['b'] }, {}]);
      expect((await c.distinct('t')).sort()).to.deep.equal(['a', 'b', 'c']);
      expect(await c.distinct('t', { t: 'b' })).to.have.members(['a', 'b']);
    },
  },
  {
    title: 'counts respect filter, skip and limit',
    async run({ c }) {
      await c.insertMany(Array.from({ length: 10 }, (_, i) => ({ n: i })));
      expect(await c.countDocuments({ n: { $gte: 4 } })).to.equal(6);
      expect(await c.countDocuments({ n: { $gte: 4 } }, { skip: 1, limit: 3 })).to.equal(3);
      expect(await c.estimatedDocumentCount()).to.equal(10);
    },
  },
  {
    title: 'a query on no collection finds nothing',
    async run({ c }) {
      expect(await c.find({}).toArray()).to.deep.equal([]);
      expect(await c.countDocuments({})).to.equal(0);
      expect((await c.deleteMany({})).deletedCount).to.equal(0);
    },
  },
];
