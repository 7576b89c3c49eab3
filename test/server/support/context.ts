import mongoose from 'mongoose';
import pino from 'pino';
import { type Config, readConfig } from '../../../server/config.ts';
import type { Context } from '../../../server/context.ts';
import { Documents, documentServices } from '../../../server/documents/documents.service.ts';
import { Health } from '../../../server/health/health.ts';
import { Identity } from '../../../server/identity/identity.service.ts';
import { Metrics } from '../../../server/metrics/metrics.ts';
import { newOperator } from '../../../server/operator/operator.ts';
import type { Services } from '../../../server/services.ts';
import type { Viewer } from '../../../server/sessions/schema.ts';
import { Sessions } from '../../../server/sessions/sessions.service.ts';
import { createUnits } from '../../../server/units/units.service.ts';

/** A clock that tests move. */
export class TestClock {
  ms = Date.UTC(2026, 10, 23, 1, 0, 0);
  now = (): number => this.ms;
  forward(ms: number): void {
    this.ms += ms;
  }
}

export interface TestContext {
  readonly context: Context;
  readonly clock: TestClock;
}

/** A context on a connection (closed when left out), with everything up and no cases. */
export function testContext(
  connection: mongoose.Connection = mongoose.createConnection(),
  env: Record<string, string> = {},
): TestContext {
  const clock = new TestClock();
  const config = configOf(env);
  const health = new Health({ broker: 'embedded', store: 'embedded' });
  health.up('store');
  health.up('broker');
  const identity = new Identity(connection, clock.now);
  const documents = new Documents({
    connection,
    now: clock.now,
    limitBytes: config.uploadLimitBytes,
    holdsDocument: async () => false,
  });
  const services = { units: createUnits(identity), documents: documentServices(documents) };
  const context: Context = {
    config,
    log: pino({ level: 'silent' }),
    clock,
    connection,
    health,
    metrics: new Metrics(health),
    identity,
    sessions: new Sessions(connection, identity, config.sessionMs, clock.now),
    documents,
    operator: newOperator(),
    // Rooms that ask for more bring their own services.
    services: services as Services,
  };
  return { context, clock };
}

/** The configuration of an environment; throws when it has mistakes. */
export function configOf(env: Record<string, string>): Config {
  const result = readConfig(env);
  if (!result.ok) throw new Error(result.mistakes.join('\n'));
  return result.config;
}

/** An official of a unit. */
export function official(unitCode: string, role = 'clerk', roles: Viewer['roles'] = []): Viewer {
  const account = `${unitCode}-${role}1`;
  return {
    personId: `p-${account}`,
    account,
    name: account,
    roles: ['official', ...roles],
    positions: [{ unitCode, unitName: unitCode, role, title: role }],
    groups: [`person:p-${account}`, `unit:${unitCode}`, `unit:${unitCode}/role:${role}`],
  };
}
