import { expect } from 'chai';
import { asJsonText } from '../../../engine/protocol/json-text.ts';
import { diagram, element, extensions, flow, oneTask, sequence } from '../bpmn-builder.ts';
import type { Piece } from '../bpmn-builder.ts';
import { EngineHarness, jobCommand } from '../engine-harness.ts';
import { leftOvers, replayed, tablesOf } from '../replay.ts';

const START = element('startEvent', 'start');
const END = element('endEvent', 'end');

const INPUT = 'inputCollection="=items" inputElement="item"';

const loop = (attributes: string, rest = '', sequential = false): string =>
  `<bpmn:multiInstanceLoopCharacteristics isSequential="${sequential}">` +
  extensions(`<zeebe:loopCharacteristics ${INPUT} ${attributes} />`) +
  `${rest}</bpmn:multiInstanceLoopCharacteristics>`;

const OUTPUT = 'outputCollection="results" outputElement="=result"';

function each(content: string): string {
  const task = extensions('<zeebe:taskDefinition type="work" />');
  return diagram('p', sequence(START, element('serviceTask', 'each', task + content), END));
}

function call(attributes = '', rest: readonly Piece[] = [], definitions = ''): string {
  const called = extensions(`<zeebe:calledElement processId="one" ${attributes} />`);
  const main = sequence(START, element('callActivity', 'call', called), END);
  return diagram('p', main + rest.map(({ xml }) => xml).join(''), definitions);
}

