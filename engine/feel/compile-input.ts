import { equality } from './compile-operator.ts';
import type { Environment } from './environment.ts';
import type { Node } from './node.ts';
import { FeelError, identical, isList } from './value.ts';
import type { FeelValue } from './value.ts';

/** The name under which a unary test's input value stands. */
export const INPUT_VARIABLE = 'cellInput';

const INPUT_SYMBOL = '?';

/** The value that a unary test is about. */
export function inputValue(env: Environment): FeelValue {
  const named = env.variable('inputVariableName');
  const value = env.variable(typeof named === 'string' ? named : INPUT_VARIABLE);
  if (value !== undefined) return value;
  env.warn('NO_VARIABLE_FOUND', 'No input value found.');
  return null;
}

/** `?`; fatal outside of unary tests, where a test then gets its value. */
export function inputBySymbol(env: Environment): FeelValue {
  const value = env.variable(INPUT_SYMBOL);
  if (value !== undefined) return value;
  const rule = "'?' can only be used inside an unary-test expression.";
  return new FeelError(`No input value available. ${rule}`, true);
}

/** An expression as a test: true, or equal to the input, or a list that has it. */
export function compileUnaryTest(test: Node): Node {
  return (env) => {
    const input = inputValue(env);
    const value = test(env);
    if (value instanceof FeelError && value.fatal) {
      const result = test(env.add(INPUT_SYMBOL, input));
      return typeof result === 'boolean' ? result : null;
    }
    if (value === true) return true;
    if (isList(value) && value.some((item) => identical(item, input))) return true;
    if (value instanceof FeelError) return value;
    const equal = equality(env, input, value);
    if (equal === true) return true;
    return isList(value) ? false : equal === null ? null : false;
  };
}
