import type { Connection } from 'mongoose';
import { unitGroupModel, unitModel } from './unit.model.ts';
import type { Unit, UnitGroup, UnitQuery } from './schema.ts';
import type { Page } from '../schema.ts';

interface Entry {
  readonly unit: Unit;
  readonly groups: ReadonlySet<string>;
}

/**
 * The organisation tree in memory: a city has some thousand units, every screen names some of
 * them, and they change a few times a month. Read whole at start and again by `load()`.
 */
export class UnitDirectory {
  private entries = new Map<string, Entry>();
  private groupList: UnitGroup[] = [];

  /** Reads all units and groups from the store. Throws what the store throws. */
  async load(connection: Connection): Promise<void> {
    const [units, groups] = await Promise.all([
      unitModel(connection).find().sort({ order: 1 }).lean(),
      unitGroupModel(connection).find().sort({ order: 1 }).lean(),
    ]);
    const entries = new Map<string, Entry>();
    for (const { _id, groups: ids, name, level, kind, parentCode, path, receives } of units) {
      const unit: Unit = { code: _id, name, level, kind, parentCode, path, receives };
      entries.set(_id, { unit, groups: new Set(ids) });
    }
    this.entries = entries;
    this.groupList = groups.map(({ _id, name }) => ({
      id: _id,
      name,
      unitCodes: [...entries].filter(([, e]) => e.groups.has(_id)).map(([code]) => code),
    }));
  }

  /** The unit of a code, or null. */
  get(code: string): Unit | null {
    return this.entries.get(code)?.unit ?? null;
  }

  /** The name of a unit; an unknown code is shown as it is written. */
  name(code: string): string {
    return this.get(code)?.name ?? code;
  }

  /** Named groups with their members, in their order. */
  groups(): UnitGroup[] {
    return this.groupList;
  }

  /** Units that fit the query, in the tree's order; `total` counts all that fit. */
  list(query: UnitQuery): Page<Unit> {
    const words = query.q?.toLowerCase().split(/\s+/).filter(Boolean) ?? [];
    const rows: Unit[] = [];
    let total = 0;
    for (const { unit, groups } of this.entries.values()) {
      if (query.level !== undefined && unit.level !== query.level) continue;
      if (query.parent !== undefined && unit.parentCode !== query.parent) continue;
      if (query.receives !== undefined && unit.receives !== query.receives) continue;
      if (query.group !== undefined && !groups.has(query.group)) continue;
      const text = `${unit.path} ${unit.code}`.toLowerCase();
      if (!words.every((word) => text.includes(word))) continue;
      total += 1;
      if (rows.length < query.limit) rows.push(unit);
    }
    return { rows, total, next: null };
  }
}
