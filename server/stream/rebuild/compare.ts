import { isDeepStrictEqual } from 'node:util';
import type { Collection, Connection } from 'mongoose';
import { COMMAND_FIELDS } from '../../tasks/task.model.ts';
import type { ProjectedCollection } from '../projections.ts';
import type { Projected } from '../view.ts';

type Loose = Projected & Record<string, unknown>;
type Documents = Collection<Loose>;

/** What is wrong with a document of the read model. */
export interface Difference {
  readonly _id: string;
  readonly kind: 'different' | 'missing' | 'extra';
  /** Of a different one: the fields. */
  readonly fields: readonly string[];
  readonly found: Loose | null;
  readonly right: Loose | null;
}

/** What a comparison found, collection by collection. */
export interface CollectionReport {
  compared: number;
  different: number;
  missing: number;
  extra: number;
  repaired: number;
  /** The first few, for people. */
  readonly examples: string[];
}

/** What is compared and what is done about it. */
export interface CompareOptions {
  readonly live: Connection;
  readonly shadow: Connection;
  readonly name: ProjectedCollection;
  /** Replayed up to here: what lies behind is not to be judged yet. */
  readonly positions: ReadonlyMap<number, number>;
  /** Nobody applies records now: then nothing lies behind. */
  readonly isHeld: boolean;
  readonly repair: boolean;
  readonly report: CollectionReport;
  /** Throws to cancel. */
  readonly onProgress: () => void;
}

const PAGE = 500;
const MAX_EXAMPLES = 5;
/** Written by whichever partition told of it last. */
const OF_ANY_PARTITION: ReadonlySet<string> = new Set(['definitions', 'forms']);
const MAY_DIFFER: ReadonlySet<string> = new Set(['partitionId', 'position', 'deployedAt']);
const FOREIGN: ReadonlySet<string> = new Set(COMMAND_FIELDS);

/**
 * Compares a whole collection with its shadow, in the order of `_id`, and repairs differences where
 * they stand, each guarded by the position it had: a document that moved meanwhile is left alone.
 * Answers ids that must be looked at again: those repaired, and those that were too new to judge.
 */
export async function compareAll(options: CompareOptions): Promise<string[]> {
  const again: string[] = [];
  const [live, shadow] = collectionsOf(options);
  for (let after = ''; ;) {
    const filter = { _id: { $gt: after } } as never;
    const read = (from: Documents) => from.find(filter).sort({ _id: 1 }).limit(PAGE).toArray();
    const [found, right] = await Promise.all([read(live), read(shadow)]);
    const full = [found, right].filter((page) => page.length === PAGE);
    const ends = full.map((page) => page.at(-1)?._id ?? '').sort(byBytes);
    const end = ends[0];
    const within = (page: Loose[]) =>
      end === undefined ? page : page.filter(({ _id }) => byBytes(_id, end) <= 0);
    again.push(...(await settle(options, within(found), within(right))));
    options.onProgress();
    if (end === undefined) return again;
    after = end;
  }
}

/** As {@link compareAll}, for some documents. */
export async function compareSome(
  options: CompareOptions,
  ids: readonly string[],
): Promise<string[]> {
  const again: string[] = [];
  const [live, shadow] = collectionsOf(options);
  for (let from = 0; from < ids.length; from += PAGE) {
    const filter = { _id: { $in: ids.slice(from, from + PAGE) } } as never;
    const [found, right] = await Promise.all([
      live.find(filter).toArray(),
      shadow.find(filter).toArray(),
    ]);
    again.push(...(await settle(options, found, right)));
    options.onProgress();
  }
  return again;
}

function collectionsOf({ live, shadow, name }: CompareOptions): [Documents, Documents] {
  return [live, shadow].map((one) => one.collection(name) as unknown as Documents) as [
    Documents,
    Documents,
  ];
}

async function settle(
  options: CompareOptions,
  found: readonly Loose[],
  right: readonly Loose[],
): Promise<string[]> {
  const { report, positions, isHeld } = options;
  const again: string[] = [];
  const differences: Difference[] = [];
  const byId = new Map(right.map((one) => [one._id, one]));
  for (const one of found) {
    const twin = byId.get(one._id) ?? null;
    byId.delete(one._id);
    const reached = positions.get(twin?.partitionId ?? one.partitionId) ?? 0;
    if (!isHeld && newestOf(one) > reached) {
      again.push(one._id);
      continue;
    }
    report.compared += 1;
    const fields = twin ? differingFields(options.name, one, twin) : [];
    const kind = twin ? 'different' : 'extra';
    if (twin === null || fields.length > 0) {
      differences.push({ _id: one._id, kind, fields, found: one, right: twin });
    }
  }
  for (const twin of byId.values()) {
    differences.push({ _id: twin._id, kind: 'missing', fields: [], found: null, right: twin });
  }
  note(report, differences);
  if (options.repair && differences.length > 0) {
    report.repaired += await repair(options, differences);
    again.push(...differences.map(({ _id }) => _id));
  }
  return again;
}

/** A task is also changed by records of its case, which its own position does not show. */
function newestOf({ position, metaPosition }: Loose): number {
  return Math.max(position, Number(metaPosition ?? 0));
}

function differingFields(name: string, found: Loose, right: Loose): string[] {
  const fields = new Set([...Object.keys(found), ...Object.keys(right)]);
  return [...fields].filter((field) => {
    if (FOREIGN.has(field) && name === 'tasks') return false;
    if (OF_ANY_PARTITION.has(name) && MAY_DIFFER.has(field)) return false;
    return !isDeepStrictEqual(found[field], right[field]);
  });
}

function note(report: CollectionReport, differences: readonly Difference[]): void {
  for (const { _id, kind, fields } of differences) {
    report[kind] += 1;
    if (report.examples.length >= MAX_EXAMPLES) continue;
    report.examples.push(`${_id} ${kind}${fields.length > 0 ? `: ${fields.join(', ')}` : ''}`);
  }
}

/** Answers how many were as they had been read, and are now right. */
async function repair(
  options: CompareOptions,
  differences: readonly Difference[],
): Promise<number> {
  const [live] = collectionsOf(options);
  const operations = differences.map(writeOf) as never;
  const done = await live.bulkWrite(operations, { ordered: false }).catch(resultOfDuplicates);
  return done.modifiedCount + done.upsertedCount + done.insertedCount + done.deletedCount;
}

type Counts = Pick<
  Awaited<ReturnType<Documents['bulkWrite']>>,
  'modifiedCount' | 'upsertedCount' | 'insertedCount' | 'deletedCount'
>;

/** A document that is there by now is looked at again; any other error goes on. */
function resultOfDuplicates(error: unknown): Counts {
  const { code, result } = error as { code?: number; result?: Counts };
  if (code === 11000 && result) return result;
  throw error;
}

function writeOf({ _id, found, right }: Difference): object {
  if (found === null) return { insertOne: { document: right } };
  const filter: Record<string, unknown> = { _id, position: found.position ?? { $exists: false } };
  if ('metaPosition' in found) filter['metaPosition'] = found['metaPosition'];
  if (right === null) return { deleteOne: { filter } };
  const { _id: _, ...set } = right;
  const gone = Object.keys(found).filter((name) => !(name in right) && !FOREIGN.has(name));
  const unset = Object.fromEntries(gone.map((name) => [name, 1]));
  const update = gone.length > 0 ? { $set: set, $unset: unset } : { $set: set };
  return { updateOne: { filter, update } };
}

/** The order of the stores: that of the UTF-8 bytes. */
function byBytes(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}
