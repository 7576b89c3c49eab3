import type { Connection } from 'mongoose';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import type { Documents } from './documents/documents.service.ts';
import type { Health } from './health/health.ts';
import type { Identity } from './identity/identity.service.ts';
import type { Metrics } from './metrics/metrics.ts';
import type { Operator } from './operator/operator.ts';
import type { Services } from './services.ts';
import type { Sessions } from './sessions/sessions.service.ts';

/** Wall clock in epoch milliseconds; tests put their own in. */
export interface Clock {
  now(): number;
}

/**
 * What every part of the server is built from, made once by `main.ts` (tests make a smaller one).
 * Models are made per connection (`unitModel(connection)`), never on mongoose's global one, so
 * that two servers may live in one process.
 */
export interface Context {
  readonly config: Config;
  readonly log: Logger;
  readonly clock: Clock;
  readonly connection: Connection;
  readonly health: Health;
  readonly metrics: Metrics;
  readonly sessions: Sessions;
  readonly identity: Identity;
  readonly documents: Documents;
  /** What the operator of this machine may ask. */
  readonly operator: Operator;
  readonly services: Services;
}
