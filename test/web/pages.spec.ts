import { expect } from 'chai';
import { gzipSync } from 'node:zlib';
import { fixtureApp, serve } from './fixture/app.ts';
import { official } from './fixture/people.ts';
import { tasks } from './fixture/cases.ts';

const paths = [
  '/tasks',
  '/tasks?box=sign',
  '/tasks?box=done&q=申报',
  `/tasks/${tasks[1]!.key}`,
  '/cases',
  '/cases?scope=all&light=red',
  `/cases/${tasks[1]!.caseKey}`,
  `/cases/${tasks[1]!.caseKey}/copies?show=open`,
  '/notices',
  '/start',
  '/start/document-exchange',
  '/board',
  '/designer',
  '/designer/new',
  '/designer/2251799813685002',
];

describe('pages', () => {
  let site: { url: string; close(): Promise<void> };
  before(async () => (site = await serve(fixtureApp())));
  after(() => site.close());
  const get = (path: string): Promise<Response> => fetch(site.url + path, { redirect: 'manual' });

  for (const path of paths) {
    it(`given a signed-in person, when ${path} is opened, then it has its landmarks`, async () => {
      const answer = await get(path);
      const html = await answer.text();
      expect(answer.status, html).to.equal(200);
      expect(html).to.match(/<html lang="zh-CN">/);
      expect(html).to.include('<main id="main"').and.include('aria-label="主导航"');
      expect(html).to.include('class="skip"');
      expect(html.match(/<h1/g)).to.have.lengthOf(1);
      expect(html).to.not.match(/\{\{|undefined|\[object Object\]|NaN/);
    });
  }

  it('given a hostile title, when it is shown, then no markup of it survives', async () => {
    const pages = [
      '/tasks',
      '/cases',
      `/tasks/${tasks[0]!.key}`,
      `/cases/${tasks[0]!.caseKey}`,
      '/board',
    ];
    for (const path of pages) {
      const html = await (await get(path)).text();
      expect(html, path).to.not.include('<script>alert');
      expect(html, path).to.include('&lt;script&gt;alert(1)');
    }
  });

  it('given 50 rows, when the inbox is opened, then it weighs less than 60 KB', async () => {
    const html = await (await get('/tasks')).text();
    expect(Buffer.byteLength(html)).to.be.below(60_000);
    expect(gzipSync(html).length).to.be.below(12_000);
  });

  it('given the live refresh, when a fragment is asked for, then only the list comes', async () => {
    const html = await (await get('/tasks?fragment=1')).text();
    expect(html).to.include('<table').and.not.include('<html');
  });

  it('given an unknown task, when it is opened, then 404 says what to do', async () => {
    const answer = await get('/tasks/404');
    expect(answer.status).to.equal(404);
    expect(await answer.text())
      .to.include('没有找到')
      .and.include('回到待办');
  });

  it('given a wrong parameter, when the inbox is opened, then 400 names it', async () => {
    const answer = await get('/tasks?box=trash');
    expect(answer.status).to.equal(400);
  });

  it('given a task that someone else completed, when it is posted, then 409 says who', async () => {
    const answer = await fetch(`${site.url}/tasks/${tasks[2]!.key}/completions`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'opinion=同意',
    });
    expect(answer.status).to.equal(409);
    expect(await answer.text()).to.include('市政府分管领导01');
  });

  it('given a task, when it is posted without scripts, then the inbox says so', async () => {
    const answer = await fetch(`${site.url}/tasks/${tasks[1]!.key}/completions`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'opinion=同意',
    });
    expect(answer.headers.get('location')).to.equal('/tasks?box=todo&done=completed');
  });

  it('given a reminder without text, when it is posted, then 400 asks for it', async () => {
    const answer = await fetch(`${site.url}/cases/${tasks[1]!.caseKey}/reminders`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'text=',
    });
    expect(answer.status).to.equal(400);
  });

  it('given actions of the package, when the case is opened, then each has its dialog', async () => {
    const html = await (await get(`/cases/${tasks[1]!.caseKey}`)).text();
    expect(html).to.include('data-dialog="action-resend">补发').and.include('id="action-close"');
    expect(html)
      .to.match(/<form [^>]*data-action="resend"/)
      .and.include('name="requestId"');
    expect(html).to.match(/<textarea id="action-close-reason"[^>]* required/);
    expect(html).to.include('"id":"exchange-resend"');
  });

  const post = (path: string, body: string): Promise<Response> =>
    fetch(site.url + path, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body,
    });
  const requestId = 'requestId=1f0b5a0e-5a43-4f39-9f6e-0c7d9b1c2a11';

  it('given an action, when posted, then the case says so, or why it was refused', async () => {
    const path = `/cases/${tasks[1]!.caseKey}/actions`;
    const done = await post(`${path}/close`, `${requestId}&reason=已有新通知`);
    expect(done.headers.get('location')).to.equal(`/cases/${tasks[1]!.caseKey}?done=acted`);
    const refused = await post(`${path}/resend`, requestId);
    expect(refused.status).to.equal(409);
    expect(await refused.text()).to.include('现在不能办理“补发”：尚未投递。');
    expect((await post(`${path}/close`, 'reason=x')).status).to.equal(400);
  });

  it('given reminders, when task and inbox are opened, then they say how often', async () => {
    const inbox = await (await get('/tasks')).text();
    expect(inbox).to.include('已催办 2 次').and.include('流程自动：已超过时限');
    const task = await (await get(`/tasks/${tasks[1]!.key}`)).text();
    expect(task).to.match(/notice-bad[^]*已催办 2 次[^]*已超过时限，请立即办理/);
  });

  it('given unread notices, when any page is opened, then the bell counts them', async () => {
    expect(await (await get('/board')).text()).to.include('data-count="notices">3</b>');
    const list = await (await get('/notices?fragment=1')).text();
    expect(list).to.not.include('<html');
    expect(list.match(/<li/g)).to.have.lengthOf(20);
    expect(list.match(/class="unread"/g)).to.have.lengthOf(3);
    expect(list).to.include(`href="/tasks/${tasks[0]!.key}"`);
    expect(list).to.include(`href="/cases/${tasks[1]!.caseKey}"`);
    const read = await post('/notices/readings', 'until=2026-11-23T05:00:00.000Z');
    expect(read.headers.get('location')).to.equal('/notices?done=read');
    expect((await post('/notices/readings', 'until=')).status).to.equal(400);
  });

  it('given a return, when previewed, then it names what is canceled and voided', async () => {
    const html = await (await get(`/tasks/${tasks[1]!.key}/return-preview?to=assign`)).text();
    expect(html).to.include('市规划局').and.include('意见作废').and.include('退回不停表');
  });
});

