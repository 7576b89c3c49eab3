import { decode, walk, type Doc } from '../bson/decode.ts';
import { encode, joinElements } from '../bson/encode.ts';
import { isDoc, isNumeric, toNumber, typeOf } from '../bson/value.ts';
import { StoreError } from '../errors.ts';
import { compileExpression } from './expression.ts';
import type { Filter, FilterNode } from './filter.ts';
import { anyValue } from './traverse.ts';
import { elementFilter } from './predicate.ts';

/** Turns a document's bytes into what the client asked to see. */
export type Projection = (raw: Buffer) => Buffer;

type Special = { kind: 'slice' | 'elemMatch' | 'expression' | 'positional'; value: unknown };
interface Tree {
  [name: string]: Tree | boolean | Special;
}

/**
 * Compiles a projection; null when it asks for everything.
 * Fails with BadValue when inclusion and exclusion are mixed, or on a path inside another.
 * Source: https://www.mongodb.com/docs/manual/reference/method/db.collection.find/#projection
 */
export function compileProjection(source: unknown, filter: Filter | null): Projection | null {
  if (!isDoc(source) || Object.keys(source).length === 0) return null;
  const shape = readShape(source);
  if (isFlat(shape.tree)) return flatProjection(shape);
  return (raw) => encode(applyProjection(shape, decode(raw), filter));
}

/** A projection over decoded documents, as `$project` with plain paths. */
export function compileDocProjection(source: Doc): (doc: Doc) => Doc {
  const shape = readShape(source);
  return (doc) => applyProjection(shape, doc, null);
}

interface Shape {
  tree: Tree;
  inclusive: boolean;
  id: boolean;
}

function readShape(source: Doc): Shape {
  const tree: Tree = {};
  let inclusive: boolean | null = null;
  let id: boolean | null = null;
  for (const [path, v] of Object.entries(source)) {
    const leaf = readLeaf(path, v);
    if (path === '_id' && typeof leaf === 'boolean') {
      id = leaf;
      continue;
    }
    const includes = typeof leaf === 'boolean' ? leaf : leafIncludes(leaf);
    if (includes !== null) {
      if (inclusive !== null && inclusive !== includes) {
        const kind = includes ? 'inclusion' : 'exclusion';
        throw new StoreError(
          'BadValue',
          `Cannot do ${kind} on field ${path} in ` +
            `${includes ? 'exclusion' : 'inclusion'} projection`,
        );
      }
      inclusive = includes;
    }
    plant(tree, path.replace(/\.\$$/, '').split('.'), leaf, path);
  }
  const onlyId = Object.keys(source).every((k) => k === '_id');
  return { tree, inclusive: inclusive ?? (onlyId ? id === true : false), id: id ?? true };
}

function leafIncludes(leaf: Special): boolean | null {
  return leaf.kind === 'slice' ? null : true;
}

function readLeaf(path: string, v: unknown): boolean | Special {
  if (typeof v === 'boolean') return v;
  if (path.endsWith('.$')) return { kind: 'positional', value: v };
  if (isNumeric(typeOf(v))) return toNumber(v) !== 0;
  if (isDoc(v)) {
    if ('$slice' in v) return { kind: 'slice', value: v['$slice'] };
    if ('$elemMatch' in v) return { kind: 'elemMatch', value: elementFilter(v['$elemMatch']) };
    if ('$meta' in v) throw new StoreError('BadValue', '$meta is not supported by this store');
  }
  return { kind: 'expression', value: compileExpression(v) };
}

function plant(tree: Tree, parts: string[], leaf: boolean | Special, path: string): void {
  const [head, ...rest] = parts as [string, ...string[]];
  if (head === '' || head.startsWith('$')) {
    throw new StoreError('BadValue', `FieldPath '${path}' is not valid in a projection`);
  }
  const there = tree[head];
  if (rest.length === 0) {
    if (there !== undefined) throw new StoreError('BadValue', `Path collision at ${path}`);
    tree[head] = leaf;
    return;
  }
  if (there !== undefined && (typeof there === 'boolean' || isSpecial(there))) {
    throw new StoreError('BadValue', `Path collision at ${path}`);
  }
  const child = (there ?? (tree[head] = {})) as Tree;
  plant(child, rest, leaf, path);
}

function isSpecial(t: Tree | boolean | Special): t is Special {
  return typeof t === 'object' && typeof (t as Special).kind === 'string';
}

function isFlat(tree: Tree): boolean {
  return Object.values(tree).every((t) => typeof t === 'boolean');
}

/** Top-level fields only: the bytes of the wanted elements are copied, nothing is decoded. */
function flatProjection(shape: Shape): Projection {
  const names = new Set(Object.keys(shape.tree));
  return (raw) => {
    const kept: Buffer[] = [];
    walk(raw, 0, (_type, name, _start, end, element) => {
      const keep = name === '_id' ? shape.id : names.has(name) === shape.inclusive;
      if (keep) kept.push(raw.subarray(element, end));
    });
    return joinElements(kept);
  };
}

