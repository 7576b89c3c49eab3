import { expect } from 'chai';
import type { Viewer } from '../../../server/sessions/schema.ts';
import { openDesk, type TestDesk } from '../read-side/desk.ts';
import { problemOf } from '../support/problem-of.ts';
import { until } from '../support/until.ts';

describe('cases on the embedded broker', function () {
  this.timeout(60_000);
  let desk: TestDesk;
  let sender: Viewer;
  let supervisor: Viewer;
  const recipients = ['330802', '330803', '330881'];
  const variables = {
    caseTitle: '关于做好样例工作的通知',
    documentKind: '通知',
    urgency: 'urgent',
    recipients,
    signLimit: '1wd',
    replyLimit: '3wd',
    requirement: '按时回执',
  };

  before(async () => {
    desk = await openDesk();
    sender = await desk.viewer('330800-zfb-clerk1');
    supervisor = await desk.viewer('330800-dcs-supervisor1');
    await until('businesses are deployed', async () =>
      (await desk.services.businesses.list(sender)).every(({ version }) => version > 0),
    );
  });
  after(() => desk.close());

  const start = async (): Promise<string> => {
    const input = { business: 'document-exchange', variables, documentIds: [] };
    const { key } = await desk.services.cases.start(sender, input);
    await until('all have it', async () => {
      const found = await desk.services.cases.get(sender, key).catch(() => null);
      return found?.waitingFor.some(({ count }) => count === recipients.length);
    });
    return key;
  };

  it('starts only what the position allows, with a form that is filled in', async () => {
    const { cases } = desk.services;
    const mayor = await desk.viewer('330800-mayor1');
    const input = { business: 'document-exchange', variables, documentIds: [] };
    expect((await problemOf(cases.start(mayor, input))).code).to.equal('forbidden');
    const empty = { ...input, variables: { ...variables, recipients: [] } };
    const problem = await problemOf(cases.start(sender, empty));
    expect(problem.errors?.[0]?.path).to.equal('variables.recipients');
    const unknown = { ...input, business: 'nothing' };
    expect((await problemOf(cases.start(sender, unknown))).code).to.equal('not_found');
  });

  it('gives cases started at once numbers without gap or duplicate', async () => {
    const one = { ...variables, recipients: ['330802'] };
    const started = await Promise.all(
      Array.from({ length: 12 }, () =>
        desk.services.cases.start(sender, {
          business: 'document-exchange',
          variables: one,
          documentIds: [],
        }),
      ),
    );
    const sequences = started.map(({ number }) => Number(/〕(\d+)号/.exec(number ?? '')?.[1]));
    const first = Math.min(...sequences);
    expect(sequences.sort((a, b) => a - b)).to.deep.equal(sequences.map((_, n) => first + n));
  });

  it('shows progress, clocks with their account, and each unit’s copy', async () => {
    const key = await start();
    const clerk = await desk.viewer('330803-clerk1');
    const sign = await until('it is to be signed', async () => {
      const query = { box: 'sign', sort: 'newest', limit: 50 } as const;
      const { rows } = await desk.services.tasks.list(clerk, query);
      return rows.find(({ caseKey }) => caseKey === key);
    });
    expect(sign).to.include({ title: variables.caseTitle, urgency: 'urgent' });
    await desk.services.tasks.complete(clerk, sign.key, { variables: {}, opinion: '收到' });
    const found = await until('one is signed', async () => {
      const detail = await desk.services.cases.get(sender, key);
      return detail.progress.find(({ element }) => element === 'sign')?.completed === 1 && detail;
    });
    expect(found.progress.find(({ element }) => element === 'sign')).to.include({ total: 3 });
    const clock = found.clocks.find(({ id }) => id === 'promised');
    expect(clock).to.include({ kind: 'promised', limit: '3wd', state: 'running' });
    expect(clock?.explanation.filter(({ counted }) => counted)).to.have.length(3);
    const copies = await desk.services.cases.copies(sender, key);
    expect(copies.map(({ unitCode }) => unitCode)).to.deep.equal(recipients);
    expect(copies[1]?.steps[0]).to.include({ state: 'completed', opinion: '收到' });
    const theirs = await desk.services.cases.copies(clerk, key);
    expect(theirs.map(({ unitCode }) => unitCode)).to.deep.equal(['330803']);
    const { steps } = await desk.services.cases.get(await desk.viewer('330881-clerk1'), key);
    expect(steps.some(({ opinion }) => opinion === '收到')).to.equal(false);
  });
  it('shows one light for one due time, in the inbox, the course and the clock', async () => {
    const key = await start();
    const clerk = await desk.viewer('330803-clerk1');
    const query = { box: 'sign', sort: 'newest', limit: 50 } as const;
    const { rows } = await desk.services.tasks.list(clerk, query);
    const due = rows.find(({ caseKey }) => caseKey === key)?.due;
    const found = await desk.services.cases.get(sender, key);
    expect(due?.light).to.be.a('string');
    const signing = found.steps.filter(({ element }) => element === 'sign');
    expect(signing).to.have.length(3);
    for (const step of signing) expect(step.due).to.deep.equal(due);
    const clock = found.clocks.find(({ id }) => id.startsWith('sign-'));
    const { dueAt, light, remainingWorkingDays } = due!;
    expect(clock?.due).to.include({ dueAt, light, remainingWorkingDays });
  });

  it('names a unit once, with all of its roles', async () => {
    const label = desk.context.identity.groupsLabel([
      'unit:330803/role:clerk',
      'unit:330803/role:head',
      'unit:330881/role:clerk',
    ]);
    expect(label).to.equal('衢江区 文书、负责人；江山市 文书');
  });

  it('drills down from a figure of open steps to the cases that hold them', async () => {
    const key = await start();
    const all = { scope: 'all', state: 'active', sort: 'newest', limit: 200 } as const;
    const light = (await desk.services.cases.get(sender, key)).steps.find(
      ({ element }) => element === 'sign',
    )?.due?.light;
    const of = await desk.services.cases.list(supervisor, {
      ...all,
      lightOf: 'step',
      light: light!,
    });
    expect(of.rows.map((row) => row.key)).to.include(key);
    const late = await desk.services.cases.list(supervisor, {
      ...all,
      lightOf: 'step',
      light: 'red',
    });
    expect(late.rows.map((row) => row.key)).to.not.include(key);
    const nobody = await desk.services.cases.list(supervisor, { ...all, unit: '-' });
    expect(nobody.rows.map((row) => row.key)).to.not.include(key);
  });

  it('reminds holders once an hour, and writes it into the course', async () => {
    const key = await start();
    const answer = await desk.services.cases.remind(sender, key, { text: '请抓紧签收' });
    expect(answer.message).to.equal('已催办 3 个在办环节。');
    const again = await problemOf(desk.services.cases.remind(sender, key, { text: '再催' }));
    expect(again.code).to.equal('reminder_too_soon');
    const { steps } = await desk.services.cases.get(sender, key);
    expect(steps.find(({ name }) => name === '催办')).to.include({ opinion: '请抓紧签收' });
  });

  it('calls unsigned copies back', async () => {
    const key = await start();
    const input = { unitCodes: ['330881'], reason: '发错' };
    const answer = await desk.services.cases.withdraw(sender, key, input);
    expect(answer.message).to.equal('已撤回 1 份。');
    await until('the copy is closed', async () => {
      const copies = await desk.services.cases.copies(sender, key);
      return copies[2]?.steps[0]?.state === 'terminated' && copies[2].steps[0].isWithdrawn;
    });
    const { progress } = await desk.services.cases.get(sender, key);
    expect(progress[0]).to.include({ element: 'sign', total: 3, terminated: 1 });
    const again = await problemOf(desk.services.cases.withdraw(sender, key, input));
    expect(again.code).to.equal('copy_already_signed');
  });

  it('opens a supervision item by one button; both cases know each other', async () => {
    const key = await start();
    const input = { requirement: '限期签收', limit: '5wd', leadUnit: '330802' };
    const refused = await problemOf(desk.services.cases.supervise(sender, key, input));
    expect(refused.code).to.equal('forbidden');
    const item = await desk.services.cases.supervise(supervisor, key, input);
    const found = await until('the item is projected', () =>
      desk.services.cases.get(supervisor, item.key).catch(() => null),
    );
    expect(found).to.include({
      business: 'supervision',
      title: `关于“${variables.caseTitle}”的督办`,
    });
    const { supervisions } = await desk.services.cases.get(supervisor, key);
    expect(supervisions).to.deep.equal([{ key: item.key, number: item.number }]);
  });

  it('ends a case for who started it', async () => {
    const key = await start();
    await desk.services.cases.cancel(sender, key, '不再需要');
    await until(
      'it has ended',
      async () => (await desk.services.cases.get(sender, key)).state === 'terminated',
    );
    const again = await problemOf(desk.services.cases.cancel(sender, key, 'x'));
    expect(again.code).to.equal('case_ended');
  });

  it('lists by cursor without a gap, and counts all', async () => {
    const first = { scope: 'started', sort: 'newest', limit: 4 } as const;
    const seen: string[] = [];
    let after: string | undefined;
    let total = 0;
    do {
      const query = { ...first, ...(after ? { after } : {}) };
      const page = await desk.services.cases.list(sender, query);
      seen.push(...page.rows.map(({ key }) => key));
      total = page.total;
      after = page.next ?? undefined;
    } while (after !== undefined);
    expect(new Set(seen).size).to.equal(seen.length);
    expect(seen).to.have.length(total);
  });

  it('keeps what was written while the broker is away', async () => {
    const key = await start();
    const clerk = await desk.viewer('330802-clerk1');
    const query = { box: 'sign', sort: 'newest', limit: 50 } as const;
    const { rows } = await desk.services.tasks.list(clerk, query);
    const task = rows.find(({ caseKey }) => caseKey === key)?.key ?? '';
    desk.context.health.down('broker', 'test');
    const input = { variables: {}, opinion: '写了一半' };
    const problem = await problemOf(desk.services.tasks.complete(clerk, task, input));
    desk.context.health.up('broker');
    expect(problem.status).to.equal(503);
    expect(problem.message).to.match(/^流程引擎暂时不可用，您的内容已保存为草稿/);
    expect((await desk.services.tasks.get(clerk, task)).draft?.opinion).to.equal('写了一半');
    await desk.services.tasks.complete(clerk, task, input);
  });

  it('gives the board figures of the records alone', async () => {
    const board = await desk.services.board.get(supervisor);
    const exchange = board.byBusiness.find(({ business }) => business === 'document-exchange');
    const open = board.byUnit.reduce((sum, row) => sum + row.open, 0);
    expect(exchange?.cases).to.be.greaterThan(0);
    expect(board.totals.openTasks).to.equal(open);
    expect(board.trend.at(-1)?.started).to.equal(board.totals.startedToday);
    const [row] = (await desk.services.definitions.list(supervisor)).filter(
      ({ business }) => business === 'document-exchange',
    );
    const heat = await desk.services.board.heatmap(supervisor, row?.key ?? '');
    expect(heat.elements.find(({ element }) => element === 'sign')?.active).to.be.greaterThan(0);
  });
});
