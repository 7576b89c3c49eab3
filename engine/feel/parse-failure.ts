/**
 * The message for a text that is no FEEL expression, in feel-scala's words and layout:
 * `failed to parse expression '…': Expected (…):line:column, found "…"`.
 *
 * fastparse lists in the parentheses what it could have read at that place, which depends on its
 * grammar's inner structure; the common cases are given: nothing was read at all, or a whole
 * expression (a comparison, or another) was read and something follows it.
 */
export function describeParseFailure(
  text: string,
  failedAt: number,
  afterComparison: boolean,
  isUnaryTests: boolean,
): string {
  const before = text.slice(0, failedAt);
  const lines = before.split('\n');
  const line = lines.length;
  const column = (lines.at(-1)?.length ?? 0) + 1;
  const found = text.slice(failedAt, failedAt + 10);
  const start = isUnaryTests
    ? 'negation | positiveUnaryTests | anyInput'
    : 'ifOp | forOp | quantifiedOp | disjunction';
  const next = afterComparison
    ? 'path | filter | "**" | [*/] | [+\\\\-]'
    : 'binaryComparison | between | instanceOf | in';
  const more = isUnaryTests ? '"and" | "or" | ","' : '"and" | "or"';
  const expected =
    failedAt === 0 ? `(start-of-input | ${start})` : `(${next} | ${more} | end-of-input)`;
  const foundText = `"${found.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
  return (
    `failed to parse expression '${text}': ` +
    `Expected ${expected}:${line}:${column}, found ${foundText}`
  );
}
