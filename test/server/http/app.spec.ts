import { expect } from 'chai';
import { z } from 'zod';
import { Problem } from '../../../server/errors.ts';
import { createApp } from '../../../server/http/app.ts';
import { csrfToken } from '../../../server/http/csrf.ts';
import { anyone, hasRole, signedIn } from '../../../server/http/policy.ts';
import { viewerOf } from '../../../server/http/request-state.ts';
import { route } from '../../../server/http/route.ts';
import type { Sessions } from '../../../server/sessions/sessions.service.ts';
import { official, testContext } from '../support/context.ts';
import { serve, type Served } from '../support/serve.ts';

const csrf = { secret: 's'.repeat(32), secure: false, publicUrl: null };
const noteSchema = z.object({ title: z.string().min(1, '请填写标题') }).meta({ id: 'TestNote' });
const long = '通'.repeat(2000);

const routes = [
  route({
    method: 'post',
    path: '/api/v1/notes',
    tag: 'test',
    summary: 'Make a note',
    body: noteSchema,
    responses: { 201: { description: 'Made', schema: noteSchema } },
    policy: signedIn,
    handler: ({ body }) => body,
  }),
  route({
    method: 'get',
    path: '/api/v1/notes/:id',
    tag: 'test',
    summary: 'Read a note',
    params: z.object({ id: z.coerce.number().int() }),
    responses: { 200: { description: 'The note', schema: noteSchema } },
    policy: anyone,
    handler: ({ params }) => {
      if (params.id === 500) throw new Error('secret detail');
      if (params.id === 409) throw new Problem('task_claimed', { values: { by: '文书02' } });
      return { title: long };
    },
  }),
  route({
    method: 'get',
    path: '/api/v1/board',
    tag: 'test',
    summary: 'Supervisors only',
    responses: { 200: { description: 'ok', schema: z.object({}) } },
    policy: hasRole('supervisor'),
    handler: () => ({}),
  }),
];

