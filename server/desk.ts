import type { Connection } from 'mongoose';
import type { Logger } from 'pino';
import type { Broker } from './broker/broker.ts';
import type { Packages } from './businesses/packages.ts';
import type { Calendar } from './clock/index.ts';
import type { Clock } from './context.ts';
import { Problem } from './errors.ts';
import type { Hub } from './events/hub.ts';
import type { Health } from './health/health.ts';
import type { Identity } from './identity/identity.service.ts';
import type { PersonRef } from './schema.ts';
import type { Viewer } from './sessions/schema.ts';

/** What the services of tasks, cases, businesses, definitions and the board work with. */
export interface Desk {
  readonly connection: Connection;
  readonly identity: Identity;
  readonly health: Health;
  readonly clock: Clock;
  readonly calendar: Calendar;
  readonly packages: Packages;
  readonly broker: Broker;
  readonly hub: Hub;
  readonly log: Logger;
  /** Age of the oldest record not yet in the read models. Unit: ms. */
  readonly lagMs: () => number;
}

/** Throws `starting` or `broker_unavailable` when no command can be sent now. */
export function needBroker(desk: Desk): void {
  const refusal = desk.health.refusal('broker');
  if (refusal !== null) throw new Problem(refusal, { retryAfterSeconds: 2 });
}

/** The title of the position a viewer acts in: the one whose unit is named, else the first. */
export function positionOf(viewer: Viewer, audience: readonly string[]): string | null {
  const fits = viewer.positions.find(
    ({ unitCode, role }) =>
      audience.includes(`unit:${unitCode}/role:${role}`) ||
      audience.includes(`unit:${unitCode}`) ||
      audience.includes(`role:${role}`),
  );
  return (fits ?? viewer.positions[0])?.title ?? null;
}

/** A person beside an act, with the position held then. */
export function refOf(
  refs: ReadonlyMap<string, PersonRef>,
  id: string | null | undefined,
  position?: string | null,
): PersonRef | null {
  if (id === null || id === undefined) return null;
  const ref = refs.get(id) ?? { id, name: id, position: null, unitName: null };
  return position === undefined || position === null ? ref : { ...ref, position };
}

/** Ids of the persons among candidate groups. */
export function personsIn(groups: readonly string[]): string[] {
  return groups.filter((group) => group.startsWith('person:')).map((group) => group.slice(7));
}

/** An instant as the contract writes it. */
export function instant(ms: number): string {
  return new Date(ms).toISOString();
}
