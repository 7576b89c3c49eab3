import { expect } from 'chai';
import mongoose from 'mongoose';
import type { Bench, Case } from './suite.ts';

async function withMongoose(
  bench: Bench,
  work: (m: mongoose.Connection, name: string) => Promise<void>,
): Promise<void> {
  const connection = await mongoose.createConnection(bench.uri, { dbName: 'mongoose' }).asPromise();
  try {
    await work(connection, bench.c.collectionName);
  } finally {
    await connection.close();
  }
}

const taskSchema = new mongoose.Schema(
  {
    _id: String,
    title: { type: String, required: true },
    n: { type: Number, default: 0 },
    groups: [String],
    due: Date,
    steps: [{ who: String, at: Date }],
    any: mongoose.Schema.Types.Mixed,
    big: BigInt,
  },
  { timestamps: true, versionKey: '__v' },
);
taskSchema.index({ groups: 1, due: 1 });

/** What the server's models do. */
export const mongooseCases: readonly Case[] = [
  {
    title: 'mongoose: init makes indexes; save, find, lean, populate nothing',
    run: (bench) =>
      withMongoose(bench, async (m, name) => {
        const Task = m.model(name, taskSchema, name);
        await Task.init();
        const t = await Task.create({
          _id: 'a',
          title: '办理',
          groups: ['u1', 'r2'],
          due: new Date(5),
        });
        t.steps.push({ who: 'x', at: new Date(1) });
        t.n = 4;
        await t.save();
        const found = await Task.findOne({ groups: 'r2', due: { $lt: new Date(10) } }).lean();
        expect(found).to.deep.include({ _id: 'a', n: 4, title: '办理' });
        expect(found?.steps[0]).to.deep.include({ who: 'x' });
        expect((await Task.collection.indexes()).map((i) => i.name)).to.include('groups_1_due_1');
      }),
  },
  {
    title: 'mongoose: a stale save is refused by its version',
    run: (bench) =>
      withMongoose(bench, async (m, name) => {
        const Task = m.model(
          name,
          new mongoose.Schema({ list: [Number] }, { optimisticConcurrency: true }),
          name,
        );
        const { _id } = await Task.create({ list: [1] });
        const [one, two] = [await Task.findById(_id), await Task.findById(_id)];
        one?.list.push(2);
        await one?.save();
        two?.list.push(3);
        let said: unknown;
        await two?.save().catch((e: unknown) => {
          said = e;
        });
        expect(said).to.be.instanceOf(mongoose.Error.VersionError);
      }),
  },
  {
    title: 'mongoose: bulkWrite, insertMany, countDocuments, distinct, aggregate, cursor',
    run: (bench) =>
      withMongoose(bench, async (m, name) => {
        const Task = m.model(name, taskSchema, name);
        await Task.insertMany(
          Array.from({ length: 30 }, (_, i) => ({
            _id: `t${i}`,
            title: `${i}`,
            n: i % 3,
            groups: [`g${i % 2}`],
          })),
        );
        await Task.bulkWrite(
          Array.from({ length: 10 }, (_, i) => ({
            updateOne: { filter: { _id: `t${i}` }, update: { $set: { n: 9 } } },
          })),
        );
        expect(await Task.countDocuments({ n: 9 })).to.equal(10);
        expect(await Task.distinct('groups')).to.have.members(['g0', 'g1']);
        const [g] = await Task.aggregate([
          { $match: { n: 9 } },
          { $group: { _id: '$n', c: { $sum: 1 } } },
        ]);
        expect(g).to.deep.equal({ _id: 9, c: 10 });
        let seen = 0;
        for await (const t of Task.find().cursor({ batchSize: 4 })) seen += t._id ? 1 : 0;
        expect(seen).to.equal(30);
      }),
  },
  {
    title: 'mongoose: BigInt keeps 64 bits',
    run: (bench) =>
      withMongoose(bench, async (m, name) => {
        const Task = m.model(name, taskSchema, name);
        await Task.create({ _id: 'k', title: 'k', big: 9007199254740993n });
        expect((await Task.findById('k'))?.big).to.equal(9007199254740993n);
      }),
  },
];
