import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { projectRoot } from '../../../server/root.ts';
import type { Viewer } from '../../../server/sessions/schema.ts';
import { openDesk, type TestDesk } from '../read-side/desk.ts';
import { until } from '../support/until.ts';

describe('退回 as a package allows it', function () {
  this.timeout(60_000);
  let desk: TestDesk;
  let window: Viewer;
  before(async () => {
    desk = await openDesk();
    window = await desk.viewer('330800-zwzx-window1');
    await until('businesses are deployed', async () =>
      (await desk.services.businesses.list(window)).every(({ version }) => version > 0),
    );
  });
  after(() => desk.close());

  const openTask = (viewer: Viewer, caseKey: string, step: string) =>
    until(`${viewer.account} has ${step}`, async () => {
      const query = { box: 'todo', sort: 'newest', limit: 200 } as const;
      const { rows } = await desk.services.tasks.list(viewer, query);
      return rows.find(
        (row) => row.caseKey === caseKey && row.step === step && row.state === 'open',
      );
    });
  const complete = async (
    viewer: Viewer,
    caseKey: string,
    step: string,
    variables: Record<string, unknown>,
  ): Promise<void> => {
    const { key } = await openTask(viewer, caseKey, step);
    await desk.services.tasks.complete(viewer, key, { variables, opinion: '' });
  };

  it('returns from one department, ends the others, and they are asked again', async () => {
    const sample = join(projectRoot(), 'processes/parallel-approval/samples/noodle-shop.json');
    const { variables } = JSON.parse(await readFile(sample, 'utf8')) as {
      variables: Record<string, unknown>;
    };
    const { key } = await desk.services.cases.start(window, {
      business: 'parallel-approval',
      variables,
      documentIds: [],
    });
    await complete(window, key, 'review', { outcome: '齐全' });
    const market = await desk.viewer('330800-scjg-handler1');
    const { key: task } = await openTask(market, key, 'examine');
    const detail = await desk.services.tasks.get(market, task);
    expect(detail.returnTargets.map(({ element }) => element)).to.deep.equal(['review']);
    const preview = await desk.services.tasks.previewReturn(market, task, 'review');
    expect(preview.cancels.length).to.be.greaterThan(1);
    expect(preview.clock).to.match(/^法定和承诺时限继续计算/);
    const statutory = async () =>
      (await desk.services.cases.get(window, key)).clocks.find(({ id }) => id === 'statutory');
    const before = await statutory();
    await desk.services.tasks.return(market, task, { to: 'review', reason: '材料与事项不符' });
    const again = await openTask(window, key, 'review');
    expect((await statutory())?.due?.dueAt).to.equal(before?.due?.dueAt);
    const { waitingFor } = await desk.services.cases.get(window, key);
    expect(waitingFor.map(({ stepName }) => stepName)).to.deep.equal([again.stepName]);
    await complete(window, key, 'review', { outcome: '齐全' });
    await openTask(market, key, 'examine');
    const done = await desk.services.tasks.list(market, { box: 'done', sort: 'newest', limit: 10 });
    expect(done.rows[0]).to.include({ key: task, outcome: '退回' });
  });
});