describe('engine/bpmn loops and calls', () => {
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

  const jobs = () => engine.events('JOB', 'CREATED');
  const ended = (): boolean => engine.course().includes('ELEMENT_COMPLETED p');
  const variable = (name: string): string | undefined =>
    engine
      .events('VARIABLE')
      .filter(({ value }) => value.name === name)
      .at(-1)?.value.value;

  it("a parallel loop gathers every output at its item's place", async () => {
    await engine.deploy(each(loop(OUTPUT)));
    await engine.create('p', { items: ['a', 'b', 'c'] });
    expect(jobs()).to.have.length(3);
    for (const [i, job] of [...jobs()].reverse().entries()) {
      await engine.complete(job.key, { result: `r"${2 - i}, [` });
    }
    expect(variable('results')).to.equal(JSON.stringify(['r"0, [', 'r"1, [', 'r"2, [']));
    expect(ended()).to.equal(true);
    expect(leftOvers(engine.core.store)).to.deep.equal({});
  });

  it('a sequential loop goes on one by one', async () => {
    await engine.deploy(each(loop(OUTPUT, '', true)));
    await engine.create('p', { items: [1, 2, 3] });
    for (let i = 1; i <= 3; i += 1) {
      expect(jobs()).to.have.length(i);
      await engine.completeAt('each', { result: i * 10 });
    }
    expect(variable('results')).to.equal('[10,20,30]');
    expect(ended()).to.equal(true);
    expect(leftOvers(engine.core.store)).to.deep.equal({});
  });

  it('a completion condition ends what still runs', async () => {
    const condition =
      '<bpmn:completionCondition>= numberOfCompletedInstances &gt;= 2 or veto</bpmn:completionCondition>';
    await engine.deploy(each(loop(OUTPUT, condition)));
    await engine.create('p', { items: [1, 2, 3, 4], veto: false });
    await engine.complete(jobs()[0]!.key, { result: 1 });
    expect(ended()).to.equal(false);
    await engine.complete(jobs()[2]!.key, { result: 3 });
    expect(engine.events('JOB', 'CANCELED')).to.have.length(2);
    expect(variable('results')).to.equal('[1,null,3,null]');
    expect(ended()).to.equal(true);
    expect(leftOvers(engine.core.store)).to.deep.equal({});
  });

  it('an empty collection completes at once, and one that is none is an incident', async () => {
    await engine.deploy(each(loop('')));
    await engine.create('p', { items: [] });
    expect(ended()).to.equal(true);
    await engine.create('p', { items: 'x' });
    expect(engine.events('INCIDENT', 'CREATED')[0]?.value.errorMessage).to.equal(
      "Expected result of the expression 'items' to be 'ARRAY', but was 'STRING'.",
    );
  });

  it('five hundred items are as much work each as fifty', async () => {
    await engine.deploy(each(loop(OUTPUT)));
    const items = Array.from({ length: 500 }, (_, i) => ({ unit: `unit:${i}` }));
    await engine.create('p', { items });
    await engine.idle();
    expect(jobs()).to.have.length(500);
    const perItem = engine.records.length / 500;
    expect(perItem).to.be.lessThan(12);
    await Promise.all(jobs().map((job) => engine.complete(job.key, { result: 1 })));
    await engine.idle();
    expect(ended()).to.equal(true);
    expect(leftOvers(engine.core.store)).to.deep.equal({});
  });

  it('a call activity passes variables down and up', async () => {
    await engine.deploy(oneTask(), call());
    await engine.create('p', { x: 1 });
    const [job] = jobs();
    expect(job?.value.bpmnProcessId).to.equal('one');
    await engine.completeAt('task', { y: 2 });
    expect(engine.course()).to.include('ELEMENT_COMPLETED p');
    const root = engine.events('PROCESS_INSTANCE_CREATION')[0]?.value.processInstanceKey;
    const atRoot = engine.events('VARIABLE').filter(({ value }) => value.scopeKey === root);
    expect(atRoot.map(({ value }) => value.name)).to.include.members(['x', 'y']);
    expect(leftOvers(engine.core.store)).to.deep.equal({});
  });

  it('a call activity keeps variables back when told to', async () => {
    await engine.deploy(
      oneTask(),
      call('propagateAllChildVariables="false" propagateAllParentVariables="false"'),
    );
    await engine.create('p', { x: 1 });
    const child = jobs()[0]?.value.processInstanceKey;
    const inChild = engine.events('VARIABLE').filter(({ value }) => value.scopeKey === child);
    expect(inChild).to.deep.equal([]);
    await engine.completeAt('task', { y: 2 });
    const root = engine.events('PROCESS_INSTANCE_CREATION')[0]?.value.processInstanceKey;
    const atRoot = engine.events('VARIABLE').filter(({ value }) => value.scopeKey === root);
    expect(atRoot.map(({ value }) => value.name)).to.deep.equal(['x']);
  });

  it("an error of the called process reaches the call activity's boundary", async () => {
    const edge = element(
      'boundaryEvent',
      'edge',
      '<bpmn:outgoing>edge_end2</bpmn:outgoing><bpmn:errorEventDefinition errorRef="e" />',
      'attachedToRef="call"',
    );
    const rest = [edge, element('endEvent', 'end2'), flow('edge', 'end2')];
    await engine.deploy(oneTask(), call('', rest, '<bpmn:error id="e" errorCode="broken" />'));
    await engine.create('p');
    const thrown = jobCommand({ errorCode: 'broken' });
    await engine.expect('JOB', 'THROW_ERROR', thrown, engine.openJob('task'));
    expect(engine.course()).to.include.members([
      'ELEMENT_TERMINATED task',
      'ELEMENT_TERMINATED one',
      'ELEMENT_TERMINATED call',
      'ELEMENT_COMPLETED edge',
      'ELEMENT_COMPLETED p',
    ]);
    expect(leftOvers(engine.core.store)).to.deep.equal({});
  });

  it('a process that is not there is an incident of the call activity', async () => {
    await engine.deploy(call());
    await engine.create('p');
    const [incident] = engine.events('INCIDENT', 'CREATED');
    expect(incident?.value).to.include({
      errorType: 'CALLED_ELEMENT_ERROR',
      errorMessage: "Expected process with BPMN process id 'one' to be deployed, but not found.",
    });
  });

  it('a signal starts, wakes and ends what waits for it', async () => {
    const signal = '<bpmn:signal id="s" name="alarm" />';
    const definition = '<bpmn:signalEventDefinition signalRef="s" />';
    const waits = sequence(START, element('intermediateCatchEvent', 'wait', definition), END);
    const begins = sequence(
      element('startEvent', 'begin', definition),
      element('endEvent', 'done'),
    );
    await engine.deploy(diagram('p', waits, signal), diagram('q', begins, signal));
    await engine.create('p');
    await engine.expect('SIGNAL', 'BROADCAST', {
      signalName: 'alarm',
      variables: asJsonText('{"level":3}'),
      tenantId: '<default>',
    });
    expect(engine.course()).to.include.members(['ELEMENT_COMPLETED p', 'ELEMENT_COMPLETED q']);
    expect(variable('level')).to.equal('3');
    expect(leftOvers(engine.core.store)).to.deep.equal({});
  });
});
