import { expect } from 'chai';
import { asJsonText } from '../../../engine/protocol/json-text.ts';
import { diagram, element, extensions, sequence, serviceTask } from '../bpmn-builder.ts';
import { EngineHarness } from '../engine-harness.ts';
import { leftOvers, replayed, tablesOf } from '../replay.ts';

const START = element('startEvent', 'start');
const END = element('endEvent', 'end');
const MESSAGE =
  '<bpmn:message id="m" name="paid">' +
  extensions('<zeebe:subscription correlationKey="=order" />') +
  '</bpmn:message>';
const DEFINITION = '<bpmn:messageEventDefinition messageRef="m" />';

const waiting = diagram(
  'p',
  sequence(START, element('intermediateCatchEvent', 'wait', DEFINITION), END),
  MESSAGE,
);
const started = diagram(
  'p',
  sequence(element('startEvent', 'start', DEFINITION), serviceTask('task', 'work'), END),
  '<bpmn:message id="m" name="paid" />',
);

describe('engine/message', () => {
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

  const publish = (
    correlationKey: string,
    timeToLive = 0,
    messageId = '',
    variables: object = {},
  ) =>
    engine.send('MESSAGE', 'PUBLISH', {
      name: 'paid',
      correlationKey,
      timeToLive,
      deadline: -1,
      variables: asJsonText(JSON.stringify(variables)),
      messageId,
      tenantId: '<default>',
    });

  const ends = (): number =>
    engine.course().filter((step) => step === 'ELEMENT_COMPLETED p').length;

  it('reaches the instance that waits for its key, with its variables', async () => {
    await engine.deploy(waiting);
    await engine.create('p', { order: 'a' });
    await engine.create('p', { order: 'b' });
    await publish('b', 0, '', { amount: 5 });
    expect(ends()).to.equal(1);
    expect(engine.events('VARIABLE').map(({ value }) => `${value.name}=${value.value}`)).to.include(
      'amount=5',
    );
  });

  it('reaches only one instance of a process', async () => {
    await engine.deploy(waiting);
    await engine.create('p', { order: 'a' });
    await engine.create('p', { order: 'a' });
    await publish('a');
    expect(ends()).to.equal(1);
    await publish('a');
    expect(ends()).to.equal(2);
    expect(leftOvers(engine.core.store)).to.deep.equal({});
  });

  it('waits as long as it lives for somebody who wants it', async () => {
    await engine.deploy(waiting);
    await publish('a', 1000);
    await engine.create('p', { order: 'a' });
    expect(ends()).to.equal(1);
    await publish('b', 1000);
    await engine.advance(60_000);
    expect(engine.events('MESSAGE', 'EXPIRED')).to.have.length(2);
    await engine.create('p', { order: 'b' });
    expect(ends()).to.equal(1);
  });

  it('expires once, although it was looked for again before the engine had its turn', async () => {
    await publish('a', 1000);
    engine.clock.advance(60_000);
    engine.clock.advance(60_000);
    await engine.idle();
    expect(engine.events('MESSAGE', 'EXPIRED')).to.have.length(1);
  });

  it('with a known id is refused while the first one lives', async () => {
    await publish('a', 1000, 'once');
    const again = await publish('a', 1000, 'once');
    expect(again).to.deep.include({ kind: 'rejection', type: 'ALREADY_EXISTS' });
    expect(engine.rejections().at(-1)?.reason).to.equal(
      "Expected to publish a new message with id 'once', but a message with that id was already published",
    );
    await engine.advance(1001);
    // What is over is looked for once a minute.
    expect((await publish('a', 1000, 'once')).kind).to.equal('rejection');
    await engine.advance(60_000);
    expect((await publish('a', 1000, 'once')).kind).to.equal('event');
  });

  it('starts one instance per correlation key at a time, the next when it ended', async () => {
    await engine.deploy(started);
    await publish('a', 10_000);
    await publish('a', 10_000);
    expect(engine.events('JOB', 'CREATED')).to.have.length(1);
    await engine.completeAt('task');
    expect(engine.events('JOB', 'CREATED')).to.have.length(2);
    await engine.completeAt('task');
    expect(ends()).to.equal(2);
    expect(leftOvers(engine.core.store)).to.deep.equal({});
  });

  it('starts as many instances as come without a correlation key', async () => {
    await engine.deploy(started);
    await publish('');
    await publish('');
    expect(engine.events('JOB', 'CREATED')).to.have.length(2);
  });

  it('starts the newest version only', async () => {
    await engine.deploy(started);
    await engine.deploy(started.replace('type="work"', 'type="work2"'));
    await publish('');
    const types = engine.events('JOB', 'CREATED').map(({ value }) => value.type);
    expect(types).to.deep.equal(['work2']);
    expect(engine.events('MESSAGE_START_EVENT_SUBSCRIPTION', 'DELETED')).to.have.length(1);
  });

  it('a key that is neither text nor number is an incident', async () => {
    await engine.deploy(waiting);
    await engine.create('p', { order: true });
    expect(engine.events('INCIDENT', 'CREATED')[0]?.value.errorMessage).to.equal(
      "Failed to extract the correlation key for 'order': The value must be either a string or a number, but was 'BOOLEAN'.",
    );
  });

  it('a subscription closes with its instance', async () => {
    await engine.deploy(waiting);
    const key = await engine.create('p', { order: 'a' });
    await engine.send('PROCESS_INSTANCE', 'CANCEL', EMPTY_INSTANCE, key);
    await engine.idle();
    expect(engine.events('MESSAGE_SUBSCRIPTION', 'DELETED')).to.have.length(1);
    expect(engine.events('PROCESS_MESSAGE_SUBSCRIPTION', 'DELETED')).to.have.length(1);
    expect(leftOvers(engine.core.store)).to.deep.equal({});
  });
});

const EMPTY_INSTANCE = {
  bpmnElementType: 'UNSPECIFIED',
  elementId: '',
  bpmnProcessId: '',
  version: -1,
  processDefinitionKey: -1,
  processInstanceKey: -1,
  flowScopeKey: -1,
  bpmnEventType: 'UNSPECIFIED',
  parentProcessInstanceKey: -1,
  parentElementInstanceKey: -1,
  tenantId: '<default>',
};
