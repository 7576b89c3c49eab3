import type { JsonText } from '../protocol/json-text.ts';
import { joinEntries } from '../variable/document.ts';
import type { ElementInstance } from './element-instance.ts';
import type { KeyTable } from './key-table.ts';
import type { Store } from './store.ts';

/** The variables of one scope: parallel lists in the order of names, values as JSON text. */
export interface ScopeRow {
  readonly names: readonly string[];
  readonly keys: readonly number[];
  readonly values: readonly string[];
}

/** A variable as it is stored. */
export interface StoredVariable {
  readonly key: number;
  /** JSON text. */
  readonly value: string;
}

/** Where the tree of scopes is. */
interface ScopeTree {
  get(key: number): ElementInstance | undefined;
}

/**
 * Variables by scope. A scope is an element instance. Source: zeebe/engine,
 * `DbVariableState.java`.
 */
export class VariableState {
  private readonly rows: KeyTable<number, ScopeRow>;
  private tree!: ScopeTree;

  constructor(store: Store) {
    this.rows = store.keyTable('variables', weighScope);
  }

  /** Tells where scopes are; once, when the state is put together. */
  bind(tree: ScopeTree): void {
    this.tree = tree;
  }

  /** The variable of exactly this scope. */
  local(scopeKey: number, name: string): StoredVariable | undefined {
    const row = this.rows.get(scopeKey);
    const at = row === undefined ? -1 : row.names.indexOf(name);
    if (row === undefined || at < 0) return undefined;
    return { key: row.keys[at]!, value: row.values[at]! };
  }

  /** The JSON text of the variable visible in this scope, or undefined. */
  find(scopeKey: number, name: string): string | undefined {
    for (let key = scopeKey; key > 0;) {
      const row = this.rows.get(key);
      const at = row === undefined ? -1 : row.names.indexOf(name);
      if (at >= 0) return row!.values[at];
      key = this.parentOf(key);
    }
    return undefined;
  }

  /** The scope above, or `NO_KEY`. */
  parentOf(scopeKey: number): number {
    return this.tree.get(scopeKey)?.parentKey ?? -1;
  }

  /** Creates or replaces a variable of the scope. */
  set(key: number, scopeKey: number, name: string, value: string): void {
    const row = this.rows.get(scopeKey);
    if (row === undefined) {
      this.rows.insert(scopeKey, { names: [name], keys: [key], values: [value] });
      return;
    }
    const at = row.names.indexOf(name);
    if (at >= 0) this.rows.put(scopeKey, { ...row, values: row.values.with(at, value) });
    else {
      const place = row.names.findIndex((other) => compareNames(other, name) > 0);
      const index = place < 0 ? row.names.length : place;
      this.rows.put(scopeKey, {
        names: row.names.toSpliced(index, 0, name),
        keys: row.keys.toSpliced(index, 0, key),
        values: row.values.toSpliced(index, 0, value),
      });
    }
  }

  /** Removes all variables of the scope. */
  removeScope(scopeKey: number): void {
    this.rows.delete(scopeKey);
  }

  /** The variables of exactly this scope as a document. */
  localDocument(scopeKey: number): JsonText {
    const row = this.rows.get(scopeKey);
    return joinEntries(row ?? { names: [], values: [] });
  }

  /** All variables visible in this scope, or those with the given names, as a document. */
  visibleDocument(scopeKey: number, wanted?: readonly string[]): JsonText {
    const names: string[] = [];
    const values: string[] = [];
    for (let key = scopeKey; key > 0;) {
      const row = this.rows.get(key);
      row?.names.forEach((name, at) => {
        if (names.includes(name) || (wanted !== undefined && !wanted.includes(name))) return;
        names.push(name);
        values.push(row.values[at]!);
      });
      key = this.parentOf(key);
    }
    return joinEntries({ names, values });
  }

  /** Names and keys of the variables of exactly this scope. */
  localVariables(scopeKey: number): readonly (StoredVariable & { readonly name: string })[] {
    const row = this.rows.get(scopeKey);
    if (row === undefined) return [];
    return row.names.map((name, at) => ({ name, key: row.keys[at]!, value: row.values[at]! }));
  }
}

function weighScope({ values }: ScopeRow): number {
  let bytes = 0;
  for (const value of values) bytes += value.length;
  return bytes;
}

/** Names stand as in RocksDB: shorter ones first, then by their bytes. Source: `DbString.java`. */
function compareNames(one: string, other: string): number {
  const size = Buffer.byteLength(one) - Buffer.byteLength(other);
  return size === 0 ? Buffer.compare(Buffer.from(one), Buffer.from(other)) : size;
}

/** The same variables in the order that {@link VariableState} keeps. */
export function inOrderOfNames(row: ScopeRow): ScopeRow {
  const places = row.names.map((_name, at) => at);
  places.sort((one, other) => compareNames(row.names[one]!, row.names[other]!));
  const sorted = <T>(list: readonly T[]): T[] => places.map((at) => list[at]!);
  return { names: sorted(row.names), keys: sorted(row.keys), values: sorted(row.values) };
}
