import type { Connection } from 'mongoose';
import type { PersonRef } from '../schema.ts';
import type { Viewer } from '../sessions/schema.ts';
import { UnitDirectory } from '../units/directory.ts';
import { type PersonRecord, personModel } from './person.model.ts';
import { roleTitle } from './roles.ts';

/** How long a person read from the store is believed, so that a change of post shows soon. */
const BELIEVED_MS = 30_000;
/** Bound of people kept in memory: the whole staff of a large city (22,000 users) and some. */
const KEPT_PEOPLE = 40_000;

interface Kept {
  readonly person: PersonRecord | null;
  readonly at: number;
}

/** Who people are and what their units are called. Reads people and units, writes neither. */
export class Identity {
  readonly units = new UnitDirectory();
  private readonly kept = new Map<string, Kept>();
  private readonly connection: Connection;
  private readonly now: () => number;

  constructor(connection: Connection, now: () => number) {
    this.connection = connection;
    this.now = now;
  }

  /** Reads the organisation tree and forgets people kept in memory. */
  async load(): Promise<void> {
    await this.units.load(this.connection);
    this.kept.clear();
  }

  /** The viewer a person is: positions and candidate groups. Null when unknown or not active. */
  async viewer(personId: string): Promise<Viewer | null> {
    const person = await this.person(personId);
    if (person === null || !person.active) return null;
    return toViewer(person, this.units);
  }

  /** The person of an account name, straight from the store (for signing in). */
  async byAccount(account: string): Promise<PersonRecord | null> {
    return personModel(this.connection).findOne({ account }).lean<PersonRecord>();
  }

  /** How a person is shown beside an act, with the first position. Null when unknown. */
  async personRef(personId: string): Promise<PersonRef | null> {
    return this.toRef(await this.person(personId));
  }

  /** The same for many at once; unknown ids are left out. */
  async personRefs(ids: Iterable<string>): Promise<Map<string, PersonRef>> {
    const wanted = [...new Set(ids)];
    const missing = wanted.filter((id) => this.fresh(id) === undefined);
    if (missing.length > 0) {
      const found = await personModel(this.connection)
        .find({ _id: { $in: missing } })
        .lean<PersonRecord[]>();
      const byId = new Map(found.map((person) => [person._id, person]));
      for (const id of missing) this.keep(id, byId.get(id) ?? null);
    }
    const refs = new Map<string, PersonRef>();
    for (const id of wanted) {
      const ref = this.toRef(this.fresh(id)?.person ?? null);
      if (ref !== null) refs.set(id, ref);
    }
    return refs;
  }

  /** The name of a unit; an unknown code is shown as it is written. */
  unitName(code: string): string {
    return this.units.name(code);
  }

  /**
   * A candidate group in words: `unit:330825/role:clerk` is 龙游县 文书. A `person:` group gives the
   * person's name when that person was read lately (call `personRefs` first), else the id.
   */
  groupLabel(group: string): string {
    const match = /^unit:([^/]+)(?:\/role:(.+))?$/.exec(group);
    if (match?.[1] !== undefined) {
      const unit = this.unitName(match[1]);
      return match[2] === undefined ? unit : `${unit} ${roleTitle(match[2])}`;
    }
    if (group.startsWith('role:')) return roleTitle(group.slice('role:'.length));
    if (group.startsWith('person:')) {
      const id = group.slice('person:'.length);
      return this.kept.get(id)?.person?.name ?? id;
    }
    return group;
  }

  /** All of a task's groups in words; a unit with several roles is named once. */
  groupsLabel(groups: readonly string[]): string {
    const units = new Map<string, string[]>();
    for (const group of groups) {
      const unit = /^unit:([^/]+)\/role:/.exec(group)?.[1] ?? group;
      units.set(unit, [...(units.get(unit) ?? []), this.groupLabel(group)]);
    }
    return [...units]
      .map(([unit, [first = '', ...others]]) => {
        const head = `${this.unitName(unit)} `;
        return [first, ...others.map((label) => label.slice(head.length))].join('、');
      })
      .join('；');
  }

  private async person(id: string): Promise<PersonRecord | null> {
    const kept = this.fresh(id);
    if (kept !== undefined) return kept.person;
    const person = await personModel(this.connection).findById(id).lean<PersonRecord>();
    this.keep(id, person);
    return person;
  }

  private fresh(id: string): Kept | undefined {
    const kept = this.kept.get(id);
    return kept !== undefined && this.now() - kept.at < BELIEVED_MS ? kept : undefined;
  }

  private keep(id: string, person: PersonRecord | null): void {
    this.kept.delete(id);
    this.kept.set(id, { person, at: this.now() });
    if (this.kept.size <= KEPT_PEOPLE) return;
    const oldest = this.kept.keys().next().value;
    if (oldest !== undefined) this.kept.delete(oldest);
  }

  private toRef(person: PersonRecord | null): PersonRef | null {
    if (person === null) return null;
    const position = person.positions[0];
    return {
      id: person._id,
      name: person.name,
      position: position?.title ?? null,
      unitName: position === undefined ? null : this.unitName(position.unitCode),
    };
  }
}

/** A person as a viewer. Groups: person, then for each position unit, unit with role, role. */
export function toViewer(person: PersonRecord, units: UnitDirectory): Viewer {
  const groups = new Set([`person:${person._id}`]);
  for (const { unitCode, role } of person.positions) {
    groups.add(`unit:${unitCode}`);
    groups.add(`unit:${unitCode}/role:${role}`);
    groups.add(`role:${role}`);
  }
  return {
    personId: person._id,
    account: person.account,
    name: person.name,
    roles: [...person.roles],
    positions: person.positions.map((position) => ({
      unitCode: position.unitCode,
      unitName: units.name(position.unitCode),
      role: position.role,
      title: position.title,
    })),
    groups: [...groups],
  };
}
