import { expect } from 'chai';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { startProduct, temporaryFolder } from '../support/product.ts';
import type { RunningProduct } from '../support/product.ts';
import { browserPath, keepScreenshot, startBrowser } from './browser.ts';
import { sitDown } from './desk.ts';
import type { Desk } from './desk.ts';

const paper = fileURLToPath(
  new URL('../../server/demo/documents/镇雄县电子政务建设实施方案.txt', import.meta.url),
);
/** Tells the cases of this walk from those of an earlier one on the same product. */
const run = Date.now() % 100_000;
const paperTitle = `镇雄县电子政务建设实施方案${run}`;
/** A walk waits for facts; a slow machine needs patience, a fast one none. */
const patienceMs = 180_000;

describe('the walk through the product', function () {
  this.timeout(patienceMs);
  let product: RunningProduct | null = null;
  let url = '';
  let browser: Browser;
  let folder: ReturnType<typeof temporaryFolder>;
  const desks: Desk[] = [];

  before(async function () {
    if (!browserPath()) {
      process.stderr.write('\nSKIPPED: no Chromium on this machine, the walk was not taken.\n');
      this.skip();
    }
    folder = temporaryFolder('walk');
    // A product that already runs may be walked through as well.
    url = process.env['TONGQU_URL'] ?? '';
    if (url === '') {
      product = await startProduct({ dataDir: folder.path });
      url = product.url;
    }
    browser = await startBrowser();
  });
  after(async () => {
    await browser?.close();
    await product?.stop();
    folder?.remove();
  });
  afterEach(async () => {
    const faults = desks.flatMap((desk) => desk.faults);
    await Promise.all(desks.map((desk) => desk.leave()));
    desks.length = 0;
    expect(faults).to.deep.equal([]);
  });

  const sit = async (account: string): Promise<Desk> => {
    const desk = await sitDown(browser, url, account);
    desks.push(desk);
    return desk;
  };

  it('given 500 units, when one signs a real document, then the sender sees it', async () => {
    const title = paperTitle;
    const sender = await sit('330800-zfb-clerk1');
    const clerk = await sit('330825-clerk1');
    await clerk.go('/tasks?box=sign');
    await sender.go('/start/document-exchange');
    await sender.field('公文标题').fill(title);
    await sender.page.locator('input[type=file]').first().setInputFiles(paper);
    await sender.page
      .getByRole('link', { name: /镇雄县/ })
      .first()
      .waitFor();
    await sender.page.getByRole('button', { name: /全市500家/ }).click();
    await sender.page.getByText('已选 500 个单位').waitFor();
    await keepScreenshot(sender.page, 'walk-1-start');
    await sender.page.locator('[data-submit]').click();
    await sender.page.waitForURL(/\/cases\/\d+/);
    const sentAt = Date.now();
    await clerk.row(title).waitFor();
    process.stdout.write(`      seen in 待签收 after ${Date.now() - sentAt} ms\n`);
    await keepScreenshot(clerk.page, 'walk-1-inbox');
    await sender.page.getByRole('link', { name: '看各单位情况' }).click();
    await sender.page.waitForURL(/copies/);
    await clerk.open('sign', title);
    await keepScreenshot(clerk.page, 'walk-1-sign');
    await clerk.page.getByText('已核对份数').click();
    await clerk.submit();
    await sender.page.locator('[data-signed]', { hasText: /^1\/500$/ }).waitFor();
    await keepScreenshot(sender.page, 'walk-1-copies');
  });

  it('given one copy signed and one withdrawn, when the unit replies, then it is closed', async () => {
    const title = `签收回执撤回${run}`;
    const sender = await sit('330800-zfb-clerk1');
    const clerk = await sit('330825-clerk1');
    await sender.go('/start/document-exchange');
    await sender.field('公文标题').fill(title);
    for (const unit of ['龙游县', '常山县']) {
      await sender.page.getByLabel('按名称查找单位').fill(unit);
      await sender.page.locator('.units-list label', { hasText: unit }).first().click();
    }
    await sender.page.getByText('已选 2 个单位').waitFor();
    await sender.page.locator('[data-submit]').click();
    await sender.page.waitForURL(/\/cases\/\d+/);
    const file = new URL(sender.page.url()).pathname;
    const sign = async (desk: Desk): Promise<void> => desk.page.getByText('已核对份数').click();
    await clerk.handle(title, sign, 'sign');
    await sender.page.getByRole('button', { name: '撤回' }).click();
    await sender.page.getByLabel('撤回理由').fill('发错单位。');
    await sender.page.locator('#withdraw .primary').click();
    await sender.page.getByText('已撤回').first().waitFor();
    await sender.go(`${file}/copies`);
    await sender.page.locator('.copy-terminated', { hasText: '已撤回' }).waitFor();
    await clerk.handle(title, (desk) => desk.choose('已传达'), 'read');
    await sender.page.locator('[data-replied]', { hasText: /^1\/2$/ }).waitFor();
    await sender.page.locator('[data-signed]', { hasText: /^1\/2$/ }).waitFor();
    await keepScreenshot(sender.page, 'walk-1-replied');
    await sender.handle(title);
    await sender.go(file);
    await sender.page.locator('.crumb', { hasText: '已办结' }).waitFor();
    await keepScreenshot(sender.page, 'walk-1-closed', true);
  });

  it('given two clerks at one task, then the second is told and keeps the text', async () => {
    const title = `两人同办一件${run}`;
    const sender = await sit('330800-zfb-clerk1');
    const [first, second] = [await sit('330825-clerk1'), await sit('330825-clerk2')];
    await sender.go('/start/document-exchange');
    await sender.field('公文标题').fill(title);
    await sender.page.getByLabel('按名称查找单位').fill('龙游县');
    await sender.page.locator('.units-list label').first().click();
    await sender.page.locator('[data-submit]').click();
    await sender.page.waitForURL(/\/cases\/\d+/);
    for (const clerk of [first, second]) {
      await clerk.go('/tasks?box=sign');
      await clerk.row(title).waitFor();
      await clerk.open('sign', title);
      await clerk.page.getByText('已核对份数').click();
      await clerk.page.locator('#opinion').fill(`已核对，${clerk === first ? '甲' : '乙'}。`);
    }
    await first.submit();
    await second.page.locator('[data-submit]').click();
    await second.page.locator('.conflict').waitFor();
    await keepScreenshot(second.page, 'walk-2-conflict');
    expect(await second.page.locator('.conflict').textContent()).to.include('文书01');
    expect(await second.page.locator('#opinion').inputValue()).to.equal('已核对，乙。');
  });

  it('given parallel branches, when one returns, then all start again', async () => {
    const title = `衢州小馆${run}餐饮开业`;
    const window = await sit('330800-zwzx-window1');
    const food = await sit('330800-scjg-handler1');
    const signs = await sit('330800-zhzf-handler1');
    const nature = await sit('330800-sthj-handler1');
    await apply(window, title, 'walk-3-start');
    const file = window.page.url();
    const complete = (): Promise<void> => window.handle(title, (desk) => desk.choose('齐全'));
    await complete();
    await signs.go('/tasks');
    await signs.row(title).waitFor();
    await food.go('/tasks');
    await food.row(title).waitFor();
    await food.open('todo', title);
    await keepScreenshot(food.page, 'walk-3-examine');
    await food.page.getByRole('button', { name: '退回' }).click();
    await food.page.getByLabel('退回到').selectOption('review');
    await food.page.getByText('将撤销正在进行的').waitFor();
    await keepScreenshot(food.page, 'walk-3-return');
    await food.page.getByLabel('退回理由').fill('经营场所证明不清晰，请重新审查。');
    await food.page.getByRole('button', { name: '确认退回' }).click();
    await food.page.waitForURL(/done=returned|\/tasks$/);
    await signs.row(title).waitFor({ state: 'detached' });
    await complete();
    const agree = (desk: Desk): Promise<void> => desk.choose('同意');
    for (const desk of [food, signs, nature]) await desk.handle(title, agree);
    const heads: Desk[] = [];
    for (const unit of ['scjg', 'zhzf', 'sthj']) heads.push(await sit(`330800-${unit}-head1`));
    for (const head of heads) await head.handle(title, agree);
    await food.handle(title, async (desk) => {
      await desk.choose('拟准予许可');
      await desk.field('汇总说明').fill('各部门均同意。');
    });
    await heads[0]!.handle(title, (desk) => desk.choose('准予许可'));
    await window.page.goto(file);
    await window.page.locator('.step-active', { hasText: '送达' }).waitFor();
    await keepScreenshot(window.page, 'walk-3-case', true);
    expect(await window.page.textContent('#live')).to.include('经营场所证明不清晰');
    await deliver(window, title, file);
  });

  it('given a file that lacks papers, then 补正, an expert review, and delivery', async () => {
    const title = `衢州面馆${run}餐饮开业`;
    const window = await sit('330800-zwzx-window1');
    const units = ['scjg', 'zhzf', 'sthj'];
    const [food, signs, nature] = [
      await sit('330800-scjg-handler1'),
      await sit('330800-zhzf-handler1'),
      await sit('330800-sthj-handler1'),
    ];
    await apply(window, title);
    const file = window.page.url();
    await window.handle(title, async (desk) => {
      await desk.choose('补正');
      await desk.field('需要补正的全部内容').fill('经营场所使用证明');
    });
    await window.handle(title, async (desk) => {
      await desk.page.locator('input[type=file]').first().setInputFiles(paper);
      await desk.page
        .getByRole('link', { name: /镇雄县/ })
        .first()
        .waitFor();
      await desk.field('补正说明').fill('已补交证明。');
    });
    await window.handle(title, (desk) => desk.choose('齐全'));
    await nature.handle(title, async (desk) => {
      await desk.choose('特别程序');
      await desk.select('特别程序', '专家评审');
    });
    await window.page.goto(file);
    const paused = window.page.locator('.clock', { hasText: '暂停中' }).first();
    await paused.waitFor();
    await paused.getByText('为什么是这一天').click();
    expect(await paused.textContent()).to.include('第四十五条');
    await keepScreenshot(window.page, 'walk-3-paused', true);
    const expert = await sit('330800-zjk-expert1');
    await expert.handle(title, async (desk) => {
      await desk.choose('附条件通过');
      await desk.field('结论说明').fill('加装油烟净化设施。');
    });
    const agree = (desk: Desk): Promise<void> => desk.choose('同意');
    for (const desk of [food, signs, nature]) await desk.handle(title, agree);
    const heads: Desk[] = [];
    for (const unit of units) heads.push(await sit(`330800-${unit}-head1`));
    for (const head of heads) await head.handle(title, agree);
    await food.handle(title, async (desk) => {
      await desk.choose('拟准予许可');
      await desk.field('汇总说明').fill('各部门均同意。');
    });
    await heads[0]!.handle(title, (desk) => desk.choose('准予许可'));
    await deliver(window, title, file);
  });

  it('given a supervision, when returned at 核查 and redone, then it is completed', async () => {
    const supervisor = await sit('330800-dcs-supervisor1');
    const [head, handler] = [await sit('330800-fgw-head1'), await sit('330800-fgw-handler1')];
    const requirement = '查明未按期办结的原因';
    await supervisor.go('/cases?scope=all');
    const sent = supervisor.page.locator('#list tr', { hasText: '公文交换' });
    await sent.filter({ hasText: paperTitle }).first().locator('a').first().click();
    await supervisor.page.getByRole('button', { name: '督办' }).click();
    await supervisor.page.getByLabel('督办要求').fill(requirement);
    await supervisor.page.locator('#supervise').getByLabel('按名称查找单位').fill('市发展和改革');
    await supervisor.page.locator('#supervise .units-list label').first().click();
    await keepScreenshot(supervisor.page, 'walk-4-supervise');
    await supervisor.page.getByRole('button', { name: '立项' }).click();
    await supervisor.page.getByText('督办件已立项').waitFor();
    const file = supervisor.page.url();
    const title = (await supervisor.page.locator('h1').textContent())?.trim() ?? '';
    await supervisor.handle(title);
    const report = async (text: string): Promise<void> => {
      await head.handle(title, (desk) => desk.choose('接受'), 'sign');
      await handler.handle(title, async (desk) => {
        await desk.choose('办理完毕');
        await desk.field('办理情况').fill(text);
      });
      await head.handle(title, (desk) => desk.field('反馈内容').fill(text));
    };
    await report('已查明原因。');
    await supervisor.handle(title, async (desk) => {
      await desk.choose('退回整改');
      await desk.field('整改要求').fill('补充整改措施。');
      await desk.field('整改期限').fill('3wd');
    });
    await report('已补充整改措施。');
    await supervisor.handle(title, (desk) => desk.choose('通过'));
    await supervisor.page.goto(file);
    await supervisor.page.locator('.crumb', { hasText: '已办结' }).waitFor();
    await keepScreenshot(supervisor.page, 'walk-4-done', true);
  });

  it('given a running case, when version 2 is deployed, then it keeps version 1', async () => {
    const designer = await sit('330800-sjj-designer1');
    await designer.go('/designer');
    await keepScreenshot(designer.page, 'walk-5-list');
    await designer.page.getByRole('link', { name: '编辑公文交换阅办' }).click();
    await designer.page.locator('[data-element-id="sign"]').first().click();
    await designer.page
      .locator('[data-group-id="group-general"] .bio-properties-panel-group-header')
      .click();
    await designer.page.locator('#bio-properties-panel-name').fill('签收登记');
    await designer.page.getByRole('button', { name: '检查' }).click();
    await designer.page.getByText('检查通过').waitFor();
    await keepScreenshot(designer.page, 'walk-5-designer');
    await designer.page.getByRole('button', { name: '部署' }).first().click();
    await designer.page.getByLabel('改了什么').fill('签收改名');
    await designer.page.locator('#deploy button[type=submit]').click();
    await designer.page.getByText('已部署为第 2 版').waitFor();
    const sender = await sit('330800-zfb-clerk1');
    await sender.go('/cases');
    await sender.row(paperTitle).locator('a').first().click();
    await sender.page.getByText('按流程第 1 版办理').waitFor();
  });
});

