/**
 * Takes pictures of every page with fixture data, at both sizes: `node --import tsx
 * test/browser/look.ts [page…]`. They land in test/.tmp/screenshots.
 */
import { fixtureApp, serve } from '../web/fixture/app.ts';
import { tasks } from '../web/fixture/cases.ts';
import { keepScreenshot, sizes, startBrowser } from './browser.ts';

const pages: Record<string, string> = {
  inbox: '/tasks',
  task: `/tasks/${tasks[1]!.key}`,
  cases: '/cases',
  case: `/cases/${tasks[1]!.caseKey}`,
  copies: `/cases/${tasks[1]!.caseKey}/copies`,
  catalog: '/start',
  start: '/start/document-exchange',
  board: '/board',
  designers: '/designer',
  designer: '/designer/2251799813685002',
  missing: '/nowhere',
};

const chosen = process.argv.slice(2);
const site = await serve(fixtureApp());
const out = await serve(fixtureApp(null));
const browser = await startBrowser();
for (const [size, viewport] of Object.entries(sizes)) {
  const page = await browser.newPage({ viewport });
  page.on('pageerror', (error) => process.stdout.write(`${page.url()} ${error.message}\n`));
  page.on('console', (message) => {
    if (message.type() === 'error') process.stdout.write(`${page.url()} ${message.text()}\n`);
  });
  for (const [name, path] of Object.entries({ login: '/login', ...pages })) {
    if (chosen.length > 0 && !chosen.includes(name)) continue;
    await page.goto((name === 'login' ? out.url : site.url) + path);
    await page.waitForLoadState('load');
    await page.waitForTimeout(900);
    await keepScreenshot(page, `${name}-${size}`);
  }
  await page.close();
}
await browser.close();
await site.close();
await out.close();
process.exit(0);
