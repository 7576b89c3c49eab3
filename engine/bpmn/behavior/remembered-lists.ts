import type { Evaluated } from '../../feel/expression-processor.ts';
import type { Expression } from '../../feel/expression.ts';
import type { FeelValue } from '../../feel/value.ts';

/** Finds a variable's text by name. undefined: there is no such variable. */
export type FindText = (name: string) => string | undefined;

type List = readonly FeelValue[];

interface Remembered {
  /** What the evaluation read, by name. */
  readonly read: ReadonlyMap<string, string | undefined>;
  readonly result: Evaluated<List>;
}

/**
 * Lists that loops iterate over. A loop evaluates its collection for every iteration, so that the
 * last result of an expression is kept for as long as the variables that it read stay as they are;
 * expressions that read the clock or a random number are evaluated each time.
 */
export class RememberedLists {
  private readonly lists = new WeakMap<Expression, Remembered>();

  /** The result of `evaluate`, or the one before if nothing it depends on has changed. */
  get(
    expression: Expression,
    find: FindText,
    now: () => number,
    evaluate: (find: FindText, now: () => number) => Evaluated<List>,
  ): Evaluated<List> {
    const known = this.lists.get(expression);
    if (known !== undefined && isUnchanged(known, find)) return known.result;
    const read = new Map<string, string | undefined>();
    let isConstant = !expression.source.includes('random');
    const result = evaluate(
      (name) => {
        const text = find(name);
        read.set(name, text);
        return text;
      },
      () => {
        isConstant = false;
        return now();
      },
    );
    if (isConstant && result.ok) this.lists.set(expression, { read, result });
    return result;
  }
}

function isUnchanged({ read }: Remembered, find: FindText): boolean {
  for (const [name, text] of read) if (find(name) !== text) return false;
  return true;
}
