import { find, findAll, make } from '../common/dom.ts';
import type { Unit, UnitGroup, UnitsOptions } from './units.ts';

const levels: readonly (readonly [level: string, name: string])[] = [
  ['city', '市级'],
  ['county', '县级'],
  ['township', '乡镇（街道）'],
  ['village', '村（社区）'],
];
const levelNames = new Map(levels);
const ranks = new Map(levels.map(([level], index) => [level, index]));

/** How many lines the list shows at once; searching narrows the rest. */
const shownLimit = 300;

let radioNames = 0;

/** The picker itself: search, levels, groups, list and the count of what is chosen. */
export class UnitPicker {
  readonly #units: readonly Unit[];
  readonly #options: UnitsOptions;
  readonly #chosen: Set<string>;
  readonly #search = make('input', { type: 'search', 'aria-label': '按名称查找单位' });
  readonly #bar = make('div', { class: 'units-bar' });
  readonly #groups = make('div', { class: 'units-groups', role: 'group' });
  readonly #list = make('div', { class: 'units-list', tabindex: '-1' });
  readonly #foot = make('div', { class: 'units-foot', 'aria-live': 'polite' });
  readonly #fields = make('div', { hidden: '' });
  readonly #radioName = `unit-choice-${(radioNames += 1)}`;
  #level = '';
  #onlyChosen = false;

