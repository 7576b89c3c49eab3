import type { Doc } from '../bson/decode.ts';
import { isDoc } from '../bson/value.ts';
import { StoreError } from '../errors.ts';
import { expressionTest } from './expression.ts';
import { compilePredicates, equalityOf, type Predicate } from './predicate.ts';
import { anyValue } from './traverse.ts';

/** A filter as a tree, so that the planner can read what the matcher runs. */
export type FilterNode =
  | { kind: 'and' | 'or' | 'nor'; list: readonly FilterNode[] }
  | { kind: 'leaf'; path: string; parts: readonly string[]; predicate: Predicate }
  | { kind: 'test'; test: (doc: Doc) => boolean };

/** A compiled filter. */
export interface Filter {
  readonly root: FilterNode;
  readonly source: Doc;
  /** Top-level fields it reads; null when it may read all. */
  readonly fields: ReadonlySet<string> | null;
  /** `doc` needs to hold at least `fields`. */
  matches(doc: Doc): boolean;
}

/**
 * Compiles a query filter. Fails with BadValue for what MongoDB refuses or this store lacks
 * ($where, $text, geo), naming it.
 * Source: https://www.mongodb.com/docs/manual/reference/operator/query/
 */
export function compileFilter(source: Doc): Filter {
  const root = parse(source);
  const fields = new Set<string>();
  const all = readsAll(root, fields);
  return {
    root,
    source,
    fields: all ? null : fields,
    matches: (doc) => matches(root, doc),
  };
}

function parse(source: Doc): FilterNode {
  const list: FilterNode[] = [];
  for (const name in source) {
    const value = source[name];
    if (name.startsWith('$')) list.push(...parseTop(name, value));
    else {
      const parts = name.split('.');
      const predicates = isOperatorDoc(value) ? compilePredicates(value) : [equalityOf(value)];
      for (const predicate of predicates) list.push({ kind: 'leaf', path: name, parts, predicate });
    }
  }
  return list.length === 1 ? (list[0] as FilterNode) : { kind: 'and', list };
}

/** Whether a value is a set of operators rather than a document to be equal to. */
export function isOperatorDoc(v: unknown): v is Doc {
  if (!isDoc(v)) return false;
  for (const k in v) return k.startsWith('$') && k !== '$ref' && k !== '$id' && k !== '$db';
  return false;
}

function parseTop(name: string, value: unknown): FilterNode[] {
  switch (name) {
    case '$and':
      return [{ kind: 'and', list: clauses(name, value) }];
    case '$or':
      return [{ kind: 'or', list: clauses(name, value) }];
    case '$nor':
      return [{ kind: 'nor', list: clauses(name, value) }];
    case '$expr':
      return [{ kind: 'test', test: expressionTest(value) }];
    case '$comment':
      return [];
    case '$alwaysTrue':
      return [];
    case '$alwaysFalse':
      return [{ kind: 'or', list: [] }];
    case '$where':
    case '$text':
    case '$jsonSchema':
      throw new StoreError('BadValue', `${name} is not supported by this store`);
    default:
      throw new StoreError(
        'BadValue',
        `unknown top level operator: ${name}. If you are ` +
          'trying to negate an entire expression, use $nor.',
      );
  }
}

function clauses(name: string, value: unknown): FilterNode[] {
  if (!Array.isArray(value)) throw new StoreError('BadValue', `${name} must be an array`);
  if (value.length === 0) {
    throw new StoreError('BadValue', '$and/$or/$nor must be a nonempty array');
  }
  return value.map((clause) => {
    if (isDoc(clause)) return parse(clause);
    throw new StoreError('BadValue', '$or/$and/$nor entries need to be full objects');
  });
}

function matches(node: FilterNode, doc: Doc): boolean {
  switch (node.kind) {
    case 'leaf':
      return matchesLeaf(node.predicate, doc, node.parts);
    case 'and':
      for (const n of node.list) if (!matches(n, doc)) return false;
      return true;
    case 'or':
      for (const n of node.list) if (matches(n, doc)) return true;
      return false;
    case 'nor':
      for (const n of node.list) if (matches(n, doc)) return false;
      return true;
    case 'test':
      return node.test(doc);
  }
}

/** Whether some value at a path satisfies a predicate (or, for a negation, none does). */
export function matchesLeaf(p: Predicate, doc: unknown, parts: readonly string[]): boolean {
  if (p.negated) return !p.negated.every((n) => matchesLeaf(n, doc, parts));
  return anyValue(doc, parts, 0, p.expands, p.test);
}

function readsAll(node: FilterNode, into: Set<string>): boolean {
  switch (node.kind) {
    case 'test':
      return true;
    case 'leaf':
      into.add(node.parts[0] as string);
      return false;
    default:
      return node.list.map((n) => readsAll(n, into)).includes(true);
  }
}
