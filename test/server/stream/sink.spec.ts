import { expect } from 'chai';
import pino from 'pino';
import { openSink, type Sink } from '../../../server/stream/sink.ts';

const log = pino({ level: 'silent' });
const action = '{"index":{"_index":"zeebe-record_job_8.5.8_2026-11-23","_id":"1-5","routing":"1"}}';

describe('the sink of a cluster’s exporter', () => {
  let sink: Sink;
  let stored: string[];
  let failing: Error | null;

  const open = async (token: string | null): Promise<void> => {
    stored = [];
    failing = null;
    sink = await openSink({
      port: 0,
      host: '127.0.0.1',
      token,
      log,
      ingest: async (lines) => {
        if (failing) throw failing;
        stored.push(...lines);
        return 5;
      },
    });
  };
  const call = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`http://127.0.0.1:${sink.port}${path}`, init);
  const bulk = (body: string, headers = {}): Promise<Response> =>
    call('/_bulk', { method: 'POST', body, headers });
  afterEach(() => sink.close());

  it('answers template calls as the exporter expects', async () => {
    await open(null);
    const answer = await call('/_component_template/zeebe-record', { method: 'PUT', body: '{}' });
    expect(answer.headers.get('x-elastic-product')).to.equal('Elasticsearch');
    expect(await answer.json()).to.deep.equal({ acknowledged: true });
  });

  it('stores the records of a bulk, then answers each item', async () => {
    await open(null);
    const answer = await bulk(`${action}\n{"position":5}\n${action}\n{"position":6}\n`);
    const { errors, items } = (await answer.json()) as { errors: boolean; items: object[] };
    expect(errors).to.equal(false);
    expect(items).to.have.length(2);
    expect(stored).to.deep.equal(['{"position":5}', '{"position":6}']);
  });

  it('answers 503 when the records are not stored, so that they come again', async () => {
    await open(null);
    failing = new Error('the store is away');
    expect((await bulk(`${action}\n{}\n`)).status).to.equal(503);
    failing = null;
    expect((await bulk(`${action}\n{}\n`)).status).to.equal(200);
  });

  it('answers 400 to what is no bulk', async () => {
    await open(null);
    expect((await bulk('nonsense\n')).status).to.equal(400);
    expect((await bulk('{"delete":{}}\n')).status).to.equal(400);
  });

  it('asks for the password when there is one', async () => {
    await open('a-long-password-x');
    const basic = `Basic ${Buffer.from('zeebe:a-long-password-x').toString('base64')}`;
    expect((await bulk(`${action}\n{}\n`)).status).to.equal(401);
    expect((await bulk(`${action}\n{}\n`, { authorization: 'Basic eDp5' })).status).to.equal(401);
    expect((await bulk(`${action}\n{}\n`, { authorization: basic })).status).to.equal(200);
  });
});
