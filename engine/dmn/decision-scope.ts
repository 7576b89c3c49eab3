import { Context, isContext } from '../feel/context.ts';
import type { FunctionMap } from '../feel/context.ts';
import { FeelFunction } from '../feel/value.ts';
import type { FeelValue } from '../feel/value.ts';

/** What an expression sees beside the variables: results, arguments, functions. */
export class Scope {
  readonly values: ReadonlyMap<string, FeelValue>;
  readonly functions: FunctionMap | null;

  constructor(values: ReadonlyMap<string, FeelValue>) {
    this.values = values;
    const functions = [...values].filter(([, value]) => value instanceof FeelFunction);
    this.functions =
      functions.length === 0
        ? null
        : new Map(functions.map(([name, value]) => [name, [value as FeelFunction]]));
  }
}

/** JSON as FEEL values. Source: feel-scala DefaultValueMapper.scala (java.util.Map) */
export function readDocument(json: unknown): FeelValue {
  if (Array.isArray(json)) return json.map(readDocument);
  const value = json as FeelValue;
  if (!isContext(value)) return value;
  return new Context(
    new Map(Object.entries(value).map(([key, entry]) => [key, readDocument(entry)])),
  );
}
