import type { Doc } from '../bson/decode.ts';
import { isDoc } from '../bson/value.ts';
import { StoreError } from '../errors.ts';
import { compileExpression, runMingo } from '../query/expression.ts';
import { compileDocProjection } from '../query/projection.ts';
import { erase, placeAt } from '../update/path.ts';

/** Turns one document into another. */
export type Transform = (doc: Doc) => Doc;

/**
 * A stage that looks at one document at a time; null for any other stage. Whole documents and
 * plain paths go through without loss of type, computed values come from mingo.
 */
export function compileTransform(stage: Doc): Transform | null {
  const [name, spec] = Object.entries(stage)[0] ?? ['', null];
  switch (name) {
    case '$set':
    case '$addFields':
      return addFields(stage, spec as Doc);
    case '$unset':
      return unset(spec);
    case '$project':
      return project(stage, spec as Doc);
    case '$replaceRoot':
      return replaceRoot((spec as Doc)['newRoot']);
    case '$replaceWith':
      return replaceRoot(spec);
    default:
      return null;
  }
}

/** Runs one-document stages over documents. */
export function transformDocs(stages: readonly Doc[], docs: readonly Doc[]): Doc[] {
  const transforms = stages.map((s) => {
    const t = compileTransform(s);
    if (!t) throw new StoreError('InvalidOptions', `${Object.keys(s)[0]} is not allowed here`);
    return t;
  });
  return docs.map((d) => transforms.reduce((x, t) => t(x), d));
}

function throughMingo(stage: Doc): Transform {
  return (doc) => [...runMingo([stage], [doc])][0] as Doc;
}

function addFields(stage: Doc, spec: Doc): Transform {
  if (!isDoc(spec)) {
    throw new StoreError(
      'BadValue',
      `${Object.keys(stage)[0]} specification stage must be an object`,
    );
  }
  const nested = Object.entries(spec).some(([k, v]) => k.includes('.') || isPlainDoc(v));
  if (nested) return keepingTypes(throughMingo(stage), new Set(Object.keys(spec).map(topOf)));
  const fields = Object.entries(spec).map(([k, v]) => [k, compileExpression(v)] as const);
  return (doc) => {
    const out = { ...doc };
    for (const [k, compute] of fields) {
      const v = compute(doc);
      if (v !== undefined) out[k] = v;
      else if (spec[k] === '$$REMOVE' || isDoc(spec[k])) delete out[k];
    }
    return out;
  };
}

/** A document of fields rather than one operator: its fields are set one by one. */
function isPlainDoc(v: unknown): boolean {
  return isDoc(v) && !Object.keys(v).some((k) => k.startsWith('$'));
}

/** Fields a stage does not name are taken from the document that went in, types intact. */
function keepingTypes(t: Transform, touched: ReadonlySet<string>): Transform {
  return (doc) => {
    const out = t(doc);
    for (const k of Object.keys(out)) if (!touched.has(k) && k in doc) out[k] = doc[k];
    return out;
  };
}

function topOf(path: string): string {
  return path.split('.')[0] as string;
}

function unset(spec: unknown): Transform {
  const paths = (Array.isArray(spec) ? spec : [spec]).map((p) => String(p).split('.'));
  return (doc) => {
    const out = paths.some((p) => p.length > 1) ? structuredCopy(doc) : { ...doc };
    for (const parts of paths) {
      const place = placeAt(out, parts, false);
      if (place?.exists) erase(place);
    }
    return out;
  };
}

function structuredCopy(v: Doc): Doc {
  const copy = (x: unknown): unknown => {
    if (Array.isArray(x)) return x.map(copy);
    return isDoc(x) ? Object.fromEntries(Object.entries(x).map(([k, y]) => [k, copy(y)])) : x;
  };
  return copy(v) as Doc;
}

function project(stage: Doc, spec: Doc): Transform {
  if (!isDoc(spec) || Object.keys(spec).length === 0) {
    throw new StoreError(
      'BadValue',
      'Invalid $project :: specification must have at least one field',
    );
  }
  const values = Object.values(spec);
  const plain = values.every((v) => typeof v !== 'object' || v === null || !isPlainDoc(v));
  return plain ? compileDocProjection(spec) : throughMingo(stage);
}

function replaceRoot(source: unknown): Transform {
  const compute = compileExpression(source);
  return (doc) => {
    const root = compute(doc);
    if (isDoc(root)) return root;
    throw new StoreError('BadValue', "'newRoot' expression must evaluate to an object");
  };
}
