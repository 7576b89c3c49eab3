import { expect } from 'chai';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEngine, type Engine } from '../../../engine/index.ts';
import { JobStreams } from '../../../engine/job/job-streams.ts';
import { monitoringRoutes } from '../../../engine/monitoring/monitoring-routes.ts';
import type { Monitored } from '../../../engine/monitoring/monitored.ts';
import { RecordMetrics } from '../../../engine/monitoring/record-metrics.ts';
import { dispatch } from '../../../engine/http/router.ts';
import { openClient } from '../../zeebe/gateway-client.ts';
import { oneTask } from '../bpmn-builder.ts';

describe('the monitoring port', () => {
  let folder: string;
  let engine: Engine;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tongqu-monitoring-'));
    engine = await createEngine({ dataDir: folder, restPort: 0, monitoringPort: 0 });
  });

  afterEach(async () => {
    await engine.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const get = (path: string): Promise<Response> => fetch(`${engine.monitoringAddress}${path}`);

  it('sends probes to the health of their group', async () => {
    for (const path of ['/ready', '/health', '/startup']) {
      const answer = await get(path);
      expect(answer.redirected, path).to.equal(true);
      expect(await answer.json(), path).to.deep.equal({ status: 'UP' });
    }
    expect((await get('/actuator/health/liveness')).status).to.equal(404);
  });

  it('counts what the records tell', async () => {
    const client = openClient(engine.address);
    const content = Buffer.from(oneTask());
    await client.unary('DeployResource', { resources: [{ name: 'one.bpmn', content }] });
    await client.unary('CreateProcessInstance', { bpmnProcessId: 'one', version: -1 });
    const stream = client.open('StreamActivatedJobs', { type: 'work', worker: 'w', timeout: 1000 });
    await client.unary('Topology', {});
    await client.unary('CreateProcessInstance', { bpmnProcessId: 'one', version: -1 });
    const lines = (await (await get('/actuator/prometheus')).text()).split('\n');
    expect(lines).to.include.members([
      'zeebe_health{partition="1",} 1',
      'zeebe_job_events_total{action="created",partition="1",type="work",} 2',
      'zeebe_job_events_total{action="pushed",partition="1",type="work",} 1',
      'zeebe_broker_jobs_pushed_count_total 1',
      'zeebe_broker_open_job_stream_count 1',
      'zeebe_executed_instances_total{organizationId="null",type="ROOT_PROCESS_INSTANCE",' +
        'action="activated",partition="1",} 2',
    ]);
    const { client: clients } = (await (await get('/actuator/jobstreams')).json()) as {
      client: { jobType: string; metadata: { timeout: string } }[];
    };
    expect(clients.map(({ jobType, metadata }) => `${jobType} ${metadata.timeout}`)).to.deep.equal([
      'work PT1S',
    ]);
    stream.cancel();
    client.close();
  });

  it('says when the engine is down', async () => {
    const incidents = { count: () => 0, bannedCount: () => 0 } as Monitored['incidents'];
    const monitored = { isHealthy: false, jobStreams: new JobStreams(), incidents };
    const request = {
      method: 'GET',
      path: '/actuator/health/readiness',
      contentType: undefined,
      accept: undefined,
      host: 'x',
      hasBody: false,
      body: async () => '',
    };
    const answer = await dispatch(monitoringRoutes(monitored, new RecordMetrics()), request);
    expect(answer).to.include({ status: 503, body: '{"status":"DOWN"}' });
  });

  it('is not there unless it is asked for', async () => {
    const other = mkdtempSync(join(tmpdir(), 'tongqu-monitoring-'));
    const plain = await createEngine({ dataDir: other });
    expect([plain.restAddress, plain.monitoringAddress]).to.deep.equal([undefined, undefined]);
    await plain.close();
    rmSync(other, { recursive: true, force: true });
  });
});
