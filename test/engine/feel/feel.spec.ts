import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { evaluate, toJson } from '../../../engine/feel/evaluate.ts';
import type { JsonValue } from '../../../engine/feel/evaluate.ts';
import { parseExpression } from '../../../engine/feel/expression.ts';
import { writeValue } from '../../../engine/variable/value-text.ts';

/** What Zeebe answers to an expression, recorded from its own libraries. */
interface Answer {
  readonly expression: string;
  readonly type?: string;
  readonly value?: unknown;
  readonly failure?: string;
  readonly warnings: readonly string[];
}

const NOW = Date.parse('2026-03-04T05:06:07.008Z');
const file = new URL('./zeebe-answers.jsonl', import.meta.url);
const [head = '', ...lines] = readFileSync(file, 'utf8').trim().split('\n');
const { variables } = JSON.parse(head) as { variables: Record<string, unknown> };

/** Zones are the machine's: `now()` says so, and nothing else in the recorded answers. */
const ZONED = new Set(['=now()']);

describe('engine/feel', () => {
  it('answers every recorded expression as Zeebe does, with the same warnings', () => {
    const differences: string[] = [];
    for (const line of lines) {
      const answer = JSON.parse(line) as Answer;
      if (ZONED.has(answer.expression)) continue;
      // As texts, because the recorded ones went through doubles.
      const ours = JSON.parse(
        writeValue(answerOf(answer.expression) as unknown as JsonValue),
      ) as unknown;
      const theirs = JSON.stringify(answer);
      if (JSON.stringify(ours) !== theirs) {
        differences.push(`${theirs}\n  ours ${JSON.stringify(ours)}`);
      }
    }
    expect(differences, differences.join('\n')).to.deep.equal([]);
    expect(lines.length).to.be.greaterThan(500);
  });

  it('looks a variable up only when the expression comes to it', () => {
    const asked: string[] = [];
    const lookup = (name: string): unknown => {
      asked.push(name);
      return name === 'a' ? 1 : undefined;
    };
    evaluate(parseExpression('=if a = 1 then "yes" else b'), lookup, () => NOW);
    expect(asked).to.deep.equal(['a']);
  });

  it('takes a text without = for a static value, a number when it reads as one', () => {
    expect(parseExpression('order').staticValue).to.equal('order');
    expect(parseExpression('12').staticValue).to.equal(12);
    expect(parseExpression('=').staticValue).to.equal('=');
    expect(parseExpression('=1').isStatic).to.equal(false);
  });

  it('computes with decimals, not with binary fractions', () => {
    expect(valueOf('=0.1 + 0.2 = 0.3')).to.equal(true);
    expect(valueOf('=1.1 * 3')).to.equal(3.3);
    expect(valueOf('=9007199254740991 + 2 = 9007199254740993')).to.equal(true);
  });

  it('does not let a context entry named __proto__ change the prototype', () => {
    const value = valueOf('={"__proto__": {polluted: true}}');
    expect(Object.keys(value as object)).to.deep.equal(['__proto__']);
    expect(Reflect.get({}, 'polluted')).to.equal(undefined);
  });

  it('refuses an expression that is nested too deep to be read', () => {
    const deep = `=${'('.repeat(100_000)}1${')'.repeat(100_000)}`;
    expect(parseExpression(deep).failure).to.contain('StackOverflowError');
  });

  it('tells a failing assertion as a failure', () => {
    const result = evaluate(
      parseExpression('=assert(a, a > 5, "too small")'),
      () => 1,
      () => NOW,
    );
    expect(result.ok).to.equal(false);
    if (!result.ok) expect(result.message).to.contain('too small');
  });
});

function valueOf(text: string): unknown {
  const result = evaluate(
    parseExpression(text),
    () => undefined,
    () => NOW,
  );
  if (!result.ok) throw new Error(result.message);
  return toJson(result.value);
}

function answerOf(expression: string): Answer {
  const parsed = parseExpression(expression);
  const lookup = (name: string): unknown => variables[name];
  const result = evaluate(parsed, lookup, () => NOW);
  const warnings = result.warnings.map(({ type, message }) => `[${type}] ${message}`);
  if (!result.ok) return { expression, failure: result.message, warnings };
  const value = parsed.isStatic ? {} : { value: toJson(result.value) };
  return { expression, type: result.type, ...value, warnings };
}
