import { expect } from 'chai';
import { diagram, element, flow, sequence, serviceTask } from '../bpmn-builder.ts';
import type { Piece } from '../bpmn-builder.ts';
import { EngineHarness, jobCommand } from '../engine-harness.ts';
import { leftOvers, replayed, tablesOf } from '../replay.ts';

const START = element('startEvent', 'start');
const END = element('endEvent', 'end');
const MINUTE = 60_000;

const timer = (duration: string): string =>
  `<bpmn:timerEventDefinition><bpmn:timeDuration>${duration}</bpmn:timeDuration></bpmn:timerEventDefinition>`;

const outgoing = (id: string): string => `<bpmn:outgoing>${id}</bpmn:outgoing>`;

const cycle = (text: string): string =>
  `<bpmn:timerEventDefinition><bpmn:timeCycle>${text}</bpmn:timeCycle></bpmn:timerEventDefinition>`;

function boundary(id: string, host: string, definition: string, interrupts = true): Piece {
  const attributes = `attachedToRef="${host}" cancelActivity="${interrupts}"`;
  const outgoing = `<bpmn:outgoing>${id}_end2</bpmn:outgoing>`;
  return element('boundaryEvent', id, outgoing + definition, attributes);
}

/** start → task → end, with a boundary event at the task that leads to `end2`. */
function withBoundary(definition: string, interrupts = true, definitions = ''): string {
  const pieces = [
    boundary('edge', 'task', definition, interrupts),
    element('endEvent', 'end2'),
    flow('edge', 'end2'),
  ];
  const main = sequence(START, serviceTask('task', 'work'), END);
  return diagram('p', main + pieces.map(({ xml }) => xml).join(''), definitions);
}

const ERROR = '<bpmn:error id="e" errorCode="broken" />';
const ERROR_DEFINITION = '<bpmn:errorEventDefinition errorRef="e" />';

