import { expect } from 'chai';
import { renderDiagram } from '../diagram.ts';
import { sizeOf } from './block.ts';
import { notationsOf, type RandomCase } from './case.ts';
import { drawPlan } from './draw-plan.ts';
import { playAlone, playDrawn } from './play-alone.ts';
import { playSeeds } from './report.ts';
import { shrink } from './shrink.ts';

const SEEDS = 40;

describe('processes and executions drawn at random', function () {
  this.timeout(120_000);

  it('leave nothing behind, lose no token, and are told in full by the log alone', async () => {
    const report = await playSeeds(1, SEEDS);
    const failures = [...report.failures].map(([seed, fault]) => `seed ${seed}: ${fault}`);
    expect(failures, `\n${failures.join('\n')}`).to.deep.equal([]);
    expect(report.records).to.be.greaterThan(SEEDS * 50);
    expect(report.refused).to.be.lessThan(SEEDS / 10);
  });

  it('are the same for the same seed', async () => {
    const [one, other] = [drawPlan(7), drawPlan(7)];
    expect(other).to.deep.equal(one);
    const [first, second] = [await playDrawn(one, 7), await playDrawn(other, 7)];
    expect(second.steps).to.deep.equal(first.steps);
    expect(second.records).to.equal(first.records);
  });

  it('use every kind of element and event', () => {
    const drawn = Array.from({ length: 300 }, (_nothing, seed) => drawPlan(seed));
    const text = drawn.map((plan) => renderDiagram(notationsOf(plan)['one.bpmn'] ?? [])).join('');
    for (const name of ELEMENTS) expect(text, name).to.include(`<bpmn:${name}`);
  });

  it('are played again from their recorded steps, and shrink to the part that fails', async () => {
    const plan = drawPlan(5);
    const { steps, records } = await playDrawn(plan, 5);
    expect((await playAlone({ plan, steps })).records).to.equal(records);
    const judge = async (tried: RandomCase): Promise<string | undefined> =>
      (await playAlone(tried)).jobs > 0 ? 'a job was made' : undefined;
    const small = await shrink({ plan, steps }, judge);
    expect(await judge(small)).to.equal('a job was made');
    expect(small.steps).to.have.length(1);
    expect(sizeOf(small.plan.body)).to.equal(1);
  });
});

const ELEMENTS = [
  'serviceTask',
  'sendTask',
  'userTask',
  'scriptTask',
  'businessRuleTask',
  'receiveTask',
  'manualTask',
  'exclusiveGateway',
  'parallelGateway',
  'inclusiveGateway',
  'eventBasedGateway',
  'subProcess',
  'callActivity',
  'boundaryEvent',
  'intermediateCatchEvent',
  'intermediateThrowEvent',
  'multiInstanceLoopCharacteristics',
  'timerEventDefinition',
  'messageEventDefinition',
  'signalEventDefinition',
  'errorEventDefinition',
  'escalationEventDefinition',
  'terminateEventDefinition',
  'compensateEventDefinition',
  'linkEventDefinition',
];
