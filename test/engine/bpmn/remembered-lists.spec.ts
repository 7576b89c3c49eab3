import { expect } from 'chai';
import { RememberedLists } from '../../../engine/bpmn/behavior/remembered-lists.ts';
import { evaluateList } from '../../../engine/feel/expression-processor.ts';
import { parseExpression } from '../../../engine/feel/expression.ts';

describe('the remembered lists of loops', () => {
  const variables = new Map([['xs', '[1,2]']]);

  /** How often an expression is evaluated when it is asked for twice, with a change in between. */
  function evaluations(source: string, change: () => void): number {
    const lists = new RememberedLists();
    const expression = parseExpression(source);
    let count = 0;
    const ask = (): void => {
      lists.get(
        expression,
        (name) => variables.get(name),
        () => 0,
        (find, now) => {
          count += 1;
          const valueOf = (text: string | undefined): unknown => text && JSON.parse(text);
          return evaluateList(expression, (name) => valueOf(find(name)), now);
        },
      );
    };
    ask();
    change();
    ask();
    return count;
  }

  const nothing = (): void => {};

  it('are evaluated once while what they read stays the same', () => {
    expect(evaluations('=xs', nothing)).to.equal(1);
    expect(evaluations('=for x in xs return x', () => variables.set('ys', '1'))).to.equal(1);
  });

  it('are evaluated again when a variable has changed, or has come into being', () => {
    expect(evaluations('=xs', () => variables.set('xs', '[1,2,3]'))).to.equal(2);
    expect(evaluations('=[zs]', () => variables.set('zs', '4'))).to.equal(2);
  });

  it('are evaluated each time when they read the clock or random numbers, or fail', () => {
    expect(evaluations('=[now()]', nothing)).to.equal(2);
    expect(evaluations('=[random number()]', nothing)).to.equal(2);
    expect(evaluations('=xs[1]', nothing)).to.equal(2);
  });
});
