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
/** A walk waits for facts; a slow machine needs patience, a fast one none. */
const patienceMs = 120_000;

describe('the walk through the product', function () {
  this.timeout(patienceMs);
  let product: RunningProduct;
  let browser: Browser;
  let folder: ReturnType<typeof temporaryFolder>;
  const desks: Desk[] = [];

  before(async function () {
    if (!browserPath()) {
      process.stderr.write('\nSKIPPED: no Chromium on this machine, the walk was not taken.\n');
      this.skip();
    }
    folder = temporaryFolder('walk');
    product = await startProduct({ dataDir: folder.path });
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
    const desk = await sitDown(browser, product.url, account);
    desks.push(desk);
    return desk;
  };

  it('given a real document, when sent to 500 units, then a clerk signs and the sender sees it', async () => {
    const title = '镇雄县电子政务建设实施方案';
    const sender = await sit('330800-zfb-clerk1');
    const clerk = await sit('330825-clerk1');
    await clerk.go('/tasks?box=sign');
    await sender.go('/start/document-exchange');
    await sender.field('公文标题').fill(title);
    await sender.page.locator('input[type=file]').first().setInputFiles(paper);
    await sender.page.getByRole('link', { name: /镇雄县/ }).waitFor();
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
});
