import { expect } from 'chai';
import { GridFSBucket } from 'mongodb';
import { refused } from './refusal.ts';
import type { Case } from './suite.ts';

/** Collections, indexes, server commands, GridFS. */
export const commandCases: readonly Case[] = [
  {
    title: 'hello tells a standalone server that takes writes',
    async run({ db }) {
      const hello = await db.command({ hello: 1 });
      expect(hello['isWritablePrimary']).to.equal(true);
      expect(hello['maxWireVersion']).to.equal(21);
      expect(hello['setName']).to.equal(undefined);
    },
  },
  {
    title: 'ping and buildInfo',
    async run({ db }) {
      expect((await db.command({ ping: 1 }))['ok']).to.equal(1);
      expect(await db.admin().buildInfo()).to.have.property('version');
    },
  },
  {
    title: 'an unknown command is refused with 59',
    async run({ db }) {
      await refused(db.command({ frobnicate: 1 }), 59);
    },
  },
  {
    title: 'collections are listed, created, dropped',
    async run({ db, c }) {
      await db.createCollection(c.collectionName);
      expect(
        (await db.listCollections({ name: c.collectionName }).toArray()).map((x) => x.name),
      ).to.deep.equal([c.collectionName]);
      await refused(db.createCollection(c.collectionName), 48);
      await c.drop();
      expect(await db.listCollections({ name: c.collectionName }).toArray()).to.deep.equal([]);
    },
  },
  {
    title: 'indexes are listed as they were made, and dropped',
    async run({ c }) {
      await c.createIndex({ a: 1, b: -1 }, { unique: true });
      await c.createIndex({ at: 1 }, { expireAfterSeconds: 60, name: 'ttl' });
      const list = await c.indexes();
      expect(list.map((i) => i.name)).to.deep.equal(['_id_', 'a_1_b_-1', 'ttl']);
      expect(list[1]).to.deep.include({ key: { a: 1, b: -1 }, unique: true });
      expect(list[2]).to.deep.include({ key: { at: 1 }, expireAfterSeconds: 60 });
      await c.dropIndex('ttl');
      expect(await c.indexes()).to.have.length(2);
      await refused(c.dropIndex('ttl'), 27);
    },
  },
  {
    title: 'an index made twice is no failure, with other options it is (86)',
    async run({ c }) {
      await c.createIndex({ a: 1 });
      expect(await c.createIndex({ a: 1 })).to.equal('a_1');
      await refused(c.createIndex({ a: 1 }, { unique: true }), 86);
    },
  },
  {
    title: 'a unique index over duplicates is refused with 11000 and not made',
    async run({ c }) {
      await c.insertMany([{ a: 1 }, { a: 1 }]);
      await refused(c.createIndex({ a: 1 }, { unique: true }), 11_000);
      expect(await c.indexes()).to.have.length(1);
    },
  },
  {
    title: 'an index made over documents finds them',
    async run({ c }) {
      await c.insertMany(Array.from({ length: 100 }, (_, i) => ({ _id: i as never, g: i % 10 })));
      await c.createIndex({ g: 1, _id: -1 });
      expect(
        (await c.find({ g: 3 }).sort({ _id: -1 }).limit(2).toArray()).map((d) => d._id),
      ).to.deep.equal([93, 83]);
    },
  },
  {
    title: 'databases are listed and dropped',
    async run({ db }) {
      const other = db
        .admin()
        .command({ ping: 1 })
        .then(() => db);
      expect((await other).databaseName).to.equal(db.databaseName);
      const { databases } = await db.admin().listDatabases();
      expect(databases.map((d) => d.name)).to.include(db.databaseName);
    },
  },
  {
    title: 'a hint that names no index is refused with 2',
    async run({ c }) {
      await c.insertOne({ a: 1 });
      await refused(c.find({ a: 1 }).hint('nope').toArray(), 2);
    },
  },
  {
    title: 'transactions are refused with 20 on a standalone server',
    async run({ db, c }) {
      await refused(
        db.command({
          insert: c.collectionName,
          documents: [{ a: 1 }],
          txnNumber: 1,
          startTransaction: true,
          autocommit: false,
        } as never),
        20,
      );
    },
  },
  {
    title: 'GridFS stores, reads by range, lists and deletes',
    async run({ db, c }) {
      const bucket = new GridFSBucket(db, { bucketName: c.collectionName, chunkSizeBytes: 1_000 });
      const content = Buffer.from(Array.from({ length: 4_500 }, (_, i) => i % 251));
      const up = bucket.openUploadStream('附件.pdf', { metadata: { kind: 'attachment' } });
      await new Promise((resolve, reject) =>
        up.on('finish', resolve).on('error', reject).end(content),
      );
      const read = async (options?: { start: number; end: number }): Promise<Buffer> => {
        const parts: Buffer[] = [];
        for await (const p of bucket.openDownloadStream(up.id, options)) parts.push(p as Buffer);
        return Buffer.concat(parts);
      };
      expect((await read()).equals(content)).to.equal(true);
      expect(
        (await read({ start: 990, end: 2_010 })).equals(content.subarray(990, 2_010)),
      ).to.equal(true);
      expect((await bucket.find({ filename: '附件.pdf' }).toArray())[0]?.length).to.equal(4_500);
      await bucket.delete(up.id);
      expect(await db.collection(`${c.collectionName}.chunks`).countDocuments({})).to.equal(0);
    },
  },
  {
    title: 'collStats and dbStats count',
    async run({ db, c }) {
      await c.insertMany([{ a: 1 }, { a: 2 }]);
      expect((await db.command({ collStats: c.collectionName }))['count']).to.equal(2);
      expect((await db.command({ dbStats: 1 }))['ok']).to.equal(1);
    },
  },
];
