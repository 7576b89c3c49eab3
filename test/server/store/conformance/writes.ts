import { expect } from 'chai';
import {
  Binary,
  BSONRegExp,
  Decimal128,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
  UUID,
} from 'mongodb';
import { refused } from './refusal.ts';
import type { Case } from './suite.ts';

const raw = { promoteValues: false, promoteLongs: false, bsonRegExp: true };

/** Inserting, replacing, deleting, bulks. */
export const writeCases: readonly Case[] = [
  {
    title: 'insertOne adds an ObjectId where there is none and tells it',
    async run({ c }) {
      const { insertedId } = await c.insertOne({ a: 1 });
      expect(insertedId).to.be.instanceOf(ObjectId);
      expect(await c.findOne({})).to.deep.equal({ _id: insertedId, a: 1 });
    },
  },
  {
    title: 'every BSON type comes back as it was stored',
    async run({ c }) {
      const doc = {
        _id: 'types' as never,
        int: new Int32(5),
        double: new Double(5),
        long: Long.fromString('9007199254740993'),
        decimal: Decimal128.fromString('1.10'),
        oid: new ObjectId(),
        date: new Date(1_700_000_000_123),
        bin: new Binary(Buffer.from([1, 2, 3]), 0),
        uuid: new UUID(),
        re: new BSONRegExp('^a.b', 'i'),
        ts: new Timestamp({ t: 5, i: 6 }),
        min: new MinKey(),
        max: new MaxKey(),
        nil: null,
        list: [new Int32(1), new Double(1.5), 'x'],
        nested: { deep: { er: true } },
        text: '通衢 🚀',
      };
      await c.insertOne(doc);
      const [found] = await c.find({}, raw).toArray();
      for (const [k, v] of Object.entries(doc)) {
        const got = found?.[k as keyof typeof found] as { _bsontype?: string };
        if (k === 'uuid')
          expect((got as unknown as Binary).toUUID().equals(v as UUID)).to.equal(true);
        else expect(JSON.stringify(got), k).to.equal(JSON.stringify(v));
        const type = (v as { _bsontype?: string } | null)?._bsontype;
        if (type) expect(got._bsontype, k).to.equal(type);
      }
    },
  },
  {
    title: 'types survive an update of another field',
    async run({ c }) {
      await c.insertOne({
        _id: 1 as never,
        d: new Double(3),
        l: Long.fromNumber(4),
        dec: Decimal128.fromString('2.50'),
      });
      await c.updateOne({ _id: 1 as never }, { $set: { other: 1 } });
      const [found] = await c.find({}, raw).toArray();
      expect((found?.['d'] as Double)._bsontype).to.equal('Double');
      expect((found?.['l'] as Long)._bsontype).to.equal('Long');
      expect(String(found?.['dec'])).to.equal('2.50');
    },
  },
  {
    title: 'a duplicate _id is refused with 11000, key pattern and value',
    async run({ c }) {
      await c.insertOne({ _id: 'x' as never });
      const e = await refused(c.insertOne({ _id: 'x' as never }), 11_000);
      expect(e.message).to.match(/E11000 duplicate key error collection/);
      expect(e.keyPattern).to.deep.equal({ _id: 1 });
      expect(e.keyValue).to.deep.equal({ _id: 'x' });
    },
  },
  {
    title: 'numbers of different types are one _id',
    async run({ c }) {
      await c.insertOne({ _id: new Int32(1) as never });
      await refused(c.insertOne({ _id: new Double(1) as never }), 11_000);
      await refused(c.insertOne({ _id: Long.fromNumber(1) as never }), 11_000);
    },
  },
  {
    title: 'an array cannot be an _id (53)',
    async run({ c }) {
      await refused(c.insertOne({ _id: [1] as never }), 53);
    },
  },
  {
    title: 'an ordered insertMany stops at the first refusal, an unordered one goes on',
    async run({ c }) {
      const docs = [{ _id: 1 }, { _id: 1 }, { _id: 2 }] as never[];
      const e = await refused(c.insertMany(docs), 11_000);
      expect(e.result?.insertedCount).to.equal(1);
      const f = await refused(
        c.insertMany([{ _id: 1 }, { _id: 3 }, { _id: 3 }, { _id: 4 }] as never[], {
          ordered: false,
        }),
        11_000,
      );
      expect(f.result?.insertedCount).to.equal(2);
      expect(f.writeErrors?.map((w) => w.index)).to.deep.equal([0, 2]);
    },
  },
  {
    title: 'a unique index refuses a second value, also through an update',
    async run({ c }) {
      await c.createIndex({ no: 1 }, { unique: true });
      await c.insertMany([{ no: 1 }, { no: 2 }]);
      const e = await refused(c.insertOne({ no: 1 }), 11_000);
      expect(e.keyPattern).to.deep.equal({ no: 1 });
      expect(e.keyValue).to.deep.equal({ no: 1 });
      await refused(c.updateOne({ no: 2 }, { $set: { no: 1 } }), 11_000);
      expect(await c.countDocuments({ no: 2 })).to.equal(1);
    },
  },
  {
    title: 'a unique index takes one missing value, a sparse one any number',
    async run({ c, db }) {
      await c.createIndex({ no: 1 }, { unique: true });
      await c.insertOne({ a: 1 });
      await refused(c.insertOne({ a: 2 }), 11_000);
      const s = db.collection(`${c.collectionName}-sparse`);
      await s.createIndex({ no: 1 }, { unique: true, sparse: true });
      await s.insertMany([{ a: 1 }, { a: 2 }]);
      expect(await s.countDocuments({})).to.equal(2);
    },
  },
  {
    title: 'a unique compound index looks at all its fields',
    async run({ c }) {
      await c.createIndex({ issuer: 1, year: 1, no: 1 }, { unique: true });
      await c.insertMany([
        { issuer: 'a', year: 2026, no: 1 },
        { issuer: 'a', year: 2026, no: 2 },
        { issuer: 'b', year: 2026, no: 1 },
      ]);
      await refused(c.insertOne({ issuer: 'a', year: 2026, no: 2 }), 11_000);
    },
  },
  {
    title: 'a unique partial index refuses only within its filter',
    async run({ c }) {
      await c.createIndex({ no: 1 }, { unique: true, partialFilterExpression: { open: true } });
      await c.insertMany([
        { no: 1, open: true },
        { no: 1, open: false },
        { no: 1, open: false },
      ]);
      await refused(c.insertOne({ no: 1, open: true }), 11_000);
      expect(await c.countDocuments({ no: 1 })).to.equal(3);
    },
  },
  {
    title: 'a unique multikey index refuses an element that another document has',
    async run({ c }) {
      await c.createIndex({ t: 1 }, { unique: true });
      await c.insertOne({ t: ['a', 'b'] });
      await c.insertOne({ t: ['c', 'c'] });
      await refused(c.insertOne({ t: ['x', 'b'] }), 11_000);
    },
  },
  {
    title: 'two arrays in one compound index are refused with 171',
    async run({ c }) {
      await c.createIndex({ a: 1, b: 1 });
      await refused(c.insertOne({ a: [1, 2], b: [3, 4] }), 171);
    },
  },
  {
    title: 'replaceOne keeps the _id and answers what it did',
    async run({ c }) {
      await c.insertOne({ _id: 1 as never, a: 1, b: 2 });
      const r = await c.replaceOne({ a: 1 }, { c: 3 });
      expect([r.matchedCount, r.modifiedCount]).to.deep.equal([1, 1]);
      expect(await c.findOne({})).to.deep.equal({ _id: 1, c: 3 });
    },
  },
  {
    title: 'a replacement with another _id is refused with 66',
    async run({ c }) {
      await c.insertOne({ _id: 1 as never, a: 1 });
      await refused(c.replaceOne({ a: 1 }, { _id: 2 as never, b: 1 }), 66);
    },
  },
  {
    title: 'deleteOne takes one, deleteMany all',
    async run({ c }) {
      await c.insertMany([{ a: 1 }, { a: 1 }, { a: 1 }, { a: 2 }]);
      expect((await c.deleteOne({ a: 1 })).deletedCount).to.equal(1);
      expect((await c.deleteMany({ a: 1 })).deletedCount).to.equal(2);
      expect(await c.countDocuments({})).to.equal(1);
    },
  },
  {
    title: 'bulkWrite mixes operations and counts each kind',
    async run({ c }) {
      const r = await c.bulkWrite([
        { insertOne: { document: { _id: 1 as never, a: 1 } } },
        { updateOne: { filter: { _id: 1 as never }, update: { $inc: { a: 1 } } } },
        { updateOne: { filter: { _id: 2 as never }, update: { $set: { a: 9 } }, upsert: true } },
        { replaceOne: { filter: { _id: 1 as never }, replacement: { b: 1 } } },
        { deleteOne: { filter: { _id: 2 as never } } },
      ]);
      expect([
        r.insertedCount,
        r.matchedCount,
        r.modifiedCount,
        r.upsertedCount,
        r.deletedCount,
      ]).to.deep.equal([1, 2, 2, 1, 1]);
      expect(r.upsertedIds).to.deep.equal({ 2: 2 });
    },
  },
  {
    title: 'an older position never overwrites a newer one',
    async run({ c }) {
      const write = (position: number, v: string): Promise<unknown> =>
        c.bulkWrite(
          [
            {
              updateOne: {
                filter: { _id: 'k' as never, position: { $lt: position } },
                update: { $set: { position, v } },
                upsert: true,
              },
            },
          ],
          { ordered: false },
        );
      await write(5, 'five');
      await write(7, 'seven');
      await refused(write(6, 'six'), 11_000);
      expect(await c.findOne({})).to.deep.equal({ _id: 'k', position: 7, v: 'seven' });
    },
  },
  {
    title: 'unacknowledged writes are written in order',
    async run({ c }) {
      await c.insertOne({ _id: 1 as never, n: 0 });
      for (let i = 0; i < 5; i++)
        await c.updateOne({ _id: 1 as never }, { $inc: { n: 1 } }, { writeConcern: { w: 0 } });
      await c.updateOne({ _id: 1 as never }, { $inc: { n: 1 } });
      for (let i = 0; i < 200 && (await c.findOne({}))?.['n'] !== 6; i++);
      expect((await c.findOne({}))?.['n']).to.equal(6);
    },
  },
  {
    title: 'a document of 16 MB and more is refused',
    async run({ c }) {
      let said: unknown;
      await c.insertOne({ big: 'x'.repeat(17 * 1024 * 1024) }).catch((e: Error) => {
        said = e;
      });
      expect(said).to.be.instanceOf(Error);
      await c.insertOne({ big: 'x'.repeat(15 * 1024 * 1024) });
      expect(await c.countDocuments({})).to.equal(1);
    },
  },
];