describe('engine/bpmn events', () => {
  let engine: EngineHarness;

  beforeEach(async () => {
    engine = await EngineHarness.open();
  });

  afterEach(async function () {
    if (this.currentTest?.state === 'failed') process.stderr.write(`${engine.trace()}\n`);
    expect(engine.errors).to.deep.equal([]);
    expect(tablesOf(engine.core.store), 'replay').to.deep.equal(await replayed(engine));
    await engine.close();
  });

  const completed = (): string[] =>
    engine.course().filter((step) => /^ELEMENT_(COMPLETED|TERMINATED)/.test(step));

  it('an interrupting timer ends the task and goes its own way', async () => {
    await engine.deploy(withBoundary(timer('PT10M')));
    await engine.create('p');
    await engine.advance(9 * MINUTE);
    expect(engine.events('TIMER', 'TRIGGERED')).to.have.length(0);
    await engine.advance(MINUTE);
    expect(completed()).to.deep.equal([
      'ELEMENT_COMPLETED start',
      'ELEMENT_TERMINATED task',
      'ELEMENT_COMPLETED edge',
      'ELEMENT_COMPLETED end2',
      'ELEMENT_COMPLETED p',
    ]);
    expect(leftOvers(engine.core.store)).to.deep.equal({});
  });

  it('a timer that is not needed any more is canceled with its task', async () => {
    await engine.deploy(withBoundary(timer('PT10M')));
    await engine.create('p');
    await engine.completeAt('task');
    expect(engine.events('TIMER', 'CANCELED')).to.have.length(1);
    await engine.advance(11 * MINUTE);
    expect(engine.events('TIMER', 'TRIGGERED')).to.have.length(0);
    expect(leftOvers(engine.core.store)).to.deep.equal({});
  });

  it('a non-interrupting cycle comes as often as it says, and the task stays', async () => {
    await engine.deploy(withBoundary(cycle('R3/PT1M'), false));
    await engine.create('p');
    for (let i = 0; i < 5; i += 1) await engine.advance(MINUTE);
    expect(engine.events('TIMER', 'TRIGGERED')).to.have.length(3);
    expect(completed().filter((step) => step.endsWith(' end2'))).to.have.length(3);
    await engine.completeAt('task');
    expect(leftOvers(engine.core.store)).to.deep.equal({});
  });

  it('timers go on after a restart, those that fell due meanwhile at once', async () => {
    await engine.deploy(withBoundary(timer('PT10M')));
    await engine.create('p');
    await engine.stop();
    engine.clock.advance(11 * MINUTE);
    await engine.start();
    await engine.idle();
    expect(engine.events('TIMER', 'TRIGGERED')).to.have.length(1);
  });

  it('an error boundary event catches its code, with the variables of the error', async () => {
    await engine.deploy(withBoundary(ERROR_DEFINITION, true, ERROR));
    await engine.create('p');
    const thrown = jobCommand({ errorCode: 'broken', variables: { why: 'rain' } });
    await engine.expect('JOB', 'THROW_ERROR', thrown, engine.openJob('task'));
    expect(completed()).to.include.members(['ELEMENT_TERMINATED task', 'ELEMENT_COMPLETED edge']);
    const variables = engine.events('VARIABLE').map(({ value: { name } }) => name);
    expect(variables).to.include('why');
    expect(leftOvers(engine.core.store)).to.deep.equal({});
  });

  it('an interrupting event sub-process ends what runs beside it', async () => {
    const watch =
      '<bpmn:subProcess id="watch" triggeredByEvent="true">' +
      sequence(
        element('startEvent', 'alarm', timer('PT1M')),
        serviceTask('care', 'care'),
        element('endEvent', 'cared'),
      ) +
      '</bpmn:subProcess>';
    await engine.deploy(diagram('p', sequence(START, serviceTask('task', 'work'), END) + watch));
    await engine.create('p');
    await engine.advance(MINUTE);
    expect(completed()).to.deep.equal([
      'ELEMENT_COMPLETED start',
      'ELEMENT_TERMINATED task',
      'ELEMENT_COMPLETED alarm',
    ]);
    await engine.completeAt('care');
    expect(completed().at(-1)).to.equal('ELEMENT_COMPLETED p');
    expect(leftOvers(engine.core.store)).to.deep.equal({});
  });

  it('a non-interrupting event sub-process runs beside the rest', async () => {
    const watch =
      '<bpmn:subProcess id="watch" triggeredByEvent="true">' +
      sequence(
        element('startEvent', 'alarm', cycle('R2/PT1M'), 'isInterrupting="false"'),
        serviceTask('care', 'care'),
        element('endEvent', 'cared'),
      ) +
      '</bpmn:subProcess>';
    await engine.deploy(diagram('p', sequence(START, serviceTask('task', 'work'), END) + watch));
    await engine.create('p');
    await engine.advance(MINUTE);
    await engine.advance(MINUTE);
    const cares = engine.events('JOB', 'CREATED').filter((job) => job.value.elementId === 'care');
    expect(cares).to.have.length(2);
    await engine.completeAt('care');
    await engine.completeAt('care');
    await engine.completeAt('task');
    expect(completed().at(-1)).to.equal('ELEMENT_COMPLETED p');
    expect(leftOvers(engine.core.store)).to.deep.equal({});
  });

  it('an event-based gateway goes on at the first event and drops the others', async () => {
    const pieces = [
      START,
      element('eventBasedGateway', 'gate', outgoing('gate_soon') + outgoing('gate_later')),
      element('intermediateCatchEvent', 'soon', timer('PT1M')),
      element('intermediateCatchEvent', 'later', timer('PT1H')),
      END,
      flow('start', 'gate'),
      flow('gate', 'soon'),
      flow('gate', 'later'),
      flow('soon', 'end'),
      flow('later', 'end'),
    ];
    const gate = pieces.map(({ xml }) => xml).join('');
    await engine.deploy(diagram('p', gate));
    await engine.create('p');
    await engine.advance(MINUTE);
    expect(completed()).to.deep.equal([
      'ELEMENT_COMPLETED start',
      'ELEMENT_COMPLETED gate',
      'ELEMENT_COMPLETED soon',
      'ELEMENT_COMPLETED end',
      'ELEMENT_COMPLETED p',
    ]);
    expect(engine.events('TIMER', 'CANCELED')).to.have.length(1);
    expect(leftOvers(engine.core.store)).to.deep.equal({});
  });

  it('a timer that cannot be computed is an incident at its activity', async () => {
    await engine.deploy(withBoundary(timer('=when')));
    await engine.create('p', { when: 'soon' });
    const [incident] = engine.events('INCIDENT', 'CREATED');
    expect(incident?.value.errorType).to.equal('EXTRACT_VALUE_ERROR');
    const message = "Invalid duration format 'soon' for expression 'when'.";
    expect(incident?.value.errorMessage).to.equal(message);
    expect(incident?.value.elementId).to.equal('task');
  });

  it('a timer start event starts instances, and its next version takes over', async () => {
    const start = (text: string): string =>
      diagram('p', sequence(element('startEvent', 'start', cycle(text)), END));
    await engine.deploy(start('R/PT10M'));
    await engine.advance(10 * MINUTE);
    await engine.advance(10 * MINUTE);
    expect(engine.course().filter((step) => step === 'ELEMENT_COMPLETED p')).to.have.length(2);
    await engine.deploy(start('R1/PT1H'));
    expect(engine.events('TIMER', 'CANCELED')).to.have.length(1);
    await engine.advance(60 * MINUTE);
    await engine.advance(60 * MINUTE);
    expect(engine.course().filter((step) => step === 'ELEMENT_COMPLETED p')).to.have.length(3);
  });

  it('an escalation reaches the boundary of the sub-process', async () => {
    const escalation = '<bpmn:escalation id="x" escalationCode="late" />';
    const definition = '<bpmn:escalationEventDefinition escalationRef="x" />';
    const sub =
      '<bpmn:subProcess id="sub">' +
      sequence(
        element('startEvent', 'in'),
        element('intermediateThrowEvent', 'shout', definition),
        serviceTask('task', 'work'),
        element('endEvent', 'out'),
      ) +
      '</bpmn:subProcess>';
    const parts = [
      boundary('edge', 'sub', definition, false),
      element('endEvent', 'end2'),
      flow('start', 'sub'),
      flow('sub', 'end'),
      flow('edge', 'end2'),
    ];
    const content = START.xml + END.xml + sub + parts.map(({ xml }) => xml).join('');
    await engine.deploy(diagram('p', content, escalation));
    await engine.create('p');
    expect(engine.events('ESCALATION', 'ESCALATED')[0]?.value.catchElementId).to.equal('edge');
    await engine.completeAt('task');
    expect(completed().at(-1)).to.equal('ELEMENT_COMPLETED p');
    expect(leftOvers(engine.core.store)).to.deep.equal({});
  });
});
