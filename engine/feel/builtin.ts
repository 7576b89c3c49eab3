import { FeelError, FeelFunction, show } from './value.ts';
import type { FeelValue } from './value.ts';

/** A builtin's body: its result, or undefined when the arguments are not of the right types. */
export type BuiltinBody = (args: readonly FeelValue[]) => FeelValue | undefined;

/** Builtin functions by name; one name may have several parameter lists. */
export type BuiltinTable = Readonly<Record<string, readonly FeelFunction[]>>;

/**
 * Makes a builtin function. Arguments it doesn't take make an error, which becomes null and the
 * warning `Illegal arguments: …`. Source: feel-scala BuiltinFunction.scala
 */
export function builtin(
  params: readonly string[],
  body: BuiltinBody,
  hasVarArgs = false,
): FeelFunction {
  const invoke = (args: readonly FeelValue[]): FeelValue => {
    const result = body(args);
    return result === undefined ? illegalArguments(args) : result;
  };
  return new FeelFunction(params, invoke, hasVarArgs);
}

function illegalArguments(args: readonly FeelValue[]): FeelValue {
  const fatal = args.find((arg) => arg instanceof FeelError && arg.fatal);
  const error = fatal ?? args.find((arg) => arg instanceof FeelError);
  if (error !== undefined) return error;
  return new FeelError(`Illegal arguments: ${args.map((arg) => `'${show(arg)}'`).join(', ')}`);
}