/** Hands in an application for a small restaurant at the window. */
async function apply(window: Desk, title: string, picture?: string): Promise<void> {
  await window.go('/start/parallel-approval');
  await window.select('申请事项', '餐饮');
  await window.select('申请人类型', '个体工商户');
  const fields = {
    申请标题: title,
    '申请人（单位）名称': '衢州小馆',
    统一社会信用代码: '92330800MA2XXXXX0X',
    联系人: '申请人01',
    联系电话: '05700000000',
    '项目（经营、活动）地址': '柯城区上街1号',
    '建筑（经营）面积': '120',
  };
  for (const [label, text] of Object.entries(fields)) await window.field(label).fill(text);
  await window.page.getByText('设置户外招牌').click();
  if (picture) await keepScreenshot(window.page, picture, true);
  await window.page.locator('[data-submit]').click();
  await window.page.waitForURL(/\/cases\/\d+/);
}

/** 送达, after which the case is 办结. */
async function deliver(window: Desk, title: string, file: string): Promise<void> {
  await window.handle(title, async (desk) => {
    await desk.choose('窗口领取');
    await desk.field('送达日期').click();
    await desk.page.locator('.flatpickr-calendar.open .today').first().click();
    await desk.field('签收人').fill('申请人01');
  });
  await window.page.goto(file);
  await window.page.locator('.crumb', { hasText: '已办结' }).waitFor();
  await keepScreenshot(window.page, 'walk-3-done', true);
}
