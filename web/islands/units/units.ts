import { api } from '../common/api.ts';
import { find, findAll, make } from '../common/dom.ts';

/** A unit as the API lists it. */
export interface Unit {
  code: string;
  name: string;
  level: string;
  parentCode: string | null;
  path: string;
  receives: boolean;
}

interface Group {
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

const levels: [string, string][] = [
  ['city', '市级'],
  ['county', '县级'],
  ['township', '乡镇（街道）'],
  ['village', '村（社区）'],
];
const levelNames = new Map(levels);
const shownLimit = 300;

let unitsOnce: Promise<{ units: Unit[]; groups: Group[] }> | null = null;

/** All units and groups, read once per page. */
export function loadUnits(): Promise<{ units: Unit[]; groups: Group[] }> {
  unitsOnce ??= Promise.all([
    api<{ rows: Unit[] }>('GET', '/api/v1/units?limit=2000'),
    api<Group[] | { rows: Group[] }>('GET', '/api/v1/unit-groups'),
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
      draw = options.isReadonly
        ? () => drawNames(place, units, chosen)
        : picker(place, options, inTreeOrder(usable), groups, chosen);
      draw();
    },
    () => place.replaceChildren(make('p', { class: 'error' }, '读不到单位名录，请刷新页面再试。')),
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

function inTreeOrder(units: readonly Unit[]): Unit[] {
  const order = new Map(levels.map(([level], index) => [level, index]));
  const rank = (unit: Unit): number => order.get(unit.level) ?? 9;
  return [...units].sort((a, b) => rank(a) - rank(b) || a.code.localeCompare(b.code));
}

function drawNames(place: HTMLElement, units: readonly Unit[], chosen: Set<string>): void {
  const names = units.filter((unit) => chosen.has(unit.code)).map((unit) => unit.name);
  const text = names.length > 12 ? `${names.slice(0, 12).join('、')} 等 ${names.length} 个单位` : names.join('、');
  place.replaceChildren(make('p', {}, text || '未选择'));
}

function picker(
  place: HTMLElement,
  options: UnitsOptions,
  units: readonly Unit[],
  groups: readonly Group[],
  chosen: Set<string>,
): () => void {
  const usable = new Set(units.map((unit) => unit.code));
  let level = '';
  let onlyChosen = false;
  const search = make('input', { type: 'search', placeholder: '按名称查找', 'aria-label': '按名称查找单位' });
  const bar = make('div', { class: 'units-bar' }, search);
  const groupBar = make('div', { class: 'units-groups', role: 'group', 'aria-label': '按组选择' });
  const list = make('div', { class: 'units-list', tabindex: '-1' });
  const foot = make('div', { class: 'units-foot', 'aria-live': 'polite' });
  const hidden = make('div', { hidden: '' });
  const box = make('div', { class: 'units', role: 'group' }, bar, groupBar, list, foot, hidden);
  if (options.labelledBy) box.setAttribute('aria-labelledby', options.labelledBy);
  place.replaceChildren(box);
  if (options.isSingle) groupBar.remove();

  for (const [id, name] of levels) {
    if (!units.some((unit) => unit.level === id)) continue;
    const chip = make('button', { type: 'button', class: 'chip', 'aria-pressed': 'false' }, name);
    chip.addEventListener('click', () => {
      level = level === id ? '' : id;
      draw();
    });
    chip.dataset['level'] = id;
    bar.append(chip);
  }
  for (const group of groups) {
    const members = group.unitCodes.filter((code) => usable.has(code));
    if (members.length === 0 || options.isSingle) continue;
    const chip = make('button', { type: 'button', class: 'chip' }, `${group.name} ${members.length}`);
    chip.addEventListener('click', () => {
      const isAll = members.every((code) => chosen.has(code));
      for (const code of members) if (isAll) chosen.delete(code); else chosen.add(code);
      changed();
    });
    chip.dataset['members'] = JSON.stringify(members);
    groupBar.append(chip);
  }

  const matching = (): Unit[] => {
    const words = search.value.trim().split(/\s+/).filter(Boolean);
    return units.filter(
      (unit) =>
        (!level || unit.level === level) &&
        (!onlyChosen || chosen.has(unit.code)) &&
        words.every((word) => unit.path.includes(word) || unit.name.includes(word) || unit.code.startsWith(word)),
    );
  };

  const draw = (): void => {
    const found = matching();
    list.replaceChildren(...found.slice(0, shownLimit).map((unit) => lineOf(unit, options, chosen)));
    if (found.length > shownLimit) {
      list.append(make('p', { class: 'hint', style: 'padding:6px 10px' }, `另有 ${found.length - shownLimit} 个，请输入名称查找`));
    }
    if (found.length === 0) list.append(make('p', { class: 'hint', style: 'padding:10px' }, '没有这样的单位'));
    for (const chip of findAll('[data-level]', bar)) {
      chip.setAttribute('aria-pressed', String(chip.dataset['level'] === level));
    }
    for (const chip of findAll('[data-members]', groupBar)) {
      const members = JSON.parse(chip.dataset['members'] ?? '[]') as string[];
      chip.setAttribute('aria-pressed', String(members.every((code) => chosen.has(code))));
    }
    drawFoot(found);
  };

  const drawFoot = (found: readonly Unit[]): void => {
    if (options.isSingle) {
      const unit = units.find((one) => chosen.has(one.code));
      foot.replaceChildren(unit ? `已选：${unit.name}` : '未选择');
    } else {
      const count = make('span', {}, '已选 ', make('b', {}, String(chosen.size)), ' 个单位');
      const all = make('button', { type: 'button', class: 'plain' }, `全选列出的 ${found.length} 个`);
      all.addEventListener('click', () => {
        for (const unit of found) chosen.add(unit.code);
        changed();
      });
      const none = make('button', { type: 'button', class: 'plain' }, '清空');
      none.addEventListener('click', () => {
        chosen.clear();
        changed();
      });
      const only = make('button', { type: 'button', class: 'plain', 'aria-pressed': String(onlyChosen) }, onlyChosen ? '看全部' : '只看已选');
      only.addEventListener('click', () => {
        onlyChosen = !onlyChosen;
        draw();
      });
      foot.replaceChildren(count, all, only, none);
    }
    if (options.name) {
      hidden.replaceChildren(...[...chosen].map((code) => make('input', { type: 'hidden', name: options.name ?? '', value: code })));
    }
  };

  const changed = (): void => {
    draw();
    options.onChange([...chosen]);
  };

  search.addEventListener('input', draw);
  search.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') event.preventDefault();
    if (event.key === 'ArrowDown') find('input', list)?.focus();
  });
  list.addEventListener('change', (event) => {
    const input = event.target as HTMLInputElement;
    if (options.isSingle) chosen.clear();
    if (input.checked) chosen.add(input.value);
    else chosen.delete(input.value);
    options.onChange([...chosen]);
    drawFoot(matching());
  });
  list.addEventListener('keydown', (event) => {
    if (options.isSingle || !/^Arrow(Up|Down)$/.test(event.key)) return;
    const inputs = findAll('input', list);
    const at = inputs.indexOf(document.activeElement as HTMLElement);
    inputs[at + (event.key === 'ArrowDown' ? 1 : -1)]?.focus();
    event.preventDefault();
  });
  return draw;
}

let radioNames = 0;

function lineOf(unit: Unit, options: UnitsOptions, chosen: Set<string>): HTMLElement {
  const input = make('input', {
    type: options.isSingle ? 'radio' : 'checkbox',
    value: unit.code,
    ...(options.isSingle ? { name: radioName(options) } : {}),
  });
  input.checked = chosen.has(unit.code);
  const parent = unit.path.split('/').slice(0, -1).join(' / ');
  return make('label', {}, input, unit.name, make('small', {}, parent || (levelNames.get(unit.level) ?? '')));
}

const radioNamesOf = new WeakMap<UnitsOptions, string>();

function radioName(options: UnitsOptions): string {
  let name = radioNamesOf.get(options);
  if (!name) radioNamesOf.set(options, (name = `unit-choice-${(radioNames += 1)}`));
  return name;
}
