import { inScalaMapOrder } from './scala-map.ts';
import type { FeelFunction, FeelValue } from './value.ts';

/** A JSON object that came from a variable: a context as it is. */
export interface DocumentContext {
  readonly [key: string]: FeelValue;
}

/** A FEEL context: made by an expression, or a variable's object. */
export type FeelContext = Context | DocumentContext;

/**
 * A value taken over from a variable without being read. feel-scala can't see that it is a context,
 * and shows it as the bytes it is. Source: MessagePackContext.scala (`getVariables`)
 */
export class RawValue {
  readonly value: FeelValue;
  constructor(value: FeelValue) {
    this.value = value;
  }
}

export type FunctionMap = ReadonlyMap<string, readonly FeelFunction[]>;

/**
 * A context that an expression made. Functions live beside the entries, not among them: they can be
 * called, and seen by nobody. Source: feel-scala Context.scala, EvalContext.scala
 */
export class Context {
  readonly entries: ReadonlyMap<string, FeelValue | RawValue>;
  readonly functions: FunctionMap | null;
  /** Whether it was written as a literal, and not put together by a function. */
  readonly isLiteral: boolean;

  constructor(
    entries: ReadonlyMap<string, FeelValue | RawValue>,
    functions: FunctionMap | null = null,
    isLiteral = false,
  ) {
    this.entries = entries;
    this.functions = functions;
    this.isLiteral = isLiteral;
  }
}

/** Whether the value is a context, which any plain object is too. */
export function isContext(value: FeelValue | undefined): value is FeelContext {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  if (value instanceof Context) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** A context's own entry; undefined when there is none. */
export function entryOf(context: FeelContext, key: string): FeelValue | undefined {
  if (!(context instanceof Context)) return Object.hasOwn(context, key) ? context[key] : undefined;
  const value = context.entries.get(key);
  return value instanceof RawValue ? value.value : value;
}

/** The functions of a name that a context holds. */
export function functionsOf(context: FeelContext, name: string): readonly FeelFunction[] {
  return context instanceof Context ? (context.functions?.get(name) ?? []) : [];
}

/** The entries in the order in which Scala gives them; a variable's are raw. */
export function entriesOf(context: FeelContext): [key: string, value: FeelValue | RawValue][] {
  if (context instanceof Context) return inScalaMapOrder([...context.entries]);
  return inScalaMapOrder(
    Object.entries(context).map(([key, value]) => [key, new RawValue(value)] as const),
  );
}

/** The entries' values, read, in that order. */
export function readEntriesOf(context: FeelContext): [key: string, value: FeelValue][] {
  return entriesOf(context).map(([key, value]) => [
    key,
    value instanceof RawValue ? value.value : value,
  ]);
}

/** The keys as messages list them: a literal's as written, others as Scala's map has them. */
export function keysOf(context: FeelContext): readonly string[] {
  if (context instanceof Context && context.isLiteral) return [...context.entries.keys()];
  return entriesOf(context).map(([key]) => key);
}

/** Sets an entry so that no key, `__proto__` neither, means anything special. */
export function setEntry<V>(object: Record<string, V>, key: string, value: V): void {
  if (key === '__proto__') {
    Object.defineProperty(object, key, {
      value,
      enumerable: true,
      writable: true,
      configurable: true,
    });
  } else {
    object[key] = value;
  }
}

/** Whether the two are equal as Scala's `==` sees them, which is about how they were made. */
export function sameContext(
  x: FeelContext,
  y: FeelContext,
  same: (x: FeelValue, y: FeelValue) => boolean,
): boolean {
  if (x === y) return true;
  if (!(x instanceof Context) || !(y instanceof Context) || x.isLiteral || y.isLiteral)
    return false;
  if (x.entries.size !== y.entries.size) return false;
  for (const [key, value] of x.entries) {
    const other = y.entries.get(key);
    if (other === undefined) return false;
    if (value instanceof RawValue || other instanceof RawValue) {
      if (!(value instanceof RawValue) || !(other instanceof RawValue)) return false;
      if (JSON.stringify(value.value) !== JSON.stringify(other.value)) return false;
    } else if (!same(value, other)) {
      return false;
    }
  }
  return true;
}
