import { expect } from 'chai';
import { asJsonText } from '../../../engine/protocol/json-text.ts';
import type { ValueOf } from '../../../engine/protocol/record.ts';
import { diagram, element, extensions, sequence } from '../bpmn-builder.ts';
import { EngineHarness } from '../engine-harness.ts';
import { leftOvers, replayed, tablesOf } from '../replay.ts';

const NATIVE = diagram(
  'native',
  sequence(
    element('startEvent', 'start'),
    element(
      'userTask',
      'approve',
      extensions(
        '<zeebe:userTask /><zeebe:assignmentDefinition assignee="=who" candidateGroups="a,b" />',
      ),
    ),
    element('endEvent', 'end'),
  ),
);

function change(given: Partial<ValueOf<'USER_TASK'>>): ValueOf<'USER_TASK'> {
  return {
    userTaskKey: -1,
    assignee: '',
    candidateGroupsList: [],
    candidateUsersList: [],
    dueDate: '',
    followUpDate: '',
    formKey: -1,
    externalFormReference: '',
    variables: asJsonText('{}'),
    customHeaders: asJsonText('{}'),
    changedAttributes: [],
    action: '',
    creationTimestamp: -1,
    bpmnProcessId: '',
    processDefinitionVersion: -1,
    processDefinitionKey: -1,
    processInstanceKey: -1,
    elementId: '',
    elementInstanceKey: -1,
    tenantId: '<default>',
    ...given,
  };
}

describe('engine/user-task', () => {
  let engine: EngineHarness;
  let key: number;

  beforeEach(async () => {
    engine = await EngineHarness.open();
    await engine.deploy(NATIVE);
    await engine.create('native', { who: '' });
    key = engine.events('USER_TASK', 'CREATED')[0]!.key;
  });

  afterEach(async function () {
    if (this.currentTest?.state === 'failed') process.stderr.write(`${engine.trace()}\n`);
    expect(tablesOf(engine.core.store), 'replay').to.deep.equal(await replayed(engine));
    await engine.close();
  });

  it('is claimed by one, not by another, and completed with variables', async () => {
    await engine.expect('USER_TASK', 'CLAIM', change({ assignee: 'lin' }), key);
    expect(await engine.send('USER_TASK', 'CLAIM', change({ assignee: 'wu' }), key)).to.deep.equal({
      kind: 'rejection',
      type: 'INVALID_STATE',
      reason: `Expected to claim user task with key '${key}', but it has already been assigned`,
    });
    const variables = asJsonText('{"ok":true}');
    const { value } = await engine.expect('USER_TASK', 'COMPLETE', change({ variables }), key);
    expect(value).to.include({ action: 'complete', assignee: 'lin' });
    expect(engine.events('VARIABLE', 'CREATED').map((one) => one.value.name)).to.include('ok');
    expect(engine.course()).to.include('ELEMENT_COMPLETED native');
    expect(leftOvers(engine.core.store)).to.deep.equal({});
  });

  it('changes only what an update names', async () => {
    const update = change({
      dueDate: '2026-12-01T00:00Z',
      candidateGroupsList: ['c'],
      changedAttributes: ['dueDate'],
    });
    const { value } = await engine.expect('USER_TASK', 'UPDATE', update, key);
    expect(value).to.deep.include({
      dueDate: '2026-12-01T00:00Z',
      candidateGroupsList: ['a', 'b'],
      changedAttributes: ['dueDate'],
    });
  });

  it('is canceled with its instance', async () => {
    const [created] = engine.events('PROCESS_INSTANCE_CREATION');
    await engine.expect('PROCESS_INSTANCE', 'CANCEL', {}, created!.value.processInstanceKey);
    const intents = engine.events('USER_TASK').map(({ intent }) => intent);
    expect(intents).to.deep.equal(['CREATING', 'CREATED', 'CANCELING', 'CANCELED']);
  });

  for (const intent of ['COMPLETE', 'ASSIGN', 'CLAIM', 'UPDATE'] as const) {
    it(`refuses to ${intent.toLowerCase()} a task that is not there`, async () => {
      expect(await engine.send('USER_TASK', intent, change({}), 7)).to.deep.equal({
        kind: 'rejection',
        type: 'NOT_FOUND',
        reason: `Expected to ${intent.toLowerCase()} user task with key '7', but no such user task was found`,
      });
    });
  }
});
