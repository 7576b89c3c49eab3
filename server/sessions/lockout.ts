import { createHash } from 'node:crypto';
import type { Connection } from 'mongoose';
import { Problem } from '../errors.ts';
import { type LoginFailureRecord, loginFailureModel } from './session.model.ts';

/** Wrong passwords in a row before an account is locked. */
export const FAILURES_ALLOWED = 5;
/** How long it is locked, and how long failures are remembered. */
export const LOCK_MS = 15 * 60_000;

/**
 * Locks an account after too many wrong passwords in a row. Accounts are kept as hashes: names
 * that were mistyped (often passwords) are not to be read in the store.
 */
export class Lockout {
  private readonly connection: Connection;
  private readonly now: () => number;

  constructor(connection: Connection, now: () => number) {
    this.connection = connection;
    this.now = now;
  }

  /** Refuses with `login_locked` while the account is locked. */
  async check(account: string): Promise<void> {
    const record = await this.model().findById(keyOf(account)).lean<LoginFailureRecord>();
    const until = record?.lockedUntil?.getTime() ?? 0;
    const leftMs = until - this.now();
    if (leftMs <= 0) return;
    throw new Problem('login_locked', {
      values: { minutes: Math.ceil(leftMs / 60_000) },
      retryAfterSeconds: Math.ceil(leftMs / 1000),
    });
  }

  /** Counts a wrong password; the one that reaches the bound locks the account. */
  async failed(account: string): Promise<void> {
    const at = this.now();
    const id = keyOf(account);
    const stale = new Date(at - LOCK_MS);
    await this.model().deleteOne({ _id: id, lastAt: { $lt: stale } });
    const record = await this.model()
      .findOneAndUpdate(
        { _id: id },
        { $inc: { count: 1 }, $set: { lastAt: new Date(at) } },
        { upsert: true, returnDocument: 'after' },
      )
      .lean<LoginFailureRecord>();
    if ((record?.count ?? 0) < FAILURES_ALLOWED) return;
    await this.model().updateOne(
      { _id: id },
      { $set: { lockedUntil: new Date(at + LOCK_MS), count: 0 } },
    );
  }

  /** Forgives what came before a right password. */
  async succeeded(account: string): Promise<void> {
    await this.model().deleteOne({ _id: keyOf(account) });
  }

  private model() {
    return loginFailureModel(this.connection);
  }
}

const keyOf = (account: string): string =>
  createHash('sha256').update(account.toLowerCase()).digest('base64url');
