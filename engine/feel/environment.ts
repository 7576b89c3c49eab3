import { entryOf, functionsOf } from './context.ts';
import type { FeelContext, FunctionMap } from './context.ts';
import { FeelFunction } from './value.ts';
import type { FeelValue } from './value.ts';

/** Why part of an expression gave null. Source: feel-scala EvaluationFailureType.scala */
export type WarningType =
  | 'UNKNOWN'
  | 'NO_VARIABLE_FOUND'
  | 'NO_CONTEXT_ENTRY_FOUND'
  | 'NO_PROPERTY_FOUND'
  | 'NOT_COMPARABLE'
  | 'INVALID_TYPE'
  | 'NO_FUNCTION_FOUND'
  | 'FUNCTION_INVOCATION_FAILURE'
  | 'ASSERT_FAILURE';

export interface Warning {
  readonly type: WarningType;
  readonly message: string;
}

/** A variable's JSON value by name; undefined when there is no such variable. */
export type VariableLookup = (name: string) => unknown;

/** What one evaluation shares: where variables come from, the clock, the warnings so far. */
export interface Run {
  readonly lookup: VariableLookup;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  /** Functions that every part of the expression knows, before the builtin ones. */
  readonly functions: FunctionMap | null;
  warnings: Warning[] | null;
}

type Accepts = (f: FeelFunction) => boolean;

/**
 * A scope of names within an expression; the outermost one asks the run's variables. Variables and
 * functions are told apart, as in feel-scala: what `bind` gives a name can be read, a function that
 * `add` gives one can be called. Source: feel-scala EvalContext.scala
 */
export class Environment {
  readonly run: Run;
  private readonly parent: Environment | null;
  private readonly name: string | null;
  private readonly value: FeelValue;
  private readonly context: FeelContext | null;

  constructor(
    run: Run,
    parent: Environment | null = null,
    name: string | null = null,
    value: FeelValue = null,
    context: FeelContext | null = null,
  ) {
    this.run = run;
    this.parent = parent;
    this.name = name;
    this.value = value;
    this.context = context;
  }

  /** An inner scope in which a name is a variable, whatever its value. */
  bind(name: string, value: FeelValue): Environment {
    return new Environment(this.run, this, name, value);
  }

  /** An inner scope in which a name is a variable, or a function when the value is one. */
  add(name: string, value: FeelValue): Environment {
    if (!(value instanceof FeelFunction)) return this.bind(name, value);
    return new Environment(this.run, this, `${name}${CALLED}`, value);
  }

  /** An inner scope in which a context's entries and functions are known. */
  with(context: FeelContext): Environment {
    return new Environment(this.run, this, null, null, context);
  }

  /** The value of a name; undefined when nothing bears it. */
  variable(name: string): FeelValue | undefined {
    // Walks up by hand: this is the innermost loop of every evaluation.
    // eslint-disable-next-line @typescript-eslint/no-this-alias
    for (let env: Environment | null = this; env !== null; env = env.parent) {
      if (env.name === name) return env.value;
      if (env.context !== null) {
        const own = entryOf(env.context, name);
        if (own !== undefined) return own;
      }
    }
    // Variables are JSON, which is what FEEL values are made of.
    return this.run.lookup(name) as FeelValue | undefined;
  }

  /** A function that something around defines, or null. */
  localFunction(name: string, accepts: Accepts): FeelFunction | null {
    const called = `${name}${CALLED}`;
    // eslint-disable-next-line @typescript-eslint/no-this-alias
    for (let env: Environment | null = this; env !== null; env = env.parent) {
      const value = env.value;
      if (env.name === called && value instanceof FeelFunction && accepts(value)) return value;
      const own = env.context === null ? undefined : functionsOf(env.context, name).find(accepts);
      if (own !== undefined) return own;
    }
    return this.run.functions?.get(name)?.find(accepts) ?? null;
  }

  warn(type: WarningType, message: string): void {
    (this.run.warnings ??= []).push({ type, message });
  }
}

/** Marks the name of a scope's function: no variable can be called so. */
const CALLED = '()';
