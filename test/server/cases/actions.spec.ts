import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import type { Viewer } from '../../../server/sessions/schema.ts';
import { openDesk, type TestDesk } from '../read-side/desk.ts';
import { problemOf } from '../support/problem-of.ts';
import { until } from '../support/until.ts';

describe('actions of a case on the embedded broker', function () {
  this.timeout(60_000);
  let desk: TestDesk;
  let sender: Viewer;
  let clerk: Viewer;

  before(async () => {
    desk = await openDesk();
    sender = await desk.viewer('330800-zfb-clerk1');
    clerk = await desk.viewer('330802-clerk1');
    await until('businesses are deployed', async () =>
      (await desk.services.businesses.list(sender)).every(({ version }) => version > 0),
    );
  });
  after(() => desk.close());

  const ask = (variables: Record<string, unknown> = {}, reason = '') => ({
    requestId: randomUUID(),
    variables,
    reason,
  });

  const start = async (): Promise<string> => {
    const { key } = await desk.services.cases.start(sender, {
      business: 'document-exchange',
      documentIds: [],
      variables: {
        caseTitle: '关于补发的通知',
        documentKind: '通知',
        urgency: 'normal',
        recipients: ['330802', '330803'],
        signLimit: '1wd',
        replyLimit: '3wd',
        requirement: '按时回执',
      },
    });
    await until('all have it', async () => {
      const found = await desk.services.cases.get(sender, key).catch(() => null);
      return found?.waitingFor.some(({ count }) => count === 2);
    });
    return key;
  };

  const signing = async (viewer: Viewer, key: string): Promise<number> => {
    const query = { box: 'sign', sort: 'newest', limit: 50 } as const;
    const { rows } = await desk.services.tasks.list(viewer, query);
    return rows.filter(({ caseKey }) => caseKey === key).length;
  };

  it('are offered to who may do them, with their form', async () => {
    const key = await start();
    const { actions } = await desk.services.cases.get(sender, key);
    expect(actions.map(({ id }) => id)).to.deep.equal(['resend', 'close']);
    expect(actions[0]?.form).to.include({ id: 'exchange-resend' });
    expect(actions[1]).to.include({ title: '提前办结', form: null });
    expect((await desk.services.cases.get(clerk, key)).actions).to.deep.equal([]);
  });

  it('act once, however often the same request comes, and are told in the course', async () => {
    const key = await start();
    const other = await desk.viewer('330881-clerk1');
    const input = ask({ resendTo: ['330881'], caseTitle: '改名' });
    const once = (): Promise<unknown> => desk.services.cases.act(sender, key, 'resend', input);
    await Promise.all([once(), once()]);
    await until('the unit has it', async () => (await signing(other, key)) > 0);
    await once();
    const found = await desk.services.cases.get(sender, key);
    const lines = found.steps.filter(({ name, type }) => type === 'ACT' && name === '补发');
    expect(lines).to.have.length(1);
    expect(lines[0]?.opinion).to.equal('补发单位：江山市');
    expect(lines[0]?.by?.id).to.equal(sender.personId);
    expect(found.title).to.equal('关于补发的通知');
    // A third copy would have come with the second request: the next one overtakes none.
    await desk.services.cases.act(sender, key, 'resend', ask({ resendTo: ['330822'] }));
    const last = await desk.viewer('330822-clerk1');
    await until('the next unit has it', async () => (await signing(last, key)) > 0);
    expect(await signing(other, key)).to.equal(1);
  });

  it('are refused to others, in words', async () => {
    const key = await start();
    const problem = await problemOf(desk.services.cases.act(clerk, key, 'close', ask({}, '不等')));
    expect(problem.code).to.equal('action_forbidden');
    expect(problem.message).to.equal('“提前办结”只能由发起人或发起单位办理。');
    const stranger = await desk.viewer('330824-clerk1');
    const hidden = await problemOf(desk.services.cases.act(stranger, key, 'close', ask()));
    expect(hidden.code).to.equal('not_found');
    const unknown = await problemOf(desk.services.cases.act(sender, key, 'withdraw', ask()));
    expect(unknown.code).to.equal('not_found');
  });

  it('need a reason, or a form that is filled in', async () => {
    const key = await start();
    const silent = await problemOf(desk.services.cases.act(sender, key, 'close', ask()));
    expect(silent.errors?.[0]).to.deep.equal({ path: 'reason', message: '请填写提前办结的理由' });
    const empty = await problemOf(desk.services.cases.act(sender, key, 'resend', ask()));
    expect(empty.code).to.equal('form_invalid');
    const { steps } = await desk.services.cases.get(sender, key);
    expect(steps.some(({ type }) => type === 'ACT')).to.equal(false);
  });

  it('are refused when it is not the moment, and leave no message behind', async () => {
    const key = await start();
    await desk.services.cases.act(sender, key, 'close', ask({}, '内容已由新通知代替'));
    await until('the copies have ended', async () => {
      const { waitingFor } = await desk.services.cases.get(sender, key);
      return waitingFor.some(({ stepName }) => stepName === '确认办结');
    });
    expect(await signing(clerk, key)).to.equal(0);
    const again = await problemOf(desk.services.cases.act(sender, key, 'close', ask({}, '再来')));
    expect(again.message).to.equal(
      '现在不能办理“提前办结”：各单位没有未办的份，请在待办中确认办结。',
    );
    const { actions } = await desk.services.cases.get(sender, key);
    expect(actions.map(({ id }) => id)).to.deep.equal(['resend']);
    await desk.services.cases.cancel(sender, key, '不再需要');
    await until(
      'it has ended',
      async () => (await desk.services.cases.get(sender, key)).state === 'terminated',
    );
    const late = await problemOf(desk.services.cases.act(sender, key, 'resend', ask()));
    expect(late.code).to.equal('case_ended');
  });

  it('keep to the conditions of the package: 延期 after acceptance, one at a time, once', async () => {
    const { cases, tasks } = desk.services;
    const window = await desk.viewer('330800-zwzx-window1');
    const sample = new URL(
      '../../../processes/parallel-approval/samples/noodle-shop.json',
      import.meta.url,
    );
    const { variables } = JSON.parse(await readFile(sample, 'utf8')) as {
      variables: Record<string, unknown>;
    };
    const { key } = await cases.start(window, {
      business: 'parallel-approval',
      variables,
      documentIds: [],
    });
    const taskOf = (viewer: Viewer, step: string): Promise<string> =>
      until(step, async () => {
        const { rows } = await tasks.list(viewer, { box: 'todo', sort: 'newest', limit: 50 });
        return rows.find((row) => row.caseKey === key && row.step === step)?.key;
      });
    const review = await taskOf(window, 'review');
    await tasks.complete(window, review, { variables: { outcome: '齐全' }, opinion: '齐全' });
    const handler = await desk.viewer('330800-scjg-handler1');
    await taskOf(handler, 'examine');
    const wish = ask({ extensionReason: '需与外市协查' });
    const refused = await problemOf(cases.act(window, key, 'extend', wish));
    expect(refused.message).to.equal('“申请延期”只能由参加办理的经办人、参加办理的负责人办理。');
    await cases.act(handler, key, 'extend', wish);
    const leader = await desk.viewer('330800-leader1');
    const approval = await taskOf(leader, 'approveExtension');
    const second = await problemOf(
      cases.act(handler, key, 'extend', ask({ extensionReason: '再' })),
    );
    expect(second.message).to.match(/已有延期申请正在审批/);
    await tasks.complete(leader, approval, { variables: { outcome: '同意' }, opinion: '同意' });
    await until('it is extended', async () => {
      const { clocks } = await cases.get(handler, key);
      return clocks
        .find(({ id }) => id === 'statutory')
        ?.entries.some(({ type }) => type === 'extend');
    });
    const third = await problemOf(
      cases.act(handler, key, 'extend', ask({ extensionReason: '再' })),
    );
    expect(third.message).to.match(/依法只能延长一次/);
    expect((await cases.get(handler, key)).actions).to.deep.equal([]);
  });

  it('can be asked again after the broker was away', async () => {
    const key = await start();
    const input = ask({}, '不再等待');
    desk.context.health.down('broker', 'test');
    const problem = await problemOf(desk.services.cases.act(sender, key, 'close', input));
    desk.context.health.up('broker');
    expect(problem.status).to.equal(503);
    await desk.services.cases.act(sender, key, 'close', input);
    await until('the copies have ended', async () => (await signing(clerk, key)) === 0);
  });
});