  constructor(
    place: HTMLElement,
    options: UnitsOptions,
    units: readonly Unit[],
    groups: readonly UnitGroup[],
    chosen: Set<string>,
  ) {
    this.#options = options;
    this.#chosen = chosen;
    const rank = (unit: Unit): number => ranks.get(unit.level) ?? levels.length;
    this.#units = [...units].sort((a, b) => rank(a) - rank(b) || a.code.localeCompare(b.code));
    this.#search.placeholder = '按名称查找';
    this.#groups.setAttribute('aria-label', '按组选择');
    this.#bar.append(this.#search);
    const box = make('div', { class: 'units', role: 'group' }, this.#bar);
    if (!options.isSingle) box.append(this.#groups);
    box.append(this.#list, this.#foot, this.#fields);
    if (options.labelledBy) box.setAttribute('aria-labelledby', options.labelledBy);
    place.replaceChildren(box);
    this.#addLevels();
    this.#addGroups(groups);
    this.#listen();
  }

  /** Draws list, chips and foot anew from what is chosen. */
  draw(): void {
    const found = this.#matching();
    const lines: HTMLElement[] = found.slice(0, shownLimit).map((unit) => this.#line(unit));
    if (found.length > shownLimit) {
      lines.push(note(`另有 ${found.length - shownLimit} 个，请输入名称查找`));
    }
    if (found.length === 0) lines.push(note('没有这样的单位'));
    this.#list.replaceChildren(...lines);
    for (const chip of findAll('[data-level]', this.#bar)) {
      chip.setAttribute('aria-pressed', String(chip.dataset['level'] === this.#level));
    }
    for (const chip of findAll('[data-members]', this.#groups)) {
      const members = JSON.parse(chip.dataset['members'] ?? '[]') as string[];
      const isAll = members.every((code) => this.#chosen.has(code));
      chip.setAttribute('aria-pressed', String(isAll));
    }
    this.#drawFoot(found);
  }

  #matching(): Unit[] {
    const words = this.#search.value.trim().split(/\s+/).filter(Boolean);
    const matches = (unit: Unit, word: string): boolean =>
      unit.path.includes(word) || unit.name.includes(word) || unit.code.startsWith(word);
    return this.#units.filter(
      (unit) =>
        (!this.#level || unit.level === this.#level) &&
        (!this.#onlyChosen || this.#chosen.has(unit.code)) &&
        words.every((word) => matches(unit, word)),
    );
  }

  #addLevels(): void {
    for (const [level, name] of levels) {
      if (!this.#units.some((unit) => unit.level === level)) continue;
      const chip = make('button', { type: 'button', class: 'chip', 'data-level': level }, name);
      chip.addEventListener('click', () => {
        this.#level = this.#level === level ? '' : level;
        this.draw();
      });
      this.#bar.append(chip);
    }
  }

  #addGroups(groups: readonly UnitGroup[]): void {
    const usable = new Set(this.#units.map((unit) => unit.code));
    for (const group of groups) {
      const members = group.unitCodes.filter((code) => usable.has(code));
      if (members.length === 0) continue;
      const text = `${group.name} ${members.length}`;
      const chip = make('button', { type: 'button', class: 'chip' }, text);
      chip.dataset['members'] = JSON.stringify(members);
      chip.addEventListener('click', () => {
        const isAll = members.every((code) => this.#chosen.has(code));
        for (const code of members) {
          if (isAll) this.#chosen.delete(code);
          else this.#chosen.add(code);
        }
        this.#changed();
      });
      this.#groups.append(chip);
    }
  }

  #line(unit: Unit): HTMLElement {
    const { isSingle } = this.#options;
    const input = make('input', { type: isSingle ? 'radio' : 'checkbox', value: unit.code });
    if (isSingle) input.name = this.#radioName;
    input.checked = this.#chosen.has(unit.code);
    const parent = unit.path.split('/').slice(0, -1).join(' / ');
    const where = parent || (levelNames.get(unit.level) ?? '');
    return make('label', {}, input, unit.name, make('small', {}, where));
  }

  #drawFoot(found: readonly Unit[]): void {
    if (this.#options.isSingle) {
      const unit = this.#units.find((one) => this.#chosen.has(one.code));
      this.#foot.replaceChildren(unit ? `已选：${unit.name}` : '未选择');
    } else {
      const count = make('b', {}, String(this.#chosen.size));
      this.#foot.replaceChildren(
        make('span', {}, '已选 ', count, ' 个单位'),
        this.#button(`全选列出的 ${found.length} 个`, () => {
          for (const unit of found) this.#chosen.add(unit.code);
        }),
        this.#button(this.#onlyChosen ? '看全部' : '只看已选', () => {
          this.#onlyChosen = !this.#onlyChosen;
        }),
        this.#button('清空', () => this.#chosen.clear()),
      );
    }
    const { name } = this.#options;
    if (!name) return;
    const fields = [...this.#chosen].map((value) => make('input', { type: 'hidden', name, value }));
    this.#fields.replaceChildren(...fields);
  }

  #button(text: string, act: () => void): HTMLElement {
    const button = make('button', { type: 'button', class: 'plain' }, text);
    button.addEventListener('click', () => {
      act();
      this.#changed();
    });
    return button;
  }

  #changed(): void {
    this.draw();
    this.#options.onChange([...this.#chosen]);
  }

  #listen(): void {
    this.#search.addEventListener('input', () => this.draw());
    this.#search.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') event.preventDefault();
      if (event.key === 'ArrowDown') find('input', this.#list)?.focus();
    });
    this.#list.addEventListener('change', (event) => {
      const input = event.target as HTMLInputElement;
      if (this.#options.isSingle) this.#chosen.clear();
      if (input.checked) this.#chosen.add(input.value);
      else this.#chosen.delete(input.value);
      this.#options.onChange([...this.#chosen]);
      this.#drawFoot(this.#matching());
    });
    this.#list.addEventListener('keydown', (event) => {
      if (this.#options.isSingle || !/^Arrow(Up|Down)$/.test(event.key)) return;
      const inputs = findAll('input', this.#list);
      const at = inputs.indexOf(document.activeElement as HTMLElement);
      inputs[at + (event.key === 'ArrowDown' ? 1 : -1)]?.focus();
      event.preventDefault();
    });
  }
}

function note(text: string): HTMLElement {
  return make('p', { class: 'hint units-note' }, text);
}
