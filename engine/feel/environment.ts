import { entryOf, FeelFunction } from './value.ts';
import type { FeelContext, FeelValue } from './value.ts';

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
  warnings: Warning[] | null;
}

/** A scope of names within an expression; the outermost one asks the run's variables. */
export class Environment {
  readonly run: Run;
  readonly #parent: Environment | null;
  readonly #entries: FeelContext | null;

  constructor(run: Run, parent: Environment | null = null, entries: FeelContext | null = null) {
    this.run = run;
    this.#parent = parent;
    this.#entries = entries;
  }

  /** An inner scope in which these entries hide what is outside. */
  with(entries: FeelContext): Environment {
    return new Environment(this.run, this, entries);
  }

  /** The value of a name; undefined when nothing bears it. */
  variable(name: string): FeelValue | undefined {
    const own = this.#entries === null ? undefined : entryOf(this.#entries, name);
    if (own !== undefined) return own;
    if (this.#parent !== null) return this.#parent.variable(name);
    // Variables are JSON, which is what FEEL values are made of.
    return this.run.lookup(name) as FeelValue | undefined;
  }

  /** A function that an enclosing context or function defines, or null. */
  localFunction(name: string, accepts: (f: FeelFunction) => boolean): FeelFunction | null {
    const value = this.#entries === null ? undefined : entryOf(this.#entries, name);
    if (value instanceof FeelFunction && accepts(value)) return value;
    return this.#parent?.localFunction(name, accepts) ?? null;
  }

  warn(type: WarningType, message: string): void {
    (this.run.warnings ??= []).push({ type, message });
  }
}
