import { expect } from 'chai';
import { evalExpr } from 'mingo/core';
import { compileExpression, mingoOptions } from '../../../server/store/query/expression.ts';
import { compileNative } from '../../../server/store/query/native-expression.ts';
import { pick, random, type Random } from './random.ts';

type Expression = Record<string, unknown>;

function operand(r: Random, depth: number): unknown {
  if (depth > 0 && r() < 0.5) return expression(r, depth - 1);
  return pick<unknown>(r, ['$a', '$b', '$c.d', 0, 3, 4.5, 'x', true, false, { $literal: '$a' }]);
}

function expression(r: Random, depth: number): Expression {
  const one = (): unknown => operand(r, depth);
  const compared = pick(r, ['$eq', '$ne', '$gt', '$gte', '$lt', '$lte']);
  return pick<() => Expression>(r, [
    () => ({ [compared]: [one(), one()] }),
    () => ({ $and: [one(), one(), one()] }),
    () => ({ $or: [one(), one()] }),
    () => ({ $not: [one()] }),
    () => ({ $cond: [one(), one(), one()] }),
    () => ({ $cond: { if: one(), then: one(), else: one() } }),
    () => ({
      $switch: {
        branches: [
          { case: one(), then: one() },
          { case: one(), then: 's' },
        ],
        default: 9,
      },
    }),
  ])();
}

describe('store: expressions computed directly', () => {
  it('come to what the general evaluator comes to', () => {
    for (let seed = 1; seed <= 2_000; seed++) {
      const r = random(seed);
      const source = expression(r, 2);
      const number = (): number => pick(r, [0, 1, 3, 4.5, -2]);
      // Values of one type: the evaluator orders types in a way of its own.
      const doc = { a: number(), b: number(), c: { d: number() } };
      const native = compileNative(source, compileExpression);
      const general = evalExpr(doc, source, mingoOptions as never);
      if (mixesTypes(source)) continue;
      expect(native?.(doc), `seed ${seed}: ${JSON.stringify({ source, doc })}`).to.deep.equal(
        general,
      );
    }
  });

  it('order types as BSON does, a missing field before null, and keep what they pass on', () => {
    const value = (source: Expression, doc: object): unknown =>
      compileNative(source, compileExpression)?.(doc as Record<string, unknown>);
    expect(value({ $lt: ['$none', null] }, {})).to.equal(true);
    expect(value({ $lte: ['$none', 5] }, {})).to.equal(true);
    expect(value({ $eq: ['$none', '$other'] }, {})).to.equal(true);
    expect(value({ $lt: ['$n', 'text'] }, { n: 10 ** 9 })).to.equal(true);
    expect(value({ $gt: ['$d', '$n'] }, { d: new Date(0), n: 10 ** 12 })).to.equal(true);
    expect(value({ $cond: ['$n', '$there', 1] }, { n: 0, there: 2 })).to.equal(1);
    const document = { k: [1] };
    expect(value({ $cond: [true, '$document', 1] }, { document })).to.equal(document);
  });

  it('leave to the evaluator what is not well formed', () => {
    const sources: readonly Expression[] = [
      { $gt: ['$a'] },
      { $cond: { if: true, then: 1 } },
      { $switch: { branches: [] } },
      { $switch: { branches: [{ case: true, then: 1 }] } },
      { $and: '$a' },
      { $add: [1, 2] },
    ];
    for (const source of sources) expect(compileNative(source, compileExpression)).to.equal(null);
  });
});

/** Whether something other than fields and numbers is compared. */
function mixesTypes(source: unknown): boolean {
  if (Array.isArray(source)) return source.some(mixesTypes);
  if (typeof source !== 'object' || source === null) return false;
  return Object.entries(source).some(([op, v]) =>
    /^\$(eq|ne|gte?|lte?)$/.test(op)
      ? (v as unknown[]).some((x) => typeof x !== 'number' && !/^\$[abc]/.test(String(x)))
      : mixesTypes(v),
  );
}
