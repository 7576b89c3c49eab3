import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Collection, type Document, MongoClient } from 'mongodb';
import { startStoreWorker } from '../../server/store/worker.ts';

/**
 * Figures of the document store: `node --import tsx test/bench/store.bench.ts [documents]` prints
 * JSON.
 * With `MONGODB_URI` set the same is measured there instead.
 */
interface Task extends Document {
  _id: string;
  position: number;
  business: string;
  light: string;
  state: string;
  assignee: string | null;
  groups: string[];
  title: string;
  dueAt: Date;
}

const businesses = 18;
const lights = ['none', 'green', 'blue', 'yellow', 'red'];
const people = 5_000;

function task(i: number): Task {
  return {
    _id: `task-${i}`,
    position: i,
    business: `business-${i % businesses}`,
    light: lights[(i * 7) % 5] as string,
    state: i % 10 < 7 ? 'COMPLETED' : 'CREATED',
    assignee: i % 3 === 0 ? null : `person-${(i * 31) % people}`,
    groups: [`unit:${(i * 17) % 1_000}`, `role:${i % 40}`],
    title: `关于开展第 ${i} 号事项办理工作的通知`,
    dueAt: new Date(1_800_000_000_000 + ((i * 7_919) % 1_000_003) * 1_000),
  };
}

async function timed<T>(work: () => Promise<T>): Promise<{ ms: number; value: T }> {
  const began = performance.now();
  const value = await work();
  return { ms: performance.now() - began, value };
}

function quantiles(samples: number[]): { p50: number; p99: number; max: number } {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (q: number): number =>
    round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0);
  return { p50: at(0.5), p99: at(0.99), max: at(1) };
}

function round(n: number): number {
  return Math.round(n * 100) / 100;
}

async function repeat(times: number, work: (i: number) => Promise<unknown>): Promise<number[]> {
  const samples: number[] = [];
  for (let i = 0; i < times; i++) samples.push((await timed(() => work(i))).ms);
  return samples;
}

async function fill(c: Collection<Task>, n: number): Promise<number> {
  const batch = 10_000;
  const { ms } = await timed(async () => {
    for (let i = 0; i < n; i += batch) {
      const docs = Array.from({ length: Math.min(batch, n - i) }, (_, k) => task(i + k));
      await c.insertMany(docs, { ordered: false });
    }
  });
  return Math.round(n / (ms / 1_000));
}

/** Projections' writes: guarded upserts, batches of 1,000 as the ingest sends them. */
async function projectionWrites(
  c: Collection<Task>,
  n: number,
  kind: 'update' | 'replace',
): Promise<number> {
  const { ms } = await timed(async () => {
    for (let from = 0; from < n; from += 1_000) {
      const operations = Array.from({ length: 1_000 }, (_, k) => {
        const t = task(from + k);
        const { _id, ...rest } = t;
        const filter = { _id, position: { $lt: t.position + 10_000_000 } };
        const now = { ...rest, state: 'COMPLETED', position: t.position + 5_000_000 };
        return kind === 'update'
          ? { updateOne: { filter, update: { $set: now }, upsert: true } }
          : { replaceOne: { filter: { _id }, replacement: now, upsert: true } };
      });
      await c.bulkWrite(operations, { ordered: false });
    }
  });
  return Math.round(n / (ms / 1_000));
}

async function reads(c: Collection<Task>): Promise<Record<string, unknown>> {
  const now = new Date(1_800_000_500_000);
  const inbox = (i: number): Promise<unknown> =>
    c
      .find({
        state: 'CREATED',
        $or: [
          { assignee: `person-${i}` },
          { assignee: null, groups: { $in: [`unit:${i}`, `role:${i % 40}`] } },
        ],
      })
      .sort({ dueAt: 1 })
      .limit(20)
      .toArray();
  const mine = (i: number): Promise<unknown> =>
    c
      .find({ assignee: `person-${i}`, state: 'CREATED' })
      .sort({ dueAt: 1 })
      .limit(20)
      .toArray();
  const lightCounts = (): Promise<unknown> =>
    c
      .aggregate([{ $group: { _id: { business: '$business', light: '$light' }, n: { $sum: 1 } } }])
      .toArray();
  return {
    inboxMs: quantiles(await repeat(500, inbox)),
    assignedMs: quantiles(await repeat(500, mine)),
    countsByBusinessAndLightMs: quantiles(await repeat(20, lightCounts)),
    overdueCountMs: quantiles(
      await repeat(50, (i) =>
        c.countDocuments({
          business: `business-${i % businesses}`,
          state: 'CREATED',
          dueAt: { $lt: now },
        }),
      ),
    ),
    findByIdMs: quantiles(await repeat(1_000, (i) => c.findOne({ _id: `task-${i * 7}` }))),
    scanTitleMs: quantiles(await repeat(1, () => c.countDocuments({ title: /第 77777 号/ }))),
  };
}

async function smallWrites(c: Collection<Task>): Promise<Record<string, unknown>> {
  const one = quantiles(
    await repeat(500, (i) => c.updateOne({ _id: `task-${i}` }, { $inc: { position: 1 } })),
  );
  const { ms } = await timed(() =>
    Promise.all(
      Array.from({ length: 5_000 }, (_, i) =>
        c.updateOne({ _id: `task-${i}` }, { $inc: { position: 1 } }),
      ),
    ),
  );
  return { updateOneMs: one, concurrentUpdatesPerSecond: Math.round(5_000 / (ms / 1_000)) };
}

async function main(): Promise<void> {
  const documents = Number(process.argv[2] ?? 100_000);
  const dataDir = mkdtempSync(join(tmpdir(), 'tongqu-bench-store-'));
  const given = process.env['MONGODB_URI'];
  const store = given ? null : await startStoreWorker({ dataDir });
  const client = await MongoClient.connect(given ?? store?.uri ?? '');
  try {
    const c = client.db('bench').collection<Task>('tasks');
    await c.deleteMany({});
    await c.createIndexes([
      { key: { assignee: 1, state: 1, dueAt: 1 } },
      { key: { groups: 1, state: 1, dueAt: 1 } },
      { key: { business: 1, light: 1 } },
      { key: { business: 1, state: 1, dueAt: 1 } },
    ]);
    const insertsPerSecond = await fill(c, documents);
    const n = Math.min(documents, 100_000);
    const result = {
      store: given ? 'mongodb' : 'embedded',
      documents,
      cpus: cpus().length,
      load: loadavg()[0],
      node: process.version,
      insertsPerSecond,
      ...(await reads(c)),
      ...(await smallWrites(c)),
      guardedUpsertsPerSecond: await projectionWrites(c, n, 'update'),
      replacesPerSecond: await projectionWrites(c, n, 'replace'),
      rssMb: Math.round(process.memoryUsage().rss / 1_048_576),
    };
    process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  } finally {
    await client.close();
    await store?.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

await main();
