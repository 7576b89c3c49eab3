import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Problem } from '../../../server/errors.ts';
import { projectRoot } from '../../../server/root.ts';
import type { Viewer } from '../../../server/sessions/schema.ts';
import type { TaskRow } from '../../../server/tasks/schema.ts';
import { openClient } from '../../zeebe/gateway-client.ts';
import { openDesk, type TestDesk } from '../read-side/desk.ts';
import { until } from '../support/until.ts';

const DEADLINE = '2027-03-05T17:30:00+08:00';

describe('user tasks that the broker manages itself', function () {
  this.timeout(60_000);
  let desk: TestDesk;
  let planner: Viewer;
  let finance: Viewer;
  let leader: Viewer;
  let diagram: string;

  before(async () => {
    desk = await openDesk();
    const file = join(projectRoot(), 'test', 'server', 'fixtures', 'native.bpmn');
    diagram = await readFile(file, 'utf8');
    await desk.broker.deploy({ name: 'native.bpmn', text: diagram });
    planner = await desk.viewer('330800-fgw-clerk1');
    finance = await desk.viewer('330800-czj-clerk1');
    leader = await desk.viewer('330800-leader1');
  });
  after(() => desk.close());

  const start = async (): Promise<string> => {
    const { key } = await desk.broker.start('fixture-native', {
      caseTitle: '样例',
      urgency: 'normal',
      startedBy: planner.personId,
      startedByUnit: '330800-fgw',
      deadline: DEADLINE,
    });
    return key;
  };
  const rowOf = async (viewer: Viewer, caseKey: string): Promise<TaskRow | undefined> => {
    const query = { box: 'todo', sort: 'newest', limit: 200 } as const;
    const { rows } = await desk.services.tasks.list(viewer, query);
    return rows.find((row) => row.caseKey === caseKey && row.state === 'open');
  };
  const taskOf = (viewer: Viewer, caseKey: string, step: string): Promise<TaskRow> =>
    until(`${viewer.account} has ${step}`, async () => {
      const row = await rowOf(viewer, caseKey);
      return row?.step === step ? row : undefined;
    });
  /** What another client of the broker does, past this server. */
  const rest = async (method: string, path: string, body?: object): Promise<void> => {
    const answer = await fetch(`${desk.gateway.restAddress}/v1/user-tasks/${path}`, {
      method,
      ...(body && {
        body: JSON.stringify(body),
        headers: { 'Content-Type': 'application/json' },
      }),
    });
    expect(answer.status, await answer.text()).to.equal(204);
  };

  it('lie in the boxes of candidate groups and users, with limit and label', async () => {
    const key = await start();
    const row = await taskOf(planner, key, 'check');
    expect(row).to.include({ stepName: '审核' });
    expect(row.due).to.have.property('light', 'green');
    expect((await taskOf(finance, key, 'check')).key).to.equal(row.key);
  });

  it('are completed with opinion and person, and a second person is told', async () => {
    const key = await start();
    const { key: task } = await taskOf(planner, key, 'check');
    const input = { variables: {}, opinion: '同意' };
    await desk.services.tasks.complete(planner, task, input);
    const approve = await taskOf(leader, key, 'approve');
    const late = await desk.services.tasks
      .complete(finance, task, input)
      .catch((error: unknown) => error);
    expect((late as Problem).code).to.equal('task_already_completed');
    const { steps } = await desk.services.cases.get(planner, key);
    const checked = steps.find(({ element }) => element === 'check');
    expect(checked).to.include({ state: 'completed', opinion: '同意' });
    await desk.services.tasks.complete(leader, approve.key, input);
    await until('the case ends', async () => {
      const { state } = await desk.services.cases.get(planner, key);
      return state === 'completed' ? true : undefined;
    });
  });

  it('two completing at once: one is told of the other', async () => {
    const key = await start();
    const { key: task } = await taskOf(planner, key, 'check');
    const answers = await Promise.all(
      [planner, finance].map((viewer) =>
        desk.services.tasks.complete(viewer, task, { variables: {}, opinion: viewer.name }).then(
          () => 'accepted',
          (error: Problem) => error.code,
        ),
      ),
    );
    expect(answers.toSorted()).to.deep.equal(['accepted', 'task_already_completed']);
  });

  it('go to whom another client assigns them, and back to the candidates', async () => {
    const key = await start();
    const { key: task } = await taskOf(planner, key, 'check');
    await rest('POST', `${task}/assignment`, { assignee: finance.personId });
    await until('the other candidates have it no more', async () =>
      (await rowOf(planner, key)) === undefined ? true : undefined,
    );
    await taskOf(finance, key, 'check');
    await rest('DELETE', `${task}/assignee`);
    await taskOf(planner, key, 'check');
  });

  it('keep the date that the diagram computes, and follow one that is changed', async () => {
    const key = await start();
    const { key: check } = await taskOf(planner, key, 'check');
    await desk.services.tasks.complete(planner, check, { variables: {}, opinion: '' });
    const { key: task } = await taskOf(leader, key, 'approve');
    const dueAt = async (): Promise<unknown> =>
      (await desk.context.connection.collection('tasks').findOne({ _id: task as never }))?.[
        'dueAt'
      ];
    expect(await dueAt()).to.equal(Date.parse(DEADLINE));
    const later = '2027-03-12T17:30:00+08:00';
    await rest('PATCH', task, { changeset: { dueDate: later } });
    await until('the date moves', async () =>
      (await dueAt()) === Date.parse(later) ? true : undefined,
    );
  });

  it('leave the boxes when the case is withdrawn', async () => {
    const key = await start();
    await taskOf(planner, key, 'check');
    await desk.broker.cancel(key);
    await until('nobody has it', async () =>
      (await rowOf(planner, key)) === undefined ? true : undefined,
    );
  });

  it('are returned to an earlier step, which ends them without a record of their own', async () => {
    const key = await start();
    const { key: check } = await taskOf(planner, key, 'check');
    await desk.services.tasks.complete(planner, check, { variables: {}, opinion: '同意' });
    const { key: approve } = await taskOf(leader, key, 'approve');
    await desk.services.tasks.return(leader, approve, { to: 'check', reason: '请补充依据' });
    await taskOf(planner, key, 'check');
    const returned = await until('the returned task is over', async () => {
      const task = await desk.services.tasks.get(leader, approve);
      return task.state === 'open' ? undefined : task;
    });
    expect(returned.state).to.equal('canceled');
    expect(await rowOf(leader, key)).to.equal(undefined);
  });

  it('go on under another name when the case moves to a new version', async () => {
    const key = await start();
    const { key: task } = await taskOf(planner, key, 'check');
    const renamed = diagram.replaceAll('"check"', '"recheck"').replace('审核"', '复核"');
    const [version] = await desk.broker.deploy({ name: 'native.bpmn', text: renamed });
    const client = openClient(desk.gateway.address);
    const migrated = await client.unary('MigrateProcessInstance', {
      processInstanceKey: key,
      migrationPlan: {
        targetProcessDefinitionKey: version?.key,
        mappingInstructions: [{ sourceElementId: 'check', targetElementId: 'recheck' }],
      },
    });
    client.close();
    expect(migrated).to.have.property('response');
    const row = await taskOf(planner, key, 'recheck');
    expect(row).to.include({ key: task, stepName: '复核' });
    const { definitionVersion } = await desk.services.cases.get(planner, key);
    const position = await desk.services.cases.position(planner, key);
    expect(definitionVersion).to.equal(version?.version);
    expect(JSON.stringify(position)).to.contain('recheck').and.not.contain('"check"');
    await desk.services.tasks.complete(planner, task, { variables: {}, opinion: '' });
    await taskOf(leader, key, 'approve');
  });
});
