import type { PersonRecord } from '../identity/person.model.ts';
import { roleTitle } from '../identity/roles.ts';
import type { Role } from '../sessions/schema.ts';
import type { UnitGroupRecord, UnitRecord } from '../units/unit.model.ts';
import {
  city,
  cityDepartments,
  counties,
  type County,
  countyDepartments,
  VILLAGES_PER_TOWNSHIP,
} from './places.ts';

/** A person before the password hash is known. */
export type DemoPerson = Omit<PersonRecord, 'passwordHash'>;

/** The whole demo organisation, ready to be inserted. */
export interface Organisation {
  readonly units: UnitRecord[];
  readonly groups: UnitGroupRecord[];
  readonly people: DemoPerson[];
}

/** The group of exactly this many units that the walk through the product sends to. */
export const RECIPIENTS_IN_ALL_GROUP = 500;

const groups: readonly (readonly [string, string])[] = [
  ['all-500', '全市500家收文单位'],
  ['counties', '各县（市、区）'],
  ['city-departments', '市级部门'],
  ['townships', '各乡镇（街道）'],
  ['county-departments', '县级部门'],
  ['villages', '各村（社区）'],
];

/** How many people of which role a kind of unit has. */
type Staff = Readonly<Record<string, number>>;
const SMALL: Staff = { clerk: 1, head: 1 };
const DEPARTMENT: Staff = { clerk: 1, handler: 1, head: 1 };
const CITY_DEPARTMENT: Staff = { clerk: 1, handler: 2, head: 1, leader: 1 };
const COUNTY: Staff = { clerk: 2, handler: 1, head: 1, leader: 2 };

/** What single units have on top. */
const EXTRA: Readonly<Record<string, Staff>> = {
  '330800-zfb': { clerk: 2 },
  '330800-dcs': { supervisor: 3 },
  '330800-zwzx': { window: 3 },
  '330800-sjj': { designer: 2, admin: 1 },
};

/** Roles in a unit that open rooms of the product. */
const ROOMS: Readonly<Record<string, Role[]>> = {
  supervisor: ['official', 'supervisor'],
  mayor: ['official', 'supervisor'],
  designer: ['official', 'designer'],
  admin: ['official', 'admin'],
};

/** Builds the organisation; pure, the same every time. */
export function buildOrganisation(): Organisation {
  const builder = new Builder();
  builder.city();
  for (const county of counties) builder.county(county);
  const units = builder.units.map((unit, order) => ({ ...unit, order }));
  addToAllGroup(units);
  return {
    units,
    people: builder.people,
    groups: groups.map(([id, name], order) => ({ _id: id, name, order })),
  };
}

type NewUnit = Omit<UnitRecord, 'order'>;

class Builder {
  readonly units: NewUnit[] = [];
  readonly people: DemoPerson[] = [];

  city(): void {
    const { code, name } = city;
    this.unit({ _id: code, name, level: 'city', kind: 'government', parentCode: null, path: name });
    this.staff(code, `${name}政府`, { mayor: 1, leader: 4 });
    for (const [suffix, department] of cityDepartments) {
      const id = `${code}-${suffix}`;
      this.unit(
        {
          _id: id,
          name: department,
          level: 'city',
          kind: suffix === 'zfb' || suffix === 'dcs' ? 'office' : 'department',
          parentCode: code,
          path: `${name}/${department}`,
        },
        'city-departments',
      );
      this.staff(id, department, { ...CITY_DEPARTMENT, ...EXTRA[id] });
    }
    const panel = '市专家评审委员会';
    const panelCode = `${code}-zjk`;
    this.unit({
      _id: panelCode,
      name: panel,
      level: 'city',
      kind: 'office',
      parentCode: code,
      path: `${name}/${panel}`,
    });
    this.staff(panelCode, panel, { expert: 5 });
  }

  county(county: County): void {
    const { code, name } = county;
    const path = `${city.name}/${name}`;
    this.unit(
      { _id: code, name, level: 'county', kind: 'government', parentCode: city.code, path },
      'counties',
    );
    this.staff(code, `${name}办公室`, COUNTY);
    for (const [suffix, short] of countyDepartments) {
      const id = `${code}-${suffix}`;
      const department = `${name}${short}`;
      this.unit(
        {
          _id: id,
          name: department,
          level: 'county',
          kind: 'department',
          parentCode: code,
          path: `${path}/${department}`,
        },
        'county-departments',
      );
      this.staff(id, department, DEPARTMENT);
    }
    county.townships.forEach((township, i) => this.township(county, township, i + 1));
  }

  private township(county: County, name: string, number: number): void {
    const code = `${county.code}${100 + number}`;
    const path = `${city.name}/${county.name}/${name}`;
    this.unit(
      { _id: code, name, level: 'township', kind: 'government', parentCode: county.code, path },
      'townships',
    );
    this.staff(code, `${name}办公室`, SMALL);
    const kind = name.endsWith('街道') ? '社区' : '村';
    for (let i = 1; i <= VILLAGES_PER_TOWNSHIP; i += 1) {
      const id = `${code}${String(i).padStart(3, '0')}`;
      const village = `${name}第${i}${kind}`;
      this.unit(
        {
          _id: id,
          name: village,
          level: 'village',
          kind: 'office',
          parentCode: code,
          path: `${path}/第${i}${kind}`,
        },
        'villages',
      );
      this.staff(id, village, SMALL);
    }
  }

  private unit(unit: Omit<NewUnit, 'groups' | 'receives'>, group?: string): void {
    const receives = group !== undefined;
    this.units.push({ ...unit, receives, groups: group === undefined ? [] : [group] });
  }

  private staff(unitCode: string, shownUnit: string, staff: Staff): void {
    for (const [role, count] of Object.entries(staff)) {
      for (let i = 1; i <= count; i += 1) {
        const account = `${unitCode}-${role}${i}`;
        this.people.push({
          _id: `p-${account}`,
          account,
          name: `${shownUnit}${roleTitle(role)}${String(i).padStart(2, '0')}`,
          roles: ROOMS[role] ?? ['official'],
          positions: [{ unitCode, role, title: roleTitle(role) }],
          active: true,
        });
      }
    }
  }
}

/** Counties, departments and townships first, then villages until the group is full. */
function addToAllGroup(units: UnitRecord[]): void {
  const villages = units.filter((unit) => unit.level === 'village');
  const others = units.filter((unit) => unit.receives && unit.level !== 'village');
  // First villages of every township before second ones, so that each township has some.
  const byNumber = [...villages].sort(
    (a, b) => a._id.slice(-3).localeCompare(b._id.slice(-3)) || a.order - b.order,
  );
  const members = new Set(
    [...others, ...byNumber].slice(0, RECIPIENTS_IN_ALL_GROUP).map((unit) => unit._id),
  );
  for (const [i, unit] of units.entries()) {
    if (members.has(unit._id)) units[i] = { ...unit, groups: ['all-500', ...unit.groups] };
  }
}
