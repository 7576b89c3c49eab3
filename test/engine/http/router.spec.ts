import { expect } from 'chai';
import { request as send } from 'node:http';
import { connect } from 'node:net';
import { startHttpServer, type HttpPort } from '../../../engine/http/http-server.ts';
import type { Route } from '../../../engine/http/router.ts';

const ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/things/{}',
    produces: ['application/json'],
    handle: (_request, [name]) => ({ status: 200, headers: {}, body: `"${name}"` }),
  },
  {
    method: 'PATCH',
    path: '/things/{}',
    consumes: 'application/json',
    handle: async (request) => ({
      status: 200,
      headers: {},
      body: (await request.body()) ?? 'long',
    }),
  },
  { method: 'GET', path: '/alone', isAlone: true, handle: () => ({ status: 204, headers: {} }) },
];

describe('engine/http', () => {
  let port: HttpPort;

  before(async () => {
    port = await startHttpServer({ host: '127.0.0.1', portNumber: 0, routes: ROUTES });
  });

  after(() => port.close());

  const ask = (
    method: string,
    path: string,
    { body, headers = {} }: { body?: string; headers?: Record<string, string> } = {},
  ): Promise<string> =>
    new Promise((resolve, reject) => {
      const options = { host: '127.0.0.1', port: port.portNumber, method, path, headers };
      const call = send({ ...options, agent: false }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => resolve(`${answer.statusCode} ${Buffer.concat(chunks).toString()}`));
      });
      call.on('error', reject);
      call.end(body);
    });

  it('hands the variable segments over, decoded and without parameters', async () => {
    expect(await ask('GET', '/things/a%20b;c=d?e=f')).to.equal('200 "a b"');
  });

  it('answers HEAD like GET without its content', async () => {
    expect(await ask('HEAD', '/things/a')).to.equal('200 ');
  });

  it('tells path, method, content type and accepted type apart, in this order', async () => {
    const json = { 'Content-Type': 'application/json' };
    expect(await ask('GET', '/nothing')).to.match(/^404 .*"title":"Not Found"/);
    expect(await ask('POST', '/things/a')).to.match(/^405 .*Supported methods: \[GET, PATCH\]/);
    expect(await ask('PATCH', '/things/a', { body: '1' })).to.match(/^415 /);
    expect(await ask('GET', '/things/a', { headers: { Accept: 'text/html' } })).to.match(/^406 /);
    expect(await ask('PATCH', '/things/a', { body: '1', headers: json })).to.equal('200 1');
  });

  it('has nothing else at a path that is alone', async () => {
    expect(await ask('GET', '/alone')).to.equal('204 ');
    expect(await ask('POST', '/alone')).to.match(/^404 /);
  });

  it('takes no more of a body than it keeps', async () => {
    const headers = { 'Content-Type': 'application/json' };
    const body = 'x'.repeat(262_145);
    expect(await ask('PATCH', '/things/a', { body, headers })).to.equal('200 long');
    expect(await ask('PATCH', '/things/a', { body: body.slice(1), headers })).to.have.length(
      262_148,
    );
  });

  it('closes with connections open', async () => {
    const other = await startHttpServer({ host: '127.0.0.1', portNumber: 0, routes: ROUTES });
    const socket = connect(other.portNumber, '127.0.0.1');
    const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    socket.on('error', () => undefined);
    await new Promise<void>((resolve) => socket.once('connect', () => resolve()));
    socket.write('GET /alone HTTP/1.1\r\nHost: x\r\n\r\n');
    await new Promise((resolve) => socket.once('data', resolve));
    await other.close();
    await ended;
  });
});
