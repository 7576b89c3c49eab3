import { evaluate } from 'feelin';

/** Evaluates FEEL for conditions of forms and clocks; `undefined` when it cannot be evaluated. */
export function feel(expression: string, variables: Record<string, unknown>): unknown {
  try {
    const answer: unknown = evaluate(expression, variables);
    return typeof answer === 'object' && answer !== null && 'value' in answer
      ? answer.value
      : answer;
  } catch {
    return undefined;
  }
}
