import { createHash, randomBytes } from 'node:crypto';
import type { Connection } from 'mongoose';
import { AgeCache } from '../age-cache.ts';
import { Problem } from '../errors.ts';
import type { Identity } from '../identity/identity.service.ts';
import { hashPassword, isOutdated, verifyPassword } from '../identity/password.ts';
import { personModel } from '../identity/person.model.ts';
import { rawOf } from '../model.ts';
import { AttemptLimit } from './attempt-limit.ts';
import { Lockout } from './lockout.ts';
import type { LoginInput, Viewer } from './schema.ts';
import { type SessionRecord, sessionModel } from './session.model.ts';

/** A session's end is moved at most this often, so that reading pages rarely writes. */
const SLIDE_MS = 5 * 60_000;
/**
 * How long a session read from the store is believed: what another server ends goes on here for so
 * long at most, what this one ends is over at once.
 */
export const BELIEVED_MS = 1_000;
/** Bound of sessions kept in memory: those asking within a second, of a large city. */
const KEPT_SESSIONS = 10_000;

/** A new session: the token goes into the cookie and is kept nowhere else. */
export interface NewSession {
  readonly token: string;
  readonly viewer: Viewer;
}

/** Signing in and out. Sessions live in the store, so every server of a cluster knows them. */
export class Sessions {
  private readonly connection: Connection;
  private readonly identity: Identity;
  private readonly lockout: Lockout;
  private readonly attempts: AttemptLimit;
  private readonly lifeMs: number;
  private readonly now: () => number;
  private readonly lately: AgeCache<SessionRecord>;

  constructor(connection: Connection, identity: Identity, lifeMs: number, now: () => number) {
    this.connection = connection;
    this.identity = identity;
    this.lockout = new Lockout(connection, now);
    this.attempts = new AttemptLimit(now);
    this.lifeMs = lifeMs;
    this.now = now;
    this.lately = new AgeCache({ believedMs: BELIEVED_MS, kept: KEPT_SESSIONS, now });
  }

  /**
   * Signs a person in by password. Refusals in order: `too_many_requests` (address),
   * `login_locked` (account), `wrong_password` (unknown account, wrong password and inactive
   * person look alike and take the same time).
   */
  async signIn(input: LoginInput, address: string): Promise<NewSession> {
    this.attempts.check(address);
    await this.lockout.check(input.account);
    const person = await this.identity.byAccount(input.account);
    const right = await verifyPassword(input.password, person?.passwordHash ?? null);
    if (person === null || !right || !person.active) {
      this.attempts.failed(address);
      await this.lockout.failed(input.account);
      throw new Problem('wrong_password');
    }
    await this.lockout.succeeded(input.account);
    if (isOutdated(person.passwordHash)) {
      const passwordHash = await hashPassword(input.password);
      await personModel(this.connection).updateOne({ _id: person._id }, { $set: { passwordHash } });
    }
    return this.open(person._id);
  }

  /** Opens a session for a person whose right to it was shown otherwise (demo, single sign-on). */
  async open(personId: string): Promise<NewSession> {
    const viewer = await this.identity.viewer(personId);
    if (viewer === null) throw new Problem('wrong_password');
    const token = randomBytes(32).toString('base64url');
    const at = this.now();
    await sessionModel(this.connection).create({
      _id: idOf(token),
      personId,
      createdAt: new Date(at),
      expiresAt: new Date(at + this.lifeMs),
    });
    return { token, viewer };
  }

  /** The person of a token; null when the session is unknown, over or revoked. */
  async find(token: string): Promise<Viewer | null> {
    const id = idOf(token);
    const session = await this.read(id);
    const at = this.now();
    if (session === null || session.expiresAt.getTime() <= at) return null;
    const end = at + this.lifeMs;
    if (end - session.expiresAt.getTime() > Math.min(SLIDE_MS, this.lifeMs / 2)) {
      await sessionModel(this.connection).updateOne(
        { _id: id },
        { $set: { expiresAt: new Date(end) } },
      );
      this.lately.forget(id);
    }
    return this.identity.viewer(session.personId);
  }

  /** Ends one session. */
  async signOut(token: string): Promise<void> {
    await sessionModel(this.connection).deleteOne({ _id: idOf(token) });
    this.lately.forget(idOf(token));
  }

  /** Ends all sessions of a person (left the service, password changed). */
  async revokeAll(personId: string): Promise<void> {
    await sessionModel(this.connection).deleteMany({ personId });
    this.lately.forget();
  }

  /** Deletes sessions that are over; `main.ts` calls it now and then. */
  async sweep(): Promise<void> {
    await sessionModel(this.connection).deleteMany({ expiresAt: { $lte: new Date(this.now()) } });
  }

  private async read(id: string): Promise<SessionRecord | null> {
    const known = this.lately.get(id);
    if (known !== undefined) return known;
    const since = this.lately.since();
    const session = await rawOf(sessionModel(this.connection)).findOne({ _id: id });
    if (session !== null) this.lately.put(id, session, since);
    return session;
  }
}

/** The id a token is stored under. */
export function idOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
