import { expect } from 'chai';
import { type AnyBulkWriteOperation, type Collection, Long, MongoBulkWriteError } from 'mongodb';
import { connect, temporaryStore } from './subject.ts';
import { pick, random, type Random } from './random.ts';

interface Row {
  _id: string | number;
  [name: string]: unknown;
}

const fieldNames = ['a', 'b', 'position', '10', '9', 'größe', 'a longer name of a field', 'tags'];
const fieldValues: readonly unknown[] = [
  1,
  2.5,
  Long.fromNumber(7),
  Long.fromString('9007199254740993'),
  null,
  'text',
  ['p', 'q'],
  { k: [1, { l: 'x' }] },
  'x'.repeat(100),
  Number.NaN,
];

function fields(r: Random, most: number): Record<string, unknown> {
  const made: Record<string, unknown> = {};
  for (let i = 0; i < Math.floor(r() * most); i++) made[pick(r, fieldNames)] = pick(r, fieldValues);
  return made;
}

function operation(r: Random): AnyBulkWriteOperation<Row> {
  const $set = { position: pick(r, fieldValues), ...fields(r, 5) };
  const $setOnInsert = Object.fromEntries(
    Object.entries(fields(r, 3)).filter(([name]) => !(name in $set)),
  );
  const guard = pick(r, ['$lt', '$lte', '$gt', '$gte']);
  const filter: Record<string, unknown> = { _id: pick<unknown>(r, [1, 2, 'one', 'two', 4.5]) };
  if (r() < 0.6) filter['position'] = { [guard]: pick(r, fieldValues) };
  if (r() < 0.1) filter['a'] = 1;
  const hasOnce = Object.keys($setOnInsert).length > 0;
  const update = hasOnce ? { $set, $setOnInsert } : { $set };
  return { updateOne: { filter: filter as never, update: update as never, upsert: r() < 0.7 } };
}

/** The same, by the long way: the short one knows nothing of collations. */
function theLongWay(one: AnyBulkWriteOperation<Row>): AnyBulkWriteOperation<Row> {
  const { updateOne } = one as { updateOne: object };
  return { updateOne: { ...updateOne, collation: { locale: 'simple' } } } as never;
}

async function outcome(c: Collection<Row>, operations: AnyBulkWriteOperation<Row>[]) {
  const result = await c.bulkWrite(operations, { ordered: false }).catch((error: unknown) => {
    if (error instanceof MongoBulkWriteError) return error;
    throw error;
  });
  const errors = result instanceof MongoBulkWriteError ? [result.writeErrors].flat() : [];
  return {
    matched: result.matchedCount,
    modified: result.modifiedCount,
    upserted: result.upsertedIds,
    errors: errors.map((e) => [e.index, e.code, String(e.errmsg).replaceAll(c.collectionName, '')]),
  };
}

describe('store: direct updates', function suite() {
  this.timeout(60_000);

  it('do to documents, indexes and answers what other updates do', async () => {
    const { db, close } = await connect(temporaryStore);
    const short = db.collection<Row>('short');
    const long = db.collection<Row>('long');
    for (const c of [short, long]) {
      await c.createIndexes([
        { key: { tags: 1, position: -1 } },
        { key: { b: 1 }, partialFilterExpression: { a: { $gt: 0 } } },
        { key: { größe: 1 }, unique: true, sparse: true },
      ]);
    }
    for (let seed = 1; seed <= 150; seed++) {
      const r = random(seed);
      const operations = Array.from({ length: 1 + Math.floor(r() * 6) }, () => operation(r));
      const [one, other] = [
        await outcome(short, operations),
        await outcome(long, operations.map(theLongWay)),
      ];
      expect(one, `seed ${seed}: ${JSON.stringify(operations)}`).to.deep.equal(other);
      const bytes = async (c: Collection<Row>): Promise<string[]> =>
        (await c.find({}, { raw: true }).toArray()).map((d) =>
          (d as unknown as Buffer).toString('hex'),
        );
      expect(await bytes(short), `seed ${seed}`).to.deep.equal(await bytes(long));
      for (const hint of [{ tags: 1, position: -1 }, { größe: 1 }] as const) {
        const ids = async (c: Collection<Row>): Promise<unknown> =>
          (await c.find({}).hint(hint).toArray()).map((d) => d._id);
        expect(await ids(short), `seed ${seed}`).to.deep.equal(await ids(long));
      }
      if (seed % 10 === 0) await Promise.all([short.deleteMany({}), long.deleteMany({})]);
    }
    await close();
  });
});
