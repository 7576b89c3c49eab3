import { expect } from 'chai';
import type { ValueOf } from '../../../engine/protocol/record.ts';
import {
  diagram,
  element,
  extensions,
  flow,
  oneTask,
  sequence,
  serviceTask,
} from '../bpmn-builder.ts';
import { EngineHarness, creation } from '../engine-harness.ts';
import { leftOvers, replayed, tablesOf } from '../replay.ts';

const START = element('startEvent', 'start');
const END = element('endEvent', 'end');

/** fork → a, b → join → end, inside the element given. */
function split(): string {
  return [
    START,
    element('parallelGateway', 'fork'),
    serviceTask('a', 'work'),
    serviceTask('b', 'work'),
    element('parallelGateway', 'join'),
    END,
    flow('start', 'fork'),
    flow('fork', 'a'),
    flow('fork', 'b'),
    flow('a', 'join'),
    flow('b', 'join'),
    flow('join', 'end'),
  ]
    .map(({ xml }) => xml)
    .join('');
}

describe('engine/process-instance', () => {
  let engine: EngineHarness;

  beforeEach(async () => {
    engine = await EngineHarness.open();
  });

  afterEach(async function () {
    if (this.currentTest?.state === 'failed') process.stderr.write(`${engine.trace()}\n`);
    expect(tablesOf(engine.core.store), 'replay').to.deep.equal(await replayed(engine));
    await engine.close();
  });

  const modify = (
    processInstanceKey: number,
    change: Partial<ValueOf<'PROCESS_INSTANCE_MODIFICATION'>>,
  ) =>
    engine.send(
      'PROCESS_INSTANCE_MODIFICATION',
      'MODIFY',
      {
        processInstanceKey,
        terminateInstructions: [],
        activateInstructions: [],
        ancestorScopeKeys: [],
        tenantId: '<default>',
        ...change,
      },
      processInstanceKey,
    );

  const activate = (elementId: string, ancestorScopeKey = -1) => ({
    elementId,
    ancestorScopeKey,
    variableInstructions: [],
    ancestorScopeKeys: [],
  });

  it('joins in a parallel gateway only when all branches arrived', async () => {
    await engine.deploy(diagram('split', split()));
    await engine.create('split');
    await engine.completeAt('a');
    expect(engine.course()).not.to.include('ELEMENT_ACTIVATED join');
    await engine.completeAt('b');
    expect(engine.course().filter((step) => step === 'ELEMENT_ACTIVATED join')).to.have.length(1);
    expect(engine.rejections().map(({ reason }) => reason)).to.deep.equal([
      "Expected to be able to activate parallel gateway 'join', but not all sequence flows have " +
        'been taken.',
    ]);
    expect(leftOvers(engine.core.store)).to.deep.equal({});
  });

  it('answers the result to who waits for it, with the variables asked for', async () => {
    await engine.deploy(oneTask());
    const waiting = engine.send('PROCESS_INSTANCE_CREATION', 'CREATE_WITH_AWAITING_RESULT', {
      ...creation('one', { a: 1, b: 2 }),
      fetchVariables: ['b', 'c'],
    });
    await engine.idle();
    await engine.completeAt('task', { c: [3] });
    const answer = await waiting;
    expect(answer.kind).to.equal('event');
    const { valueType, value } = (answer as Extract<typeof answer, { kind: 'event' }>).record;
    expect(valueType).to.equal('PROCESS_INSTANCE_RESULT');
    expect(JSON.parse((value as ValueOf<'PROCESS_INSTANCE_RESULT'>).variables)).to.deep.equal({
      b: 2,
      c: [3],
    });
  });

  it(
    'takes the default flow, else raises an incident which is resolved by a new ' + 'value',
    async () => {
      await engine.deploy(
        diagram(
          'choose',
          [
            START,
            element('exclusiveGateway', 'gate'),
            END,
            element('endEvent', 'other'),
            flow('start', 'gate'),
            flow('gate', 'end', '=x > 5'),
            flow('gate', 'other', '=x < 0'),
          ]
            .map(({ xml }) => xml)
            .join(''),
        ),
      );
      const key = await engine.create('choose', { x: 3 });
      const [incident] = engine.events('INCIDENT', 'CREATED');
      expect(incident?.value).to.include({
        errorType: 'CONDITION_ERROR',
        errorMessage:
          'Expected at least one condition to evaluate to true, or to have a default flow',
      });
      await engine.expect('VARIABLE_DOCUMENT', 'UPDATE', {
        scopeKey: key,
        updateSemantics: 'PROPAGATE',
        variables: '{"x":7}',
        tenantId: '<default>',
      });
      await engine.expect('INCIDENT', 'RESOLVE', incident!.value, incident!.key);
      expect(engine.course())
        .to.include('ELEMENT_COMPLETED end')
        .and.include('ELEMENT_COMPLETED choose');
      expect(leftOvers(engine.core.store)).to.deep.equal({});
    },
  );

  it('ends everything at a terminate end event', async () => {
    await engine.deploy(
      diagram(
        'stop',
        [
          START,
          element('parallelGateway', 'fork'),
          serviceTask('a', 'work'),
          serviceTask('b', 'work'),
          element('endEvent', 'kill', '<bpmn:terminateEventDefinition />'),
          flow('start', 'fork'),
          flow('fork', 'a'),
          flow('fork', 'b'),
          flow('a', 'kill'),
        ]
          .map(({ xml }) => xml)
          .join(''),
      ),
    );
    await engine.create('stop');
    await engine.completeAt('a');
    expect(engine.course())
      .to.include('ELEMENT_TERMINATED b')
      .and.include('ELEMENT_COMPLETED stop');
    expect(leftOvers(engine.core.store)).to.deep.equal({});
  });

  it('cancels with everything inside sub-processes', async () => {
    const inner = sequence(
      element('startEvent', 'inStart'),
      serviceTask('in', 'work'),
      element('endEvent', 'inEnd'),
    );
    await engine.deploy(
      diagram('nested', sequence(START, element('subProcess', 'sub', inner), END)),
    );
    const key = await engine.create('nested');
    await engine.expect('PROCESS_INSTANCE', 'CANCEL', {}, key);
    expect(engine.course().slice(-6)).to.deep.equal([
      'ELEMENT_TERMINATING nested',
      'ELEMENT_TERMINATING sub',
      'ELEMENT_TERMINATING in',
      'ELEMENT_TERMINATED in',
      'ELEMENT_TERMINATED sub',
      'ELEMENT_TERMINATED nested',
    ]);
    expect(leftOvers(engine.core.store)).to.deep.equal({});
    expect(await engine.send('PROCESS_INSTANCE', 'CANCEL', {}, key)).to.deep.equal({
      kind: 'rejection',
      type: 'NOT_FOUND',
      reason:
        `Expected to cancel a process instance with key '${key}', but no such process was ` +
        `found`,
    });
  });

  it('keeps variables local by mappings and moves them up without', async () => {
    const io =
      '<zeebe:ioMapping><zeebe:input source="=a + 1" target="b" />' +
      '<zeebe:output source="=c" target="d" /></zeebe:ioMapping>';
    await engine.deploy(
      diagram(
        'map',
        sequence(START, serviceTask('mapped', 'work', io), serviceTask('plain', 'work'), END),
      ),
    );
    const key = await engine.create('map', { a: 1 });
    const { jobs } = await engine.activate('work');
    expect(JSON.parse(jobs[0]!.variables)).to.deep.equal({ a: 1, b: 2 });
    await engine.completeAt('mapped', { c: 'up', e: 'stays' });
    await engine.completeAt('plain', { f: 1 });
    const inRoot = engine
      .events('VARIABLE')
      .filter(({ value }) => value.scopeKey === key)
      .map(({ value }) => `${value.name}=${value.value}`);
    expect(inRoot).to.deep.equal(['a=1', 'd="up"', 'f=1']);
  });

  it('raises an incident for a mapping that cannot be evaluated', async () => {
    const io = extensions(
      '<zeebe:ioMapping><zeebe:output source="=assert(x, x != null)" target="y" ' +
        '/></zeebe:ioMapping>',
    );
    await engine.deploy(
      diagram(
        'bad',
        sequence(
          START,
          element(
            'subProcess',
            'sub',
            io + sequence(element('startEvent', 's'), element('endEvent', 'e')),
          ),
          END,
        ),
      ),
    );
    const key = await engine.create('bad');
    const [incident] = engine.events('INCIDENT', 'CREATED');
    expect(incident?.value).to.include({ errorType: 'IO_MAPPING_ERROR', elementId: 'sub' });
    await engine.expect('VARIABLE_DOCUMENT', 'UPDATE', {
      scopeKey: key,
      updateSemantics: 'LOCAL',
      variables: '{"x":7}',
      tenantId: '<default>',
    });
    await engine.expect('INCIDENT', 'RESOLVE', incident!.value, incident!.key);
    expect(engine.course()).to.include('ELEMENT_COMPLETED bad');
  });

  it('moves a token out of a parallel branch back before the fork', async () => {
    await engine.deploy(
      diagram(
        'back',
        [
          START,
          serviceTask('first', 'work'),
          element('parallelGateway', 'fork'),
          serviceTask('a', 'work'),
          serviceTask('b', 'work'),
          element('parallelGateway', 'join'),
          END,
          flow('start', 'first'),
          flow('first', 'fork'),
          flow('fork', 'a'),
          flow('fork', 'b'),
          flow('a', 'join'),
          flow('b', 'join'),
          flow('join', 'end'),
        ]
          .map(({ xml }) => xml)
          .join(''),
      ),
    );
    const key = await engine.create('back');
    await engine.completeAt('first');
    await engine.completeAt('a');
    const b = engine.events('JOB', 'CREATED').find(({ value }) => value.elementId === 'b')!;
    const answer = await modify(key, {
      terminateInstructions: [{ elementInstanceKey: b.value.elementInstanceKey }],
      activateInstructions: [
        {
          ...activate('first'),
          variableInstructions: [{ elementId: '', variables: '{"again":true}' as never }],
        },
      ],
    });
    expect(answer.kind).to.equal('event');
    expect(engine.events('JOB', 'CANCELED').map((one) => one.key)).to.deep.equal([b.key]);
    expect(engine.openJob('first')).to.be.a('number');
    await engine.completeAt('first');
    await engine.completeAt('a');
    await engine.completeAt('b');
    expect(engine.course()).to.include('ELEMENT_COMPLETED back');
    expect(leftOvers(engine.core.store)).to.deep.equal({});
  });

  it('ends when a modification leaves nothing running', async () => {
    await engine.deploy(oneTask());
    const key = await engine.create('one');
    const job = engine.events('JOB', 'CREATED')[0]!;
    await modify(key, {
      terminateInstructions: [{ elementInstanceKey: job.value.elementInstanceKey }],
    });
    expect(engine.course().slice(-1)).to.deep.equal(['ELEMENT_TERMINATED one']);
    expect(leftOvers(engine.core.store)).to.deep.equal({});
  });

  it('starts at elements, inside a sub-process too', async () => {
    const inner = sequence(
      element('startEvent', 'inStart'),
      serviceTask('in', 'work'),
      element('endEvent', 'inEnd'),
    );
    await engine.deploy(
      diagram('nested', sequence(START, element('subProcess', 'sub', inner), END)),
    );
    await engine.expect('PROCESS_INSTANCE_CREATION', 'CREATE', {
      ...creation('nested'),
      startInstructions: [{ elementId: 'in' }, { elementId: 'in' }],
    });
    expect(engine.course().filter((step) => step === 'ELEMENT_ACTIVATED in')).to.have.length(2);
    expect(engine.course().filter((step) => step === 'ELEMENT_ACTIVATED sub')).to.have.length(1);
    await engine.completeAt('in');
    await engine.completeAt('in');
    expect(leftOvers(engine.core.store)).to.deep.equal({});
  });

  const prefix =
    "Expected to modify instance of process 'one' but it contains one or more activate " +
    'instructions';
  const refusals: readonly [string, (key: number) => Promise<unknown>, string, string][] = [
    [
      'modify unknown',
      () => modify(7, {}),
      'NOT_FOUND',
      "Expected to modify process instance but no process instance found with key '7'",
    ],
    [
      'activate unknown',
      (key) => modify(key, { activateInstructions: [activate('x')] }),
      'INVALID_ARGUMENT',
      `${prefix} with an element that could not be found: 'x'`,
    ],
    [
      'terminate unknown',
      (key) => modify(key, { terminateInstructions: [{ elementInstanceKey: 9 }] }),
      'INVALID_ARGUMENT',
      "Expected to modify instance of process 'one' but it contains one or more terminate " +
        'instructions ' +
        "with an element instance that could not be found: '9'",
    ],
    [
      'ancestor unknown',
      (key) => modify(key, { activateInstructions: [activate('task', 9)] }),
      'INVALID_ARGUMENT',
      `${prefix} with an ancestor scope key that does not exist, or is not in an active state: '9'`,
    ],
    [
      'create nothing',
      () => engine.send('PROCESS_INSTANCE_CREATION', 'CREATE', creation('')),
      'INVALID_ARGUMENT',
      'Expected at least a bpmnProcessId or a key greater than -1, but none given',
    ],
    [
      'create unknown',
      () => engine.send('PROCESS_INSTANCE_CREATION', 'CREATE', creation('x')),
      'NOT_FOUND',
      "Expected to find process definition with process ID 'x', but none found",
    ],
    [
      'create unknown version',
      () => engine.send('PROCESS_INSTANCE_CREATION', 'CREATE', { ...creation('one'), version: 3 }),
      'NOT_FOUND',
      "Expected to find process definition with process ID 'one' and version '3', but none found",
    ],
    [
      'start nowhere',
      () =>
        engine.send('PROCESS_INSTANCE_CREATION', 'CREATE', {
          ...creation('one'),
          startInstructions: [{ elementId: 'x' }],
        }),
      'INVALID_ARGUMENT',
      'Expected to create instance of process with start instructions but no element found with ' +
        "id 'x'.",
    ],
    [
      'set variables nowhere',
      () =>
        engine.send('VARIABLE_DOCUMENT', 'UPDATE', {
          scopeKey: 8,
          updateSemantics: 'LOCAL',
          variables: '{}',
          tenantId: '<default>',
        }),
      'NOT_FOUND',
      "Expected to update variables for element with key '8', but no such element was found",
    ],
  ];
  for (const [name, act, type, reason] of refusals) {
    it(`refuses: ${name}`, async () => {
      await engine.deploy(oneTask());
      const key = await engine.create('one');
      expect(await act(key)).to.deep.equal({ kind: 'rejection', type, reason });
    });
  }
});
