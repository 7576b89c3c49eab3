import { expect } from 'chai';
import type { Document } from 'mongodb';
import { refused } from './refusal.ts';
import type { Case } from './suite.ts';

const people = [
  { _id: 1, unit: 'a', age: 30, tags: ['x', 'y'] },
  { _id: 2, unit: 'a', age: 40, tags: ['y'] },
  { _id: 3, unit: 'b', age: 20, tags: [] },
  { _id: 4, unit: null, age: 50 },
];

function yields(title: string, rows: readonly [Document[], unknown[]][]): Case {
  return {
    title,
    async run({ c }) {
      await c.insertMany(people.map((p) => ({ ...p })) as never[]);
      for (const [pipeline, expected] of rows) {
        expect(await c.aggregate(pipeline).toArray(), JSON.stringify(pipeline)).to.deep.equal(
          expected,
        );
      }
    },
  };
}

const byId = { $sort: { _id: 1 } };

/** Pipelines. */
export const aggregationCases: readonly Case[] = [
  yields('$match, $sort, $skip, $limit, $project', [
    [
      [
        { $match: { age: { $gte: 30 } } },
        { $sort: { age: -1 } },
        { $skip: 1 },
        { $limit: 1 },
        { $project: { age: 1 } },
      ],
      [{ _id: 2, age: 40 }],
    ],
    [
      [{ $match: { _id: 1 } }, { $project: { _id: 0, who: '$unit', next: { $add: ['$age', 1] } } }],
      [{ who: 'a', next: 31 }],
    ],
    [[{ $match: { _id: 1 } }, { $project: { tags: 0, age: 0 } }], [{ _id: 1, unit: 'a' }]],
  ]),
  yields('$group with the common accumulators', [
    [
      [
        {
          $group: {
            _id: '$unit',
            n: { $sum: 1 },
            sum: { $sum: '$age' },
            avg: { $avg: '$age' },
            min: { $min: '$age' },
            max: { $max: '$age' },
          },
        },
        byId,
      ],
      [
        { _id: null, n: 1, sum: 50, avg: 50, min: 50, max: 50 },
        { _id: 'a', n: 2, sum: 70, avg: 35, min: 30, max: 40 },
        { _id: 'b', n: 1, sum: 20, avg: 20, min: 20, max: 20 },
      ],
    ],
    [
      [
        byId,
        {
          $group: {
            _id: { u: '$unit' },
            ages: { $push: '$age' },
            first: { $first: '$_id' },
            last: { $last: '$_id' },
          },
        },
        { $sort: { '_id.u': 1 } },
      ],
      [
        { _id: { u: null }, ages: [50], first: 4, last: 4 },
        { _id: { u: 'a' }, ages: [30, 40], first: 1, last: 2 },
        { _id: { u: 'b' }, ages: [20], first: 3, last: 3 },
      ],
    ],
    [[{ $group: { _id: null, n: { $count: {} } } }], [{ _id: null, n: 4 }]],
    [[{ $match: { unit: 'zzz' } }, { $group: { _id: null, n: { $sum: 1 } } }], []],
  ]),
  yields('$count, $sortByCount, $unwind', [
    [[{ $match: { unit: 'a' } }, { $count: 'n' }], [{ n: 2 }]],
    [
      [{ $unwind: '$tags' }, { $sortByCount: '$tags' }],
      [
        { _id: 'y', count: 2 },
        { _id: 'x', count: 1 },
      ],
    ],
    [
      [
        { $unwind: { path: '$tags', preserveNullAndEmptyArrays: true, includeArrayIndex: 'i' } },
        { $match: { _id: { $gte: 2 } } },
        { $project: { tags: 1, i: 1 } },
        byId,
      ],
      [
        { _id: 2, tags: 'y', i: 0 },
        { _id: 3, i: null },
        { _id: 4, i: null },
      ],
    ],
  ]),
  yields('$addFields, $set, $unset, $replaceRoot', [
    [
      [
        { $match: { _id: 1 } },
        { $addFields: { old: { $gte: ['$age', 30] } } },
        { $unset: ['tags', 'unit'] },
      ],
      [{ _id: 1, age: 30, old: true }],
    ],
    [
      [{ $match: { _id: 1 } }, { $replaceRoot: { newRoot: { u: '$unit', a: '$age' } } }],
      [{ u: 'a', a: 30 }],
    ],
  ]),
  yields('$facet answers several pipelines at once', [
    [
      [
        {
          $facet: {
            total: [{ $count: 'n' }],
            oldest: [{ $sort: { age: -1 } }, { $limit: 1 }, { $project: { age: 1 } }],
          },
        },
      ],
      [{ total: [{ n: 4 }], oldest: [{ _id: 4, age: 50 }] }],
    ],
  ]),
  yields('expressions: $cond, $switch, $ifNull, $concat, $dateToString, $map, $filter, $size', [
    [
      [
        { $match: { _id: 4 } },
        {
          $project: {
            _id: 0,
            u: { $ifNull: ['$unit', 'none'] },
            s: {
              $switch: {
                branches: [{ case: { $gt: ['$age', 45] }, then: 'old' }],
                default: 'young',
              },
            },
          },
        },
      ],
      [{ u: 'none', s: 'old' }],
    ],
    [
      [
        { $match: { _id: 1 } },
        {
          $project: {
            _id: 0,
            t: { $concat: ['$unit', '-', { $toString: '$age' }] },
            n: { $size: '$tags' },
            f: { $filter: { input: '$tags', as: 't', cond: { $eq: ['$$t', 'y'] } } },
          },
        },
      ],
      [{ t: 'a-30', n: 2, f: ['y'] }],
    ],
  ]),
  {
    title: '$lookup joins by equality and by pipeline',
    async run({ c, db }) {
      const units = db.collection(`${c.collectionName}-units`);
      await units.insertMany([
        { _id: 'a' as never, name: 'A' },
        { _id: 'b' as never, name: 'B' },
      ]);
      await c.insertMany([
        { _id: 1 as never, unit: 'a', min: 1 },
        { _id: 2 as never, unit: 'z', min: 2 },
      ]);
      const from = units.collectionName;
      expect(
        await c
          .aggregate([
            { $lookup: { from, localField: 'unit', foreignField: '_id', as: 'u' } },
            byId,
          ])
          .toArray(),
      ).to.deep.equal([
        { _id: 1, unit: 'a', min: 1, u: [{ _id: 'a', name: 'A' }] },
        { _id: 2, unit: 'z', min: 2, u: [] },
      ]);
      const [joined] = await c
        .aggregate([
          { $match: { _id: 1 } },
          {
            $lookup: {
              from,
              let: { unit: '$unit' },
              pipeline: [
                { $match: { $expr: { $eq: ['$_id', '$$unit'] } } },
                { $project: { name: 1, _id: 0 } },
              ],
              as: 'u',
            },
          },
        ])
        .toArray();
      expect(joined?.['u']).to.deep.equal([{ name: 'A' }]);
    },
  },
  {
    title: 'a group over indexed fields counts as one over documents does',
    async run({ c }) {
      await c.insertMany(
        Array.from({ length: 60 }, (_, i) => ({
          b: `b${i % 3}`,
          l: i % 4 === 0 ? null : `l${i % 2}`,
          at: new Date(i),
        })),
      );
      const pipeline = [
        { $match: { at: { $lt: new Date(45) } } },
        { $group: { _id: { b: '$b', l: '$l' }, n: { $sum: 1 } } },
        { $sort: { '_id.b': 1, '_id.l': 1 } },
      ];
      const before = await c.aggregate(pipeline).toArray();
      await c.createIndex({ at: 1, b: 1, l: 1 });
      expect(await c.aggregate(pipeline).toArray()).to.deep.equal(before);
      const all = [{ $group: { _id: '$b', n: { $sum: 1 } } }, { $sort: { _id: 1 } }];
      expect(await c.aggregate(all).toArray()).to.deep.equal([
        { _id: 'b0', n: 20 },
        { _id: 'b1', n: 20 },
        { _id: 'b2', n: 20 },
      ]);
    },
  },
  {
    title: '$out and $merge write collections',
    async run({ c, db }) {
      await c.insertMany([
        { _id: 1 as never, v: 1 },
        { _id: 2 as never, v: 2 },
      ]);
      const out = `${c.collectionName}-out`;
      await c.aggregate([{ $match: { v: 2 } }, { $out: out }]).toArray();
      expect(await db.collection(out).find().toArray()).to.deep.equal([{ _id: 2, v: 2 }]);
      await c.aggregate([{ $set: { w: 1 } }, { $merge: { into: out } }]).toArray();
      expect(await db.collection(out).find().sort({ _id: 1 }).toArray()).to.deep.equal([
        { _id: 1, v: 1, w: 1 },
        { _id: 2, v: 2, w: 1 },
      ]);
    },
  },
  {
    title: 'an unknown stage is refused with 40324',
    async run({ c }) {
      await c.insertOne({});
      await refused(c.aggregate([{ $nope: {} }]).toArray(), 40_324);
    },
  },
  {
    title: 'an aggregation cursor goes on over batches',
    async run({ c }) {
      await c.insertMany(Array.from({ length: 30 }, (_, i) => ({ _id: i as never })));
      expect(
        await c
          .aggregate([{ $sort: { _id: 1 } }, { $addFields: { x: 1 } }], { batchSize: 7 })
          .toArray(),
      ).to.have.length(30);
    },
  },
];
