import type { Connection } from 'mongoose';
import { lightExpression, lightOf } from '../../server/cases/due.ts';
import { View } from '../../server/stream/view.ts';
import { openFilter } from '../../server/tasks/list.ts';
import { COMMAND_FIELDS, taskModel, type ProjectedTask } from '../../server/tasks/task.model.ts';
import { cpuMsOfThreads } from './process-facts.ts';
import { median, quantile } from './statistics.ts';
import { cityTask, cityViewer, now } from './store-tasks.ts';

/** Flat figures: name → number. */
export type StoreFigures = Record<string, number>;

const batch = 1_000;

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

async function repeat(times: number, work: (i: number) => Promise<unknown>): Promise<number[]> {
  const samples: number[] = [];
  for (let i = 0; i < times; i++) samples.push(await timed(() => work(i)));
  return samples;
}

const perSecond = (n: number, ms: number): number => Math.round((n / ms) * 1_000);

/** A task with its light as a field, as a collection that counts by it would keep it. */
function litTask(i: number): ProjectedTask & { light: string } {
  const task = cityTask(i);
  return { ...task, light: lightOf(task, now) };
}

/** Makes the tasks' own indexes, and one of business and light. */
export async function makeIndexes(connection: Connection): Promise<void> {
  const model = taskModel(connection);
  await model.createIndexes();
  await model.collection.createIndex({ business: 1, light: 1 });
}

/** Inserts tasks `from` to `to`, two batches on the way at a time; answers documents a second. */
export async function insertTasks(c: Connection, from: number, to: number): Promise<number> {
  const { collection } = taskModel(c);
  let next = from;
  const lane = async (): Promise<void> => {
    while (next < to) {
      const first = next;
      next = Math.min(to, next + batch);
      const tasks = Array.from({ length: next - first }, (_, k) => litTask(first + k));
      await collection.insertMany(tasks as never, { ordered: false });
    }
  };
  const ms = await timed(() => Promise.all([lane(), lane()]));
  return perSecond(to - from, ms);
}

/**
 * What projections write, by the class they write through: new tasks, then the same tasks
 * completed. Documents a second over both, and the CPU time of each: of the client, that is this
 * thread, and of the store when it runs in another thread of this process.
 */
export async function projectionWrites(
  connection: Connection,
  from: number,
  to: number,
): Promise<StoreFigures> {
  const tasks = new View<ProjectedTask>(connection, {
    collection: 'tasks',
    cachedBytes: 2 ** 30,
    foreign: COMMAND_FIELDS,
    onInsert: ['from', 'title', 'number', 'urgency', 'urgencyRank', 'metaPosition'],
  });
  let ms = 0;
  let written = 0;
  const before = cpuMsOfThreads();
  for (let at = from; at < to; at += batch) {
    const made = Array.from({ length: batch }, (_, k) => openTask(at + k));
    for (const task of made) tasks.add(task);
    ms += await timed(() => tasks.flush());
    for (const task of made) tasks.change(task, task.position + 1, complete);
    ms += await timed(() => tasks.flush());
    written += 2 * batch;
  }
  const { client, other } = cpuSince(before);
  return {
    bulkWritesPerSecond: perSecond(written, ms),
    bulkClientMicros: Math.round((client / written) * 1_000),
    bulkStoreMicros: Math.round((other / written) * 1_000),
  };
}

/** CPU time of this thread and of the busiest other one, in milliseconds. */
function cpuSince(before: ReadonlyMap<string, number>): { client: number; other: number } {
  const spent = [...cpuMsOfThreads()].map(([id, ms]) => ({ id, ms: ms - (before.get(id) ?? 0) }));
  const isMain = ({ id }: { id: string }): boolean => id === String(process.pid);
  return {
    client: spent.find(isMain)?.ms ?? Number.NaN,
    other: Math.max(0, ...spent.filter((thread) => !isMain(thread)).map(({ ms }) => ms)),
  };
}

function openTask(i: number): ProjectedTask {
  const nothing = { endedAt: null, by: null, byPosition: null, outcome: null, opinion: null };
  return { ...cityTask(i), ...nothing, state: 'open' };
}

function complete(task: ProjectedTask): void {
  const by = `p-${task.unitCode}-handler0`;
  Object.assign(task, { state: 'completed', endedAt: now, by, outcome: 'agree', opinion: '同意' });
}

/** Reads and writes of one document, and a sum over all, through mongoose. */
export async function smallWork(connection: Connection, documents: number): Promise<StoreFigures> {
  const model = taskModel(connection);
  const id = (i: number): string => cityTask((i * 7_919) % documents)._id;
  const byId = await repeat(300, (i) => model.findOne({ _id: id(i) }).lean());
  const update = await repeat(150, (i) =>
    model.updateOne({ _id: id(i) }, { $set: { claimedAt: i } }),
  );
  const aggregate = await repeat(3, () =>
    model.aggregate([
      { $match: { state: 'completed' } },
      { $group: { _id: '$business', n: { $sum: 1 }, last: { $max: '$endedAt' } } },
      { $sort: { n: -1 } },
    ]),
  );
  return {
    findByIdP50Ms: median(byId),
    updateP50Ms: median(update),
    aggregateMs: median(aggregate),
  };
}

/** One page of the inbox of many people, as the product asks for it. */
export async function inbox(connection: Connection, people: number): Promise<StoreFigures> {
  const model = taskModel(connection);
  const page = (i: number): Promise<unknown> =>
    model
      .find({ $and: [{ ...openFilter(cityViewer(i)), kind: 'todo' }, {}] })
      .sort({ dueAt: 1, _id: 1 })
      .limit(20)
      .lean()
      .exec();
  await repeat(50, page);
  const samples = await repeat(people, (i) => page(i + 50));
  return { inboxP50Ms: median(samples), inboxP99Ms: quantile(samples, 0.99) };
}

/** Counts of all tasks by business and light; and of open ones with the light worked out. */
export async function counts(connection: Connection, times: number): Promise<StoreFigures> {
  const model = taskModel(connection);
  const samples = await repeat(times, () =>
    model.aggregate([
      { $group: { _id: { business: '$business', light: '$light' }, n: { $sum: 1 } } },
    ]),
  );
  const worked = await repeat(3, () =>
    model.aggregate([
      { $match: { state: 'open' } },
      { $group: { _id: { business: '$business', light: lightExpression(now) }, n: { $sum: 1 } } },
    ]),
  );
  return { countsP99Ms: quantile(samples, 0.99), openCountsMs: median(worked) };
}