describe('pages, while the broker is away', () => {
  let site: { url: string; close(): Promise<void> };
  before(async () => (site = await serve(fixtureApp(undefined, true))));
  after(() => site.close());

  for (const path of ['/tasks', '/tasks?fragment=1', '/board'])
    it(`given it is gone, when ${path} is opened, then it says that nothing can be done now`, async () => {
      const html = await (await fetch(site.url + path)).text();
      expect(html).to.include('data-away').and.include('暂时不能办理');
    });
});

describe('pages, by who looks', () => {
  it('given nobody signed in, when a page is opened, then login leads back to it', async () => {
    const site = await serve(fixtureApp(null));
    const answer = await fetch(`${site.url}/board`, { redirect: 'manual' });
    expect(answer.headers.get('location')).to.equal('/login?return=%2Fboard');
    const login = await (await fetch(`${site.url}/login?return=%2Fboard`)).text();
    expect(login).to.include('演示模式').and.include('name="next" value="/board"');
    const hostile = await (await fetch(`${site.url}/login?return=//evil.example`)).text();
    expect(hostile).to.include('name="next" value="/tasks"');
    await site.close();
  });

  it('given a wrong password, when it is posted, then the form keeps the account', async () => {
    const site = await serve(fixtureApp(null));
    const answer = await fetch(`${site.url}/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'account=someone&password=wrong',
    });
    expect(answer.status).to.equal(401);
    expect(await answer.text())
      .to.include('账号或密码不对')
      .and.include('value="someone"');
    await site.close();
  });

  it('given an official, when board or designer are opened, then 403 and no link', async () => {
    const site = await serve(fixtureApp(official));
    for (const path of ['/board', '/designer', '/designer/new']) {
      const answer = await fetch(site.url + path);
      expect(answer.status, path).to.equal(403);
    }
    expect(await (await fetch(`${site.url}/tasks`)).text()).to.not.include('href="/board"');
    await site.close();
  });
});
