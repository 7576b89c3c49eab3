import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { documentBucket } from '../../../server/documents/document.model.ts';
import { Documents } from '../../../server/documents/documents.service.ts';
import { documentRoutes } from '../../../server/documents/routes.ts';
import type { StoredDocument } from '../../../server/documents/schema.ts';
import { createApp } from '../../../server/http/app.ts';
import { projectRoot } from '../../../server/root.ts';
import type { Sessions } from '../../../server/sessions/sessions.service.ts';
import { official, testContext } from '../support/context.ts';
import { serve, type Served } from '../support/serve.ts';
import { testStore, type TestStore } from '../support/store.ts';

const viewers = new Map([
  ['owner', official('330800-zfb')],
  ['taker', official('330825')],
  ['other', official('330881')],
]);
const realFile = '镇雄县电子政务建设实施方案.txt';

describe('documents', () => {
  let store: TestStore;
  let served: Served;
  const held = new Set<string>();

  before(async () => {
    store = await testStore();
    const { context, clock } = testContext(store.connection, { UPLOAD_LIMIT_MB: '1' });
    const documents = new Documents({
      connection: store.connection,
      now: clock.now,
      limitBytes: context.config.uploadLimitBytes,
      holdsDocument: async (viewer, id) => viewer.account === '330825-clerk1' && held.has(id),
    });
    const sessions = { find: async (token: string) => viewers.get(token) ?? null };
    const services = { ...context.services, documents };
    const app = createApp({
      context: { ...context, documents, services, sessions: sessions as unknown as Sessions },
      csrf: { secret: 's'.repeat(32), secure: false, publicUrl: null },
      routes: documentRoutes,
      mountPages: () => {},
      renderProblem: () => {},
    });
    served = await serve(app);
  });
  after(async () => {
    await served.close();
    await store.close();
  });

  const as = (who: string) => ({ cookie: `tongqu_session=${who}`, origin: served.url });

  function upload(name: string, content: Uint8Array<ArrayBuffer> | string): Promise<Response> {
    const form = new FormData();
    form.append('file', new Blob([content]), name);
    const request = { method: 'POST', headers: as('owner'), body: form };
    return fetch(`${served.url}/api/v1/documents`, request);
  }
  async function stored(name: string, content: Uint8Array<ArrayBuffer> | string) {
    const answer = await upload(name, content);
    expect(answer.status).to.equal(201);
    return (await answer.json()) as StoredDocument;
  }
  const content = (id: string, who: string, headers: Record<string, string> = {}, query = '') =>
    fetch(`${served.url}/api/v1/documents/${id}/content${query}`, {
      headers: { ...as(who), ...headers },
    });

  it('given a real document, stores it, shows its text and gives it back unchanged', async () => {
    const bytes = await readFile(join(projectRoot(), 'server/demo/documents', realFile));
    const document = await stored(realFile, new Uint8Array(bytes));
    expect(document).to.include({ name: realFile, type: 'text/plain', bytes: bytes.length });
    expect(document.sha256).to.equal(createHash('sha256').update(bytes).digest('hex'));
    expect(document.text).to.contain('镇办通〔2008〕52号');
    const answer = await content(document.id, 'owner');
    expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).to.equal(true);
    const disposition = answer.headers.get('content-disposition') ?? '';
    expect(disposition).to.match(/^attachment; /);
    expect(disposition).to.contain(`filename*=UTF-8''${encodeURIComponent(realFile)}`);
  });

  it('given a file larger than one chunk, gives whole and ranges', async () => {
    const bytes = Buffer.alloc(700_000, 'abcdefghij');
    const { id } = await stored('a.txt', new Uint8Array(bytes));
    const part = await content(id, 'owner', { range: 'bytes=300000-300009' });
    expect(part.status).to.equal(206);
    expect(part.headers.get('content-range')).to.equal('bytes 300000-300009/700000');
    expect(await part.text()).to.equal('abcdefghij');
    const tail = await content(id, 'owner', { range: 'bytes=-3' });
    expect(await tail.text()).to.equal('hij');
    const beyond = await content(id, 'owner', { range: 'bytes=700000-' });
    expect(beyond.status).to.equal(416);
    const whole = await content(id, 'owner');
    expect((await whole.arrayBuffer()).byteLength).to.equal(700_000);
  });

  it('given the digest again, says 304; given a stale one with a range, sends all', async () => {
    const { id, sha256 } = await stored('b.txt', 'once');
    const known = { 'if-none-match': `"${sha256}"`, 'cache-control': 'max-age=0' };
    expect((await content(id, 'owner', known)).status).to.equal(304);
    const stale = { range: 'bytes=0-1', 'if-range': '"other"' };
    expect(await (await content(id, 'owner', stale)).text()).to.equal('once');
  });

  it('given inline, shows what a browser may show', async () => {
    const { id } = await stored('c.txt', '通知');
    const answer = await content(id, 'owner', {}, '?inline=1');
    expect(answer.headers.get('content-disposition')).to.match(/^inline; /);
    expect(answer.headers.get('x-content-type-options')).to.equal('nosniff');
  });

  for (const [what, name, bytes, status, code] of [
    ['a program', 'a.txt', new Uint8Array([0x4d, 0x5a, 0, 0]), 415, 'upload_type_refused'],
    ['text that calls itself PDF', 'a.pdf', 'hello', 415, 'upload_type_refused'],
    ['a page', 'a.html', '<script>alert(1)</script>', 415, 'upload_type_refused'],
    ['nothing', 'a.txt', '', 400, 'upload_empty'],
    ['more than the limit', 'a.txt', 'x'.repeat(1_048_577), 413, 'upload_too_large'],
  ] as const) {
    it(`given ${what}, refuses it with ${status} and keeps nothing`, async () => {
      const before = await documentBucket(store.connection).find().toArray();
      const answer = await upload(name, bytes);
      expect(answer.status).to.equal(status);
      const problem = (await answer.json()) as { code: string; detail: string };
      expect(problem.code).to.equal(code);
      expect(problem.detail).to.match(/请|只接受/);
      const after = await documentBucket(store.connection).find().toArray();
      expect(after).to.have.length(before.length);
    });
  }

  it('given no file or no form, says so', async () => {
    const form = new FormData();
    form.append('title', 'x');
    const url = `${served.url}/api/v1/documents`;
    const empty = await fetch(url, { method: 'POST', headers: as('owner'), body: form });
    expect(((await empty.json()) as { code: string }).code).to.equal('upload_missing');
    const json = { ...as('owner'), 'content-type': 'application/json' };
    const foreign = await fetch(url, { method: 'POST', headers: json, body: '{}' });
    expect(foreign.status).to.equal(415);
  });

  it('given a path as name, keeps the last part', async () => {
    expect((await stored('..\\..\\机密\\通知.txt', 'x')).name).to.equal('通知.txt');
  });

  it('is read by who uploaded it and who takes part in its case, by nobody else', async () => {
    const { id } = await stored('d.txt', '内部');
    const statuses = async () =>
      Promise.all(['owner', 'taker', 'other'].map(async (who) => (await content(id, who)).status));
    expect(await statuses()).to.deep.equal([200, 404, 404]);
    held.add(id);
    expect(await statuses()).to.deep.equal([200, 200, 404]);
    const unknown = await content('nothing', 'owner');
    expect(unknown.status).to.equal(404);
  });
});
