import type { Environment } from './environment.ts';
import { FeelError, show } from './value.ts';
import type { FeelValue } from './value.ts';

/** A compiled part of an expression: a closure, so that evaluation walks no tree. */
export type Node = (env: Environment) => FeelValue;

/** An error for something that isn't valid, with its warning. */
export function invalid(env: Environment, message: string): FeelError {
  env.warn('INVALID_TYPE', message);
  return new FeelError(message);
}

/** An error for a value of the wrong type, with its warning; an error goes on as it is. */
export function expected(env: Environment, type: string, found: FeelValue): FeelError {
  if (found instanceof FeelError) return found;
  return invalid(env, `Expected ${type} but found '${show(found)}'`);
}

/** Errors become null, except fatal ones. */
export function orNull(value: FeelValue): FeelValue {
  return value instanceof FeelError && !value.fatal ? null : value;
}

/** The three-valued `or` (decisive = true) or `and` (decisive = false) over lazy items. */
export function combine(
  env: Environment,
  count: number,
  item: (index: number) => FeelValue,
  decisive: boolean,
): FeelValue {
  let result: FeelValue = !decisive;
  for (let i = 0; i < count; i += 1) {
    const value = item(i);
    if (value === decisive) return decisive;
    if (value instanceof FeelError && value.fatal) return value;
    if (typeof value !== 'boolean') {
      if (result !== null && !(value instanceof FeelError)) expected(env, 'boolean', value);
      result = null;
    }
  }
  return result;
}
