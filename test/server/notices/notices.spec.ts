import { expect } from 'chai';
import { actModel, stepModel, type StepRecord } from '../../../server/cases/case.model.ts';
import type { Desk } from '../../../server/desk.ts';
import { hubOf } from '../../../server/events/hub.ts';
import type { Viewer } from '../../../server/sessions/schema.ts';
import type { TaskRow } from '../../../server/tasks/schema.ts';
import { createPorts } from '../../../server/workers/ports.ts';
import { openDesk, type TestDesk } from '../read-side/desk.ts';
import { until } from '../support/until.ts';

describe('notices on the embedded broker', function () {
  this.timeout(60_000);
  let desk: TestDesk;
  let sender: Viewer;
  let clerk: Viewer;
  let head: Viewer;
  let key: string;
  const units = ['330802', '330803', '330881'];

  before(async () => {
    desk = await openDesk();
    sender = await desk.viewer('330800-zfb-clerk1');
    clerk = await desk.viewer('330802-clerk1');
    head = await desk.viewer('330802-head1');
    await until('businesses are deployed', async () =>
      (await desk.services.businesses.list(sender)).every(({ version }) => version > 0),
    );
    const started = await desk.services.cases.start(sender, {
      business: 'document-exchange',
      documentIds: [],
      variables: {
        caseTitle: '关于催收的通知',
        documentKind: '通知',
        urgency: 'normal',
        recipients: units,
        signLimit: '1wd',
        replyLimit: '3wd',
        requirement: '按时回执',
      },
    });
    key = started.key;
    await until('all have it', async () => {
      const found = await desk.services.cases.get(sender, key).catch(() => null);
      return found?.waitingFor.some(({ count }) => count === units.length);
    });
    await desk.services.cases.remind(sender, key, { text: '请抓紧签收' });
    for (const unit of units) await chase(unit);
  });
  after(() => desk.close());

  /** As the worker `tongqu:notify` does when a copy's timer fires. */
  async function chase(unit: string): Promise<void> {
    const { connection, identity, clock } = desk.context;
    const hub = hubOf(connection);
    const { notifier } = createPorts({ connection, identity, clock, hub } as unknown as Desk);
    const audience = `unit:${unit}/role:clerk`;
    const step = await stepModel(connection)
      .findOne({ caseKey: key, element: 'sign', audience })
      .lean<StepRecord>();
    const notice = {
      to: [audience, `unit:${unit}/role:head`],
      kind: 'overdue',
      title: '再次催收：关于催收的通知',
      text: '公文已超过签收时限',
      caseKey: key,
      elementInstanceKey: step?._id ?? '',
      onceKey: `9${unit}`,
    } as const;
    await notifier.send(notice);
    await notifier.send(notice);
  }

  const signing = async (viewer: Viewer): Promise<TaskRow | undefined> => {
    const query = { box: 'sign', sort: 'newest', limit: 50 } as const;
    return (await desk.services.tasks.list(viewer, query)).rows.find(
      ({ caseKey }) => caseKey === key,
    );
  };

  it('stand on the holder’s task: how often, the last one, by whom', async () => {
    const task = await signing(clerk);
    expect(task?.reminders).to.include({ count: 2, kind: 'overdue', by: null });
    expect(task?.reminders?.text).to.equal('公文已超过签收时限');
    const shown = await desk.services.tasks.get(clerk, task?.key ?? '');
    expect(shown.reminders?.count).to.equal(2);
  });

  it('are lines of the course, one per round, and only their own for a unit', async () => {
    const all = (await desk.services.cases.get(sender, key)).steps.filter(
      ({ type }) => type === 'ACT',
    );
    expect(all.map(({ name }) => name)).to.deep.equal(['催办', '再次催收']);
    expect(all[1]?.holder).to.match(/^流程自动发给 .*等 6 个岗位$/);
    const own = (await desk.services.cases.get(clerk, key)).steps.find(
      ({ name }) => name === '再次催收',
    );
    expect(own?.holder).to.match(/^流程自动发给 柯城区 文书、负责人$/);
  });

  it('are listed to their addressees only, with the way to the task', async () => {
    const mine = await desk.services.notices.list(clerk, { limit: 20 });
    expect(mine.rows.map(({ heading }) => heading)).to.deep.equal(['再次催收', '催办']);
    expect(mine.rows[1]?.by?.id).to.equal(sender.personId);
    expect(mine.rows[0]?.taskKey).to.equal((await signing(clerk))?.key);
    expect(mine.unread).to.equal(2);
    const theirs = await desk.services.notices.list(head, { limit: 20 });
    expect(theirs.rows.map(({ heading }) => heading)).to.deep.equal(['再次催收']);
    expect((await desk.services.cases.get(head, key)).title).to.equal('关于催收的通知');
    expect((await desk.services.notices.list(sender, { limit: 20 })).rows).to.deep.equal([]);
    const stranger = await desk.viewer('330824-clerk1');
    expect((await desk.services.notices.list(stranger, { limit: 20 })).rows).to.deep.equal([]);
  });

  it('are marked as read one by one or all, for one person alone; open pages hear', async () => {
    let heard = 0;
    const leave = hubOf(desk.context.connection).listen({
      groups: new Set(clerk.groups),
      hear: ({ boxes }) => {
        heard += boxes ? 1 : 0;
      },
    });
    const { rows } = await desk.services.notices.list(clerk, { limit: 20 });
    const one = await desk.services.notices.markRead(clerk, { ids: [rows[1]?.id ?? ''] });
    expect(one.unread).to.equal(1);
    expect((await desk.services.tasks.counts(clerk)).notices).to.equal(1);
    const all = await desk.services.notices.markRead(clerk, { until: rows[0]?.at ?? '' });
    expect(all.unread).to.equal(0);
    const older = await desk.services.notices.markRead(clerk, { until: '2020-01-01T00:00:00Z' });
    expect(older.unread).to.equal(0);
    leave();
    expect(heard).to.equal(3);
    expect((await desk.services.tasks.counts(head)).notices).to.equal(1);
  });

  it('are found by index', async () => {
    const plan = await actModel(desk.context.connection)
      .collection.find({
        audience: { $in: clerk.groups },
        type: { $in: ['notice', 'remind'] },
      } as never)
      .sort({ at: -1 })
      .limit(20)
      .explain('queryPlanner');
    expect(JSON.stringify(plan)).to.include('audience_1_type_1_at_-1');
  });
});
