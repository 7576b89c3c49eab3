import { api } from '../common/api.ts';
import { make } from '../common/dom.ts';
import { UnitPicker } from './picker.ts';

/** A unit as the API lists it. */
export interface Unit {
  code: string;
  name: string;
  level: string;
  parentCode: string | null;
  path: string;
  receives: boolean;
}

/** A named group of units. */
export interface UnitGroup {
  id: string;
  name: string;
  unitCodes: string[];
}

/** How a picker behaves. With `name` it also keeps hidden fields for a plain form. */
export interface UnitsOptions {
  isSingle: boolean;
  onlyReceiving: boolean;
  name?: string;
  labelledBy?: string;
  value: readonly string[];
  isReadonly?: boolean;
  onChange(codes: string[]): void;
}

/** A mounted picker. */
export interface UnitsPicker {
  set(codes: readonly string[]): void;
}

let unitsOnce: Promise<{ units: Unit[]; groups: UnitGroup[] }> | null = null;

/** All units and groups, read once per page. */
export function loadUnits(): Promise<{ units: Unit[]; groups: UnitGroup[] }> {
  unitsOnce ??= Promise.all([
    api<{ rows: Unit[] }>('GET', '/api/v1/units?limit=2000'),
    api<UnitGroup[] | { rows: UnitGroup[] }>('GET', '/api/v1/unit-groups'),
  ]).then(([page, groups]) => ({
    units: page.rows,
    groups: Array.isArray(groups) ? groups : groups.rows,
  }));
  unitsOnce.catch(() => (unitsOnce = null));
  return unitsOnce;
}

/**
 * Mounts a picker of units: groups and levels by one click, a tree order with the path, search by
 * any part of the name, the chosen count always in sight. The list shows 300 at most; searching
 * narrows it.
 */
export function mountUnits(place: HTMLElement, options: UnitsOptions): UnitsPicker {
  const chosen = new Set(options.value);
  place.replaceChildren(make('p', { class: 'hint' }, '正在读取单位……'));
  let draw = (): void => undefined;
  loadUnits().then(
    ({ units, groups }) => {
      const usable = units.filter((unit) => !options.onlyReceiving || unit.receives);
      const picker = options.isReadonly
        ? null
        : new UnitPicker(place, options, usable, groups, chosen);
      draw = picker ? () => picker.draw() : () => drawNames(place, units, chosen);
      draw();
    },
    () => place.replaceChildren(make('p', { class: 'error' }, unreadable)),
  );
  return {
    set(codes) {
      if (codes.length === chosen.size && codes.every((code) => chosen.has(code))) return;
      chosen.clear();
      for (const code of codes) chosen.add(code);
      draw();
    },
  };
}

const unreadable = '读不到单位名录，请刷新页面再试。';

function drawNames(place: HTMLElement, units: readonly Unit[], chosen: Set<string>): void {
  const names = units.filter((unit) => chosen.has(unit.code)).map((unit) => unit.name);
  const first = names.slice(0, 12).join('、');
  const text = names.length > 12 ? `${first} 等 ${names.length} 个单位` : first;
  place.replaceChildren(make('p', {}, text || '未选择'));
}
