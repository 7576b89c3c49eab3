import type { Browser, Locator, Page } from 'playwright-core';
import { sizes } from './browser.ts';

/** One person at one browser window, with the acts of the walk. */
export interface Desk {
  readonly page: Page;
  /** Errors that the page threw or logged; a walk ends with none. */
  readonly faults: string[];
  go(path: string): Promise<void>;
  /** The row of a task or case by its title, once it is there. */
  row(title: string): Locator;
  /** Opens a task of a box by title. */
  open(box: string, title: string): Promise<void>;
  /** A form field by its label. */
  field(label: string): Locator;
  /** Chooses a radio by its text. */
  choose(text: string): Promise<void>;
  /** Chooses from a list of the form. */
  select(label: string, text: string): Promise<void>;
  /** Opens the task of this title in a box (待办), fills it in, and submits it. */
  handle(title: string, fill?: (desk: Desk) => Promise<void>, box?: string): Promise<void>;
  /** Presses the completing button and waits for the inbox that it leads to. */
  submit(): Promise<void>;
  leave(): Promise<void>;
}

/** The password that every account of the demo organisation has. */
const demoPassword = 'tongqu-demo-2026';

/** Signs a demo person in by account and password, in a session of its own. */
export async function sitDown(browser: Browser, url: string, account: string): Promise<Desk> {
  const context = await browser.newContext({ viewport: sizes.laptop, locale: 'zh-CN' });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(`${page.url()} ${error.message}`));
  page.on('console', (message) => {
    const isRefusal = /status of 4\d\d/.test(message.text());
    if (message.type() === 'error' && !isRefusal) faults.push(`${page.url()} ${message.text()}`);
  });
  await page.goto(`${url}/login`);
  await page.getByLabel('账号').fill(account);
  await page.getByLabel('密码').fill(demoPassword);
  await page.getByRole('button', { name: '登录', exact: true }).click();
  await page.waitForURL('**/tasks');
  const row = (title: string): Locator => page.locator('#list tr', { hasText: title }).first();
  const desk: Desk = {
    page,
    faults,
    go: async (path) => {
      await page.goto(url + path);
    },
    row,
    open: async (box, title) => {
      await page.goto(`${url}/tasks?box=${box}`);
      await row(title).locator('a').first().click();
      await page.waitForURL('**/tasks/*');
      await page.waitForFunction(() => !document.querySelector('[data-form] > .hint'));
    },
    field: (label) => page.getByLabel(label, { exact: false }).first(),
    choose: async (text) => {
      await page.locator('.fjs-container label', { hasText: text }).first().click();
    },
    select: async (label, text) => {
      const field = page.locator('.fjs-form-field-select', { hasText: label });
      await field.locator('.fjs-input-group').first().click();
      await page.locator('.fjs-dropdownlist-item', { hasText: text }).first().click();
    },
    handle: async (title, fill, box = 'todo') => {
      await desk.go(`/tasks?box=${box}`);
      await desk.row(title).waitFor();
      await desk.open(box, title);
      await fill?.(desk);
      await desk.submit();
    },
    submit: async () => {
      await page.locator('[data-submit]').click();
      await page.waitForURL(/\/tasks\?box=/);
    },
    leave: () => context.close(),
  };
  return desk;
}
