import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { Problem } from '../../../server/errors.ts';
import { projectRoot } from '../../../server/root.ts';
import type { Viewer } from '../../../server/sessions/schema.ts';
import type { Box, TaskRow } from '../../../server/tasks/schema.ts';
import { openDesk, type TestDesk } from '../read-side/desk.ts';
import { until } from '../support/until.ts';

const fixtures = join(projectRoot(), 'test', 'server', 'fixtures');

/** The code of the refusal, or the answer when there was none. */
async function refusal(call: Promise<unknown>): Promise<unknown> {
  return call.catch((error: unknown) => {
    if (error instanceof Problem) return error.code;
    throw error;
  });
}

describe('tasks on the embedded broker', function () {
  this.timeout(60_000);
  let desk: TestDesk;
  let planner: Viewer;
  let finance: Viewer;
  let legal: Viewer;

  before(async () => {
    desk = await openDesk();
    for (const name of ['issue', 'review', 'review-wrapped', 'exchange']) {
      const text = await readFile(join(fixtures, `${name}.bpmn`), 'utf8');
      if (name === 'exchange') {
        const form = await readFile(join(fixtures, 'receipt.form'), 'utf8');
        await desk.broker.deploy({ name: 'receipt.form', text: form });
      }
      await desk.broker.deploy({ name: `${name}.bpmn`, text });
    }
    planner = await desk.viewer('330800-fgw-clerk1');
    finance = await desk.viewer('330800-czj-clerk1');
    legal = await desk.viewer('330800-sfj-clerk1');
  });
  after(() => desk.close());

  const start = async (processId: string, more: Record<string, unknown> = {}): Promise<string> => {
    const { key } = await desk.broker.start(processId, {
      caseTitle: '样例',
      urgency: 'normal',
      startedBy: planner.personId,
      startedByUnit: '330800-fgw',
      ...more,
    });
    return key;
  };
  const taskOf = (viewer: Viewer, caseKey: string, step: string, box: Box = 'todo') =>
    until(`${viewer.account} has ${step}`, async (): Promise<TaskRow | undefined> => {
      const query = { box, sort: 'newest', limit: 200 } as const;
      const { rows } = await desk.services.tasks.list(viewer, query);
      return rows.find(
        (row) => row.caseKey === caseKey && row.step === step && row.state === 'open',
      );
    });
  const complete = async (viewer: Viewer, caseKey: string, step: string): Promise<string> => {
    const { key } = await taskOf(viewer, caseKey, step);
    await desk.services.tasks.complete(viewer, key, { variables: {}, opinion: `${step}意见` });
    return key;
  };

  it('refuses a return that would leave a token at a join of the process itself', async () => {
    const key = await start('fixture-review');
    await complete(planner, key, 'draft');
    await complete(finance, key, 'finance');
    const { key: task } = await taskOf(legal, key, 'legal');
    await until('the token is at the join', async () =>
      desk.context.connection.collection('joins').findOne({ caseKey: key }),
    );
    const input = { to: 'draft', reason: '依据不足' };
    const answer = await refusal(desk.services.tasks.return(legal, task, input));
    expect(answer).to.equal('return_refused');
  });

  it('returns out of parallel branches, and both branches are done again', async () => {
    const key = await start('fixture-review-wrapped');
    await complete(planner, key, 'draft');
    await complete(finance, key, 'finance');
    const { key: task } = await taskOf(legal, key, 'legal');
    await until('the finance step is in the course', async () => {
      const { steps } = await desk.services.cases.get(planner, key);
      return steps.some((step) => step.element === 'finance' && step.state === 'completed');
    });
    const preview = await desk.services.tasks.previewReturn(legal, task, 'draft');
    expect(preview.cancels.map(({ step }) => step)).to.deep.equal(['legal']);
    expect(preview.voids.map(({ opinion }) => opinion)).to.deep.equal(['draft意见', 'finance意见']);
    expect(preview.clock).to.match(/总时限继续计算/);
    await desk.services.tasks.return(legal, task, { to: 'draft', reason: '依据不足' });
    await complete(planner, key, 'draft');
    await complete(legal, key, 'legal');
    await taskOf(finance, key, 'finance');
    const between = await desk.services.cases.get(planner, key);
    expect(between.waitingFor.map(({ stepName }) => stepName)).to.not.include('领导签发');
    const back = between.steps.find(({ type }) => type === 'RETURN');
    expect(back).to.include({ opinion: '依据不足', name: '退回：法制会签 → 拟稿' });
    await complete(finance, key, 'finance');
    const leader = await desk.viewer('330800-leader1');
    await taskOf(leader, key, 'approve');
  });

  it('returns inside one copy of a multi-instance and leaves the others alone', async () => {
    const key = await start('fixture-exchange', { units: ['330802', '330803'] });
    const one = await desk.viewer('330802-clerk1');
    const other = await desk.viewer('330803-clerk1');
    for (const viewer of [one, other]) {
      const { key: task } = await taskOf(viewer, key, 'sign', 'sign');
      await desk.services.tasks.complete(viewer, task, { variables: {}, opinion: '' });
    }
    const theirs = await taskOf(other, key, 'receipt');
    const mine = await taskOf(one, key, 'receipt');
    const { returnTargets } = await desk.services.tasks.get(one, mine.key);
    expect(returnTargets.map(({ element }) => element)).to.deep.equal(['sign']);
    await desk.services.tasks.return(one, mine.key, { to: 'sign', reason: '签错' });
    await taskOf(one, key, 'sign', 'sign');
    expect((await desk.services.tasks.get(other, theirs.key)).state).to.equal('open');
  });

  it('tells the second person who was first, and keeps what they wrote', async () => {
    const key = await start('fixture-review');
    const head = await desk.viewer('330800-fgw-head1');
    const { key: task } = await taskOf(planner, key, 'draft');
    await taskOf(head, key, 'draft');
    const submit = (viewer: Viewer) =>
      desk.services.tasks.complete(viewer, task, { variables: {}, opinion: viewer.name });
    const answers = await Promise.all([refusal(submit(planner)), refusal(submit(head))]);
    expect(answers.filter((answer) => answer === 'task_already_completed')).to.have.length(1);
    const second = answers[0] === 'task_already_completed' ? planner : head;
    await until(
      'the draft is kept',
      async () =>
        await desk.context.connection
          .collection('drafts')
          .findOne({ taskKey: task, personId: second.personId }),
    );
  });

  it('checks the form on the server', async () => {
    const key = await start('fixture-exchange', { units: ['330822'] });
    const clerk = await desk.viewer('330822-clerk1');
    const sign = await taskOf(clerk, key, 'sign', 'sign');
    await desk.services.tasks.complete(clerk, sign.key, { variables: {}, opinion: '' });
    const { key: task } = await taskOf(clerk, key, 'receipt');
    const answer = desk.services.tasks.complete(clerk, task, {
      variables: { contact: '', copies: 100, attitude: 'maybe', business: 'x' },
      opinion: '',
    });
    const problem = await answer.catch((error: unknown) => error);
    expect(problem).to.be.instanceOf(Problem);
    expect((problem as Problem).errors?.map(({ path }) => path)).to.deep.equal([
      'variables.contact',
      'variables.copies',
      'variables.attitude',
    ]);
  });

  it('lets one person claim, and saves drafts over the version they were written on', async () => {
    const key = await start('fixture-review');
    const head = await desk.viewer('330800-fgw-head1');
    const { key: task } = await taskOf(planner, key, 'draft');
    await desk.services.tasks.claim(planner, task);
    expect(await refusal(desk.services.tasks.claim(head, task))).to.equal('task_claimed');
    const draft = { variables: {}, opinion: '一稿' };
    const saved = await desk.services.tasks.saveDraft(planner, task, { ...draft, baseVersion: 0 });
    expect(saved.version).to.equal(1);
    const stale = desk.services.tasks.saveDraft(planner, task, { ...draft, baseVersion: 0 });
    expect(await refusal(stale)).to.equal('draft_stale');
    await desk.services.tasks.release(planner, task);
    await taskOf(head, key, 'draft');
    expect((await desk.services.tasks.get(planner, task)).draft?.opinion).to.equal('一稿');
    await desk.services.tasks.complete(planner, task, draft);
    expect((await desk.services.tasks.get(planner, task)).draft).to.equal(null);
    const left = desk.context.connection.collection('drafts').countDocuments({ taskKey: task });
    expect(await left, 'what was submitted is no draft').to.equal(0);
  });

  it('counts a whole box, whatever part of it a page shows', async () => {
    const { list } = desk.services.tasks;
    await taskOf(planner, await start('fixture-review'), 'draft');
    await taskOf(planner, await start('fixture-review'), 'draft');
    const query = { box: 'todo', sort: 'newest' } as const;
    const whole = await list(planner, { ...query, limit: 200 });
    expect(whole).to.include({ total: whole.rows.length, next: null });
    const first = await list(planner, { ...query, limit: whole.total - 1 });
    expect(first.total).to.equal(whole.total);
    const rest = await list(planner, { ...query, limit: 200, after: first.next ?? '' });
    expect(rest).to.include({ total: whole.total, next: null });
    expect(rest.rows).to.have.length(1);
  });

  it('hides tasks and cases from those who have nothing to do with them', async () => {
    const key = await start('fixture-review');
    const { key: task } = await taskOf(planner, key, 'draft');
    const stranger = await desk.viewer('330825-clerk1');
    const input = { variables: {}, opinion: '' };
    const { tasks, cases } = desk.services;
    for (const call of [
      tasks.get(stranger, task),
      tasks.claim(stranger, task),
      tasks.complete(stranger, task, input),
      tasks.saveDraft(stranger, task, { ...input, baseVersion: 0 }),
      tasks.return(stranger, task, { to: 'draft', reason: 'x' }),
      cases.get(stranger, key),
      cases.position(stranger, key),
      cases.copies(stranger, key),
      cases.remind(stranger, key, { text: 'x' }),
      cases.cancel(stranger, key, 'x'),
    ])
      expect(await refusal(call)).to.equal('not_found');
    const query = { scope: 'all', sort: 'newest', limit: 50 } as const;
    expect(await refusal(cases.list(stranger, query))).to.equal('forbidden');
    expect(await refusal(desk.services.board.get(stranger))).to.equal('forbidden');
  });
});