describe('HTTP app', () => {
  const { context } = testContext();
  const viewers = new Map([['good', official('330825')]]);
  const sessions = { find: async (token: string) => viewers.get(token) ?? null };
  let served: Served;

  before(async () => {
    const app = createApp({
      context: { ...context, sessions: sessions as unknown as Sessions },
      csrf,
      routes,
      mountPages: (pages) => {
        pages.get('/form', (request, response) => {
          response.type('html').send(csrfToken(request, response, csrf));
        });
        pages.post('/form', (request, response) => {
          response.send((request.body as { a: string }).a);
        });
        pages.get('/inbox', (_request, response) => {
          response.send(signedIn.admit(viewerOf(response)).name);
        });
      },
      renderProblem: (_request, response, problem) => {
        const name = viewerOf(response)?.name ?? '';
        response.type('html').send(`<h1>${problem.title}</h1>${name}`);
      },
    });
    served = await serve(app);
  });
  after(() => served.close());

  interface Call {
    method?: string;
    cookie?: string;
    json?: unknown;
    body?: string;
    headers?: Record<string, string>;
  }
  function call(path: string, { method, cookie, json, body, headers = {} }: Call = {}) {
    const sent = json === undefined ? body : JSON.stringify(json);
    return fetch(served.url + path, {
      method: method ?? (sent === undefined ? 'GET' : 'POST'),
      redirect: 'manual',
      headers: {
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...(cookie === undefined ? {} : { cookie }),
        ...headers,
      },
      ...(sent === undefined ? {} : { body: sent }),
    });
  }
  const signed = 'tongqu_session=good';
  const sameOrigin = { 'sec-fetch-site': 'same-origin' };
  const page = { accept: 'text/html,*/*;q=0.8' };

  async function refusal(answer: Response, status: number, code: string): Promise<void> {
    expect(answer.status).to.equal(status);
    expect(answer.headers.get('content-type')).to.contain('application/problem+json');
    const document = (await answer.json()) as { code: string; status: number };
    expect(document).to.include({ code, status });
  }

  it('given good input from a signed-in person, answers with the declared status', async () => {
    const answer = await call('/api/v1/notes', {
      json: { title: '通知' },
      cookie: signed,
      headers: sameOrigin,
    });
    expect(answer.status).to.equal(201);
    expect(await answer.json()).to.deep.equal({ title: '通知' });
  });

  it('given input outside the schema, names the fields', async () => {
    const answer = await call('/api/v1/notes', {
      json: { title: '' },
      cookie: signed,
      headers: sameOrigin,
    });
    expect(answer.status).to.equal(400);
    const { code, errors } = (await answer.json()) as { code: string; errors: unknown };
    expect(code).to.equal('invalid_input');
    expect(errors).to.deep.equal([{ path: 'title', message: '请填写标题' }]);
  });

  it('given a broken or foreign body, refuses it', async () => {
    const from = { cookie: signed, method: 'POST' };
    const json = { ...sameOrigin, 'content-type': 'application/json' };
    const broken = await call('/api/v1/notes', { ...from, body: '{"title"', headers: json });
    await refusal(broken, 400, 'malformed_body');
    const text = await call('/api/v1/notes', { ...from, body: 'x', headers: sameOrigin });
    await refusal(text, 415, 'unsupported_body');
    const big = JSON.stringify({ title: 'x'.repeat(9_000_000) });
    const large = await call('/api/v1/notes', { ...from, body: big, headers: json });
    await refusal(large, 413, 'body_too_large');
  });

  it('given nobody signed in, answers 401 to programs and the sign-in page to people', async () => {
    await refusal(await call('/api/v1/board'), 401, 'signed_out');
    await refusal(await call('/api/v1/board', { cookie: 'tongqu_session=old' }), 401, 'signed_out');
    const answer = await call('/inbox?box=sign', { headers: page });
    expect(answer.status).to.equal(303);
    expect(answer.headers.get('location')).to.equal('/login?return=%2Finbox%3Fbox%3Dsign');
  });

  it('given a person without the role, answers 403', async () => {
    await refusal(await call('/api/v1/board', { cookie: signed }), 403, 'forbidden');
  });

  it('given an unknown path or method, answers 404 and 405', async () => {
    await refusal(await call('/api/v1/nothing'), 404, 'not_found');
    const answer = await call('/api/v1/notes/1', { method: 'DELETE' });
    expect(answer.headers.get('allow')).to.equal('GET');
    await refusal(answer, 405, 'method_not_allowed');
    const shown = await call('/nothing', { headers: page });
    expect(shown.status).to.equal(404);
    expect(await shown.text()).to.equal('<h1>页面不存在</h1>');
  });

  it('given a fault of ours, hides its text and gives a number to ask by', async () => {
    const answer = await call('/api/v1/notes/500');
    expect(answer.status).to.equal(500);
    const text = await answer.text();
    expect(text).not.to.contain('secret');
    expect(text).to.contain(answer.headers.get('x-request-id'));
  });

  it('given a refusal by the handler, passes it on', async () => {
    await refusal(await call('/api/v1/notes/409'), 409, 'task_claimed');
  });

  it('given the same answer again, says 304', async () => {
    const first = await call('/api/v1/notes/1');
    const etag = first.headers.get('etag') ?? '';
    // Without a cache-control of our own, fetch would ask past all caches.
    const headers = { 'if-none-match': etag, 'cache-control': 'max-age=0' };
    const again = await call('/api/v1/notes/1', { headers });
    expect(again.status).to.equal(304);
  });

  it('given a browser that takes gzip, compresses what is worth it', async () => {
    const gzip = { 'accept-encoding': 'gzip' };
    const large = await call('/api/v1/notes/1', { headers: gzip });
    expect(large.headers.get('content-encoding')).to.equal('gzip');
    expect(await large.json()).to.deep.equal({ title: long });
    const small = await call('/api/v1/notes/409', { headers: gzip });
    expect(small.headers.get('content-encoding')).to.equal(null);
    const plain = await call('/api/v1/notes/1', { headers: { 'accept-encoding': 'identity' } });
    expect(plain.headers.get('content-encoding')).to.equal(null);
  });

  it('sends the headers that keep pages safe', async () => {
    const { headers } = await call('/form');
    expect(headers.get('content-security-policy')).to.contain("script-src 'self';");
    expect(headers.get('x-content-type-options')).to.equal('nosniff');
    expect(headers.get('x-powered-by')).to.equal(null);
  });

  describe('forged requests', () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded', ...page };
    async function ownForm(cookie?: string) {
      const shown = await call('/form', cookie === undefined ? {} : { cookie });
      const made = shown.headers.get('set-cookie')?.split(';')[0];
      return { token: await shown.text(), cookie: cookie ?? made ?? '' };
    }

    it('given the token of the own form, takes a page form', async () => {
      for (const who of [signed, undefined]) {
        const { token, cookie } = await ownForm(who);
        const body = `a=1&_csrf=${token}`;
        const answer = await call('/form', { method: 'POST', body, cookie, headers: form });
        expect(await answer.text()).to.equal('1');
      }
    });

    it("given no token, a wrong one or somebody else's, refuses a page form", async () => {
      const other = await ownForm();
      for (const token of ['', 'x', other.token]) {
        const body = `a=1&_csrf=${token}`;
        const answer = await call('/form', { method: 'POST', body, cookie: signed, headers: form });
        expect(answer.status).to.equal(403);
      }
    });

    it('given a form of a session that ended, asks to sign in', async () => {
      const cookie = 'tongqu_session=old';
      const answer = await call('/form', { method: 'POST', body: 'a=1', cookie, headers: form });
      expect(answer.status).to.equal(303);
      expect(answer.headers.get('location')).to.equal('/login');
    });

    it('given an API call, wants the header or proof that the page is ours', async () => {
      const { token } = await ownForm(signed);
      const proofs: [Record<string, string>, number][] = [
        [{}, 403],
        [{ 'x-csrf-token': token }, 201],
        [{ 'x-csrf-token': 'x' }, 403],
        [{ origin: served.url }, 201],
        [{ origin: 'https://evil.example' }, 403],
        [{ 'sec-fetch-site': 'same-origin' }, 201],
        [{ 'sec-fetch-site': 'same-site' }, 403],
        [{ 'sec-fetch-site': 'cross-site', origin: served.url }, 403],
      ];
      for (const [headers, status] of proofs) {
        const json = { title: 'a' };
        const answer = await call('/api/v1/notes', { json, cookie: signed, headers });
        expect(answer.status, JSON.stringify(headers)).to.equal(status);
      }
    });
  });

  describe('while the store is away', () => {
    before(() => context.health.down('store', 'test'));
    after(() => context.health.up('store'));

    it('tells a signed-in person to wait and not to sign in again', async () => {
      const answer = await call('/api/v1/board', { cookie: signed });
      expect(answer.headers.get('retry-after')).to.equal('2');
      await refusal(answer, 503, 'store_unavailable');
      const shown = await call('/inbox', { cookie: signed, headers: page });
      expect(shown.status).to.equal(503);
      expect(shown.headers.get('set-cookie')).to.equal(null);
      expect(await shown.text()).to.equal('<h1>数据库暂时不可用</h1>');
    });

    it('still serves what needs no session', async () => {
      expect((await call('/form', { headers: page })).status).to.equal(200);
    });
  });
});