function applyProjection(shape: Shape, doc: Doc, filter: Filter | null): Doc {
  const out: Doc = {};
  if (shape.id && '_id' in doc && !('_id' in shape.tree)) out['_id'] = doc['_id'];
  const context = { root: doc, filter };
  copy(shape.tree, doc, out, shape.inclusive, context, true);
  return out;
}

interface Context {
  root: Doc;
  filter: Filter | null;
}

function copy(tree: Tree, doc: Doc, out: Doc, inclusive: boolean, at: Context, top: boolean): void {
  for (const name of Object.keys(doc)) {
    if (top && name === '_id' && !('_id' in tree)) continue;
    const t = Object.hasOwn(tree, name) ? tree[name] : undefined;
    const v = doc[name];
    if (t === undefined) {
      if (!inclusive) out[name] = v;
    } else if (typeof t === 'boolean') {
      if (t) out[name] = v;
    } else if (isSpecial(t)) {
      const shown = special(t, v, name, at);
      if (shown !== undefined) out[name] = shown;
    } else {
      const inner = inside(t, v, inclusive, at);
      if (inner !== undefined) out[name] = inner;
    }
  }
  for (const [name, t] of Object.entries(tree)) {
    if (Object.hasOwn(doc, name) || typeof t === 'boolean') continue;
    if (isSpecial(t)) {
      if (t.kind !== 'expression') continue;
      const v = (t.value as (d: Doc) => unknown)(at.root);
      if (v !== undefined) out[name] = v;
    } else if (hasExpression(t)) out[name] = inside(t, {}, inclusive, at);
  }
}

function hasExpression(tree: Tree): boolean {
  return Object.values(tree).some(
    (t) => typeof t !== 'boolean' && (isSpecial(t) ? t.kind === 'expression' : hasExpression(t)),
  );
}

function inside(tree: Tree, v: unknown, inclusive: boolean, at: Context): unknown {
  if (Array.isArray(v)) {
    return v.map((x) => inside(tree, x, inclusive, at)).filter((x) => x !== undefined);
  }
  if (!isDoc(v)) return inclusive ? undefined : v;
  const out: Doc = {};
  copy(tree, v, out, inclusive, at, false);
  return out;
}

function special(s: Special, v: unknown, name: string, at: Context): unknown {
  switch (s.kind) {
    case 'expression':
      return (s.value as (d: Doc) => unknown)(at.root);
    case 'slice':
      return Array.isArray(v) ? slice(v, s.value) : v;
    case 'elemMatch': {
      if (!Array.isArray(v)) return undefined;
      const found = v.find(s.value as (x: unknown) => boolean);
      return found === undefined ? undefined : [found];
    }
    case 'positional':
      return Array.isArray(v) ? positional(v, name, at) : v;
  }
}

/** The first elements, the last, or a number behind a position. */
export function slice(list: readonly unknown[], operand: unknown): unknown[] {
  if (Array.isArray(operand)) {
    const [skip, n] = operand.map(toNumber) as [number, number];
    if (!(n > 0)) throw new StoreError('BadValue', '$slice limit must be positive');
    const from = skip < 0 ? Math.max(0, list.length + skip) : skip;
    return list.slice(from, from + n);
  }
  const n = toNumber(operand);
  return n >= 0 ? list.slice(0, n) : list.slice(n);
}

function positional(list: unknown[], name: string, at: Context): unknown[] {
  const i = at.filter ? matchedElement(at.filter.root, at.root, name) : null;
  if (i === null) {
    throw new StoreError(
      'BadValue',
      'Executor error during find command :: caused by :: ' +
        "positional operator '.$' couldn't find a matching element in the array",
    );
  }
  return [list[i]];
}

/**
 * Which element of the array at `path` satisfied the filter: the position that `$` stands for.
 * The last condition on that array decides; null when none is about it.
 */
export function matchedElement(node: FilterNode, doc: Doc, path: string): number | null {
  if (node.kind === 'test') return null;
  if (node.kind !== 'leaf') {
    if (node.kind === 'nor') return null;
    return (
      node.list
        .map((n) => matchedElement(n, doc, path))
        .filter((i) => i !== null)
        .at(-1) ?? null
    );
  }
  const parts = path.split('.');
  if (!parts.every((p, i) => node.parts[i] === p)) return null;
  let list: unknown = doc;
  for (const p of parts) list = isDoc(list) ? list[p] : undefined;
  if (!Array.isArray(list)) return null;
  const { predicate } = node;
  const rest = node.parts.slice(parts.length);
  const i = list.findIndex((v) =>
    predicate.op === '$elemMatch'
      ? anyValue([v], [], 0, false, predicate.test)
      : anyValue(v, rest, 0, predicate.expands, predicate.test),
  );
  return i < 0 ? null : i;
}
