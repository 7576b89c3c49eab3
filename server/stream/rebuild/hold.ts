import { setTimeout as pause } from 'node:timers/promises';
import type { Connection } from 'mongoose';
import { idsOf } from '../archive.model.ts';
import { rawCollection } from '../archive-reader.ts';
import { checkpointModel } from '../checkpoint.ts';
import { checkpointsOf } from './replay.ts';

/** A hold ends by itself when its holder is gone. Unit: ms. */
const LEASE_MS = 6_000;
/** A batch is between its first look and its archive for less than this. Unit: ms. */
const QUIET_MS = 150;
const POLL_MS = 50;
/** Longest wait for the read models to reach the archive. Unit: ms. */
const SETTLE_MS = 30_000;

/**
 * Keeps every server from applying records while `work` runs, for a moment: their senders wait, no
 * page does. Batches under way end before. Whatever happens, records flow again a few seconds
 * after the last sign of life.
 */
export async function whileHeld<T>(connection: Connection, work: () => Promise<T>): Promise<T> {
  const hold = (until: number): Promise<unknown> =>
    checkpointModel(connection).updateMany({}, { $set: { heldUntil: until } });
  await hold(Date.now() + LEASE_MS);
  const renewal = setInterval(() => {
    hold(Date.now() + LEASE_MS).catch(() => undefined);
  }, LEASE_MS / 3);
  try {
    await pause(QUIET_MS);
    await untilSettled(connection);
    return await work();
  } finally {
    clearInterval(renewal);
    await hold(0);
  }
}

/**
 * Waits until everything in the archive is in the read models. Rejects when they stand still: no
 * server applies records.
 */
export async function untilSettled(connection: Connection): Promise<void> {
  const deadline = Date.now() + SETTLE_MS;
  for (;;) {
    const behind = await partitionsBehind(connection);
    if (behind.length === 0) return;
    if (Date.now() > deadline) {
      throw new Error(`no server applies the records of partition ${behind.join(', ')}`);
    }
    await pause(POLL_MS);
  }
}

async function partitionsBehind(connection: Connection): Promise<number[]> {
  const behind: number[] = [];
  for (const { partitionId, position } of await checkpointsOf(connection)) {
    if ((await archiveEnd(connection, partitionId)) > position) behind.push(partitionId);
  }
  return behind;
}

/** The position up to which a partition is in the archive. */
export async function archiveEnd(connection: Connection, partitionId: number): Promise<number> {
  const last = await rawCollection(connection).findOne(
    { _id: idsOf(partitionId) },
    { sort: { _id: -1 }, projection: { last: 1 } },
  );
  return last?.last ?? 0;
}

/**
 * Makes every server forget what it has in memory before its next batch: they find that somebody
 * else had the partition. A batch under way is not acknowledged and comes again.
 */
export async function forgetEverywhere(connection: Connection, name: string): Promise<void> {
  await checkpointModel(connection).updateMany(
    {},
    { $set: { owner: name, rebuiltAt: Date.now() } },
  );
}
