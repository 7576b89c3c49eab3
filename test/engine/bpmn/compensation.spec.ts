import { expect } from 'chai';
import { renderDiagram } from '../../differential/diagram.ts';
import type { ScopeNotation } from '../../differential/diagram.ts';
import { EngineHarness } from '../engine-harness.ts';
import { leftOvers, replayed, tablesOf } from '../replay.ts';

/** A sub-process whose activity can be undone, an event that undoes it, and what comes after. */
const NESTED: ScopeNotation = {
  elements: {
    begin: 'start',
    inner: {
      kind: 'sub',
      elements: {
        'inner-begin': 'start',
        work: 'task',
        'undo-work': { kind: 'boundary', on: 'work', compensate: true, handler: 'reverse' },
        reverse: 'service reverse',
        'inner-end': 'end',
      },
      flows: ['inner-begin > work > inner-end'],
    },
    undo: { kind: 'throw', compensate: true },
    end: 'end',
  },
  flows: ['begin > inner > undo > end'],
};

describe('engine/bpmn compensation', () => {
  let engine: EngineHarness;

  beforeEach(async () => {
    engine = await EngineHarness.open();
    await engine.deploy(renderDiagram([{ id: 'p', ...NESTED }]));
  });

  afterEach(async function () {
    if (this.currentTest?.state === 'failed') process.stderr.write(`${engine.trace()}\n`);
    expect(engine.errors).to.deep.equal([]);
    expect(tablesOf(engine.core.store), 'replay').to.deep.equal(await replayed(engine));
    expect(leftOvers(engine.core.store)).to.deep.equal({});
    await engine.close();
  });

  const subscriptions = (): string[] =>
    engine
      .events('COMPENSATION_SUBSCRIPTION')
      .map(({ intent, value }) => `${intent} ${value.compensableActivityId}`);

  it('undoes what a completed sub-process did, and forgets it', async () => {
    await engine.create('p');
    expect(subscriptions()).to.deep.equal([
      'CREATED work',
      'CREATED inner',
      'TRIGGERED inner',
      'TRIGGERED work',
    ]);
    await engine.completeAt('reverse');
    expect(subscriptions().slice(4)).to.deep.equal(['COMPLETED work', 'COMPLETED inner']);
    expect(engine.course().slice(-2)).to.deep.equal([
      'ELEMENT_COMPLETING p',
      'ELEMENT_COMPLETED p',
    ]);
  });

  it('goes on after a restart', async () => {
    await engine.create('p');
    await engine.stop();
    await engine.start();
    await engine.completeAt('reverse');
    expect(engine.course().at(-1)).to.equal('ELEMENT_COMPLETED p');
  });

  it('an instance can be canceled while a nested activity is being undone', async () => {
    const processInstanceKey = await engine.create('p');
    const answer = await engine.send('PROCESS_INSTANCE', 'CANCEL', {}, processInstanceKey);
    expect(answer.kind).to.equal('event');
    await engine.idle();
    expect(subscriptions().slice(4)).to.deep.equal(['DELETED work', 'DELETED inner']);
    expect(engine.course().at(-1)).to.equal('ELEMENT_TERMINATED p');
  });
});
