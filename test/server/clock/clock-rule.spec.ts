import { expect } from 'chai';
import {
  entriesFor,
  watchedElements,
  type ClockDefinition,
  type ElementFact,
} from '../../../server/clock/index.ts';
import { at } from './fixtures.ts';

const clock: ClockDefinition = {
  id: 'statutory',
  kind: 'statutory',
  name: '法定时限',
  limit: '20wd',
  basis: '行政许可法第四十二条',
  start: [{ element: 'accept', on: 'completed', when: 'accepted = true', reason: '受理' }],
  pause: [{ element: 'review', on: 'activated', basis: '行政许可法第四十五条' }],
  resume: [{ element: 'review', on: 'completed' }],
  extend: [{ element: 'extension', on: 'completed', limit: '=extraLimit' }],
  stop: [{ element: 'decide', on: 'completed' }],
};

function fact(elementId: string, on: ElementFact['on']): ElementFact {
  return { partitionId: 2, position: 77, at: at('2026-02-09'), elementId, on };
}

describe('clock rules', () => {
  it('turn an element’s completion into a ledger entry, when the condition holds', () => {
    const entries = entriesFor([clock], fact('accept', 'completed'), () => true, 'p007');
    expect(entries).to.deep.equal([
      {
        id: '2-77-statutory-start',
        clockId: 'statutory',
        action: 'start',
        at: at('2026-02-09'),
        position: 77,
        limit: '20wd',
        basis: '行政许可法第四十二条',
        by: 'p007',
        reason: '受理',
        evidence: 'accept',
      },
    ]);
    expect(entriesFor([clock], fact('accept', 'completed'), () => false)).to.deep.equal([]);
    expect(entriesFor([clock], fact('accept', 'activated'), () => true)).to.deep.equal([]);
  });

  it('take the rule’s basis before the clock’s, and a limit from a variable', () => {
    const [pause] = entriesFor([clock], fact('review', 'activated'), () => undefined);
    expect(pause).to.include({ action: 'pause', basis: '行政许可法第四十五条', by: 'system' });
    const [extend] = entriesFor([clock], fact('extension', 'completed'), (feel) =>
      feel === 'extraLimit' ? '10wd' : undefined,
    );
    expect(extend).to.include({ action: 'extend', limit: '10wd' });
  });

  it('name the elements worth looking at', () => {
    expect([...watchedElements([clock])].sort()).to.deep.equal([
      'accept',
      'decide',
      'extension',
      'review',
    ]);
  });
});
