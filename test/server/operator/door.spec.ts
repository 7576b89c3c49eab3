import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { createApp } from '../../../server/http/app.ts';
import { findProduct } from '../../../server/operator/client.ts';
import { readDoor, removeDoor, writeDoor } from '../../../server/operator/door.ts';
import { apiRoutes } from '../../../server/routes.ts';
import type { Sessions } from '../../../server/sessions/sessions.service.ts';
import { official, testContext } from '../support/context.ts';
import { serve, type Served } from '../support/serve.ts';

const csrf = { secret: 's'.repeat(32), secure: false, publicUrl: null };
const said: string[] = [];
const tell = (line: string): void => void said.push(line);

describe("the operator's door", () => {
  const { context } = testContext();
  const viewers = new Map([
    ['clerk', official('330825')],
    ['admin', official('330800', 'admin', ['admin'])],
  ]);
  const sessions = { find: async (token: string) => viewers.get(token) ?? null };
  let served: Served;
  let folder: string;

  before(async () => {
    const app = createApp({
      context: { ...context, sessions: sessions as unknown as Sessions },
      csrf,
      routes: apiRoutes('1.2.3'),
      mountPages: () => undefined,
      renderProblem: (_request, response, problem) => void response.send(problem.title),
    });
    served = await serve(app);
  });
  after(() => served.close());
  beforeEach(async () => {
    said.length = 0;
    delete context.operator.actions.backup;
    folder = await mkdtemp(join(tmpdir(), 'tongqu-door-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const leave = (token = context.operator.token, url = served.url): void =>
    writeDoor(folder, { pid: process.pid, url, startedAt: '2026-11-23T01:00:00.000Z' }, token);
  const status = (headers: Record<string, string>, path = 'operator/status') =>
    fetch(`${served.url}/api/v1/${path}`, { headers });

  it('is left for the owner of the folder alone, and taken away again', async () => {
    leave();
    for (const name of ['operator.token', 'product.json']) {
      expect((await stat(join(folder, name))).mode & 0o077, name).to.equal(0);
    }
    removeDoor(folder);
    expect(readDoor(folder)).to.equal(null);
  });

  it('given the door of another process, leaves it', () => {
    writeDoor(folder, { pid: process.pid + 1, url: served.url, startedAt: '' }, 'theirs');
    removeDoor(folder);
    expect(readDoor(folder)?.token).to.equal('theirs');
  });

  it('lets in administrators and the bearer of the token, and nobody else', async () => {
    const bearer = { authorization: `Bearer ${context.operator.token}` };
    expect((await status(bearer)).status).to.equal(200);
    expect((await status({ cookie: 'tongqu_session=admin' })).status).to.equal(200);
    expect((await status({ cookie: 'tongqu_session=clerk' })).status).to.equal(403);
    expect((await status({ authorization: 'Bearer wrong' })).status).to.equal(401);
    expect((await status({})).status).to.equal(401);
  });

  it('is no way in to anything else', async () => {
    const bearer = { authorization: `Bearer ${context.operator.token}` };
    expect((await status(bearer, 'session')).status).to.equal(401);
    expect((await status(bearer, 'tasks')).status).to.equal(401);
  });

  it('lets the operator in while the store is away', async () => {
    const bearer = { authorization: `Bearer ${context.operator.token}` };
    context.health.down('store', 'gone');
    const answer = await status({ ...bearer, cookie: 'tongqu_session=clerk' });
    context.health.up('store');
    expect(answer.status).to.equal(200);
    expect(await answer.json()).to.include({ version: '1.2.3', pid: process.pid });
  });

  it('tells what happens meanwhile and answers the outcome last', async () => {
    leave();
    const report = { to: '/b', bytes: 1, durationMs: 2, heldMs: 3, elsewhere: [] };
    context.operator.actions.backup = async (to, say) => {
      say(`copying to ${to}`);
      return { done: report };
    };
    const product = await findProduct(folder);
    const outcome = await product?.act('backup', { to: '/b' }, tell);
    expect(outcome).to.deep.equal({ done: report });
    expect(said).to.deep.equal(['copying to /b']);
  });

  it('given a refusal, a failure or an action that is not there, says so in one line', async () => {
    leave();
    const product = await findProduct(folder);
    const ask = (to: string) => product?.act('backup', { to }, tell);
    expect(await ask('/b')).to.deep.equal({
      refused: 'nothing of this server can be backed up',
    });
    context.operator.actions.backup = async () => ({ refused: 'the folder is not empty' });
    expect(await ask('/b')).to.deep.equal({ refused: 'the folder is not empty' });
    context.operator.actions.backup = async () => {
      throw new Error('disk full\nat somewhere');
    };
    expect(await ask('/b')).to.deep.equal({ refused: 'disk full' });
    expect(await ask(''))
      .to.have.property('refused')
      .that.contains('invalid_input');
  });

  it('given nothing, a stale door or another program there, finds no product', async () => {
    expect(await findProduct(folder)).to.equal(null);
    leave('an older token');
    expect(await findProduct(folder)).to.equal(null);
    leave(context.operator.token, 'http://127.0.0.1:1');
    expect(await findProduct(folder)).to.equal(null);
  });
});
