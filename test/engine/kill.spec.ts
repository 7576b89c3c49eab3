import { expect } from 'chai';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { renderDiagram } from '../differential/diagram.ts';
import { openClient, type Answer, type GatewayClient } from '../zeebe/gateway-client.ts';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');
const COPIES = 200;

const FAN_OUT = renderDiagram([
  {
    id: 'fan-out',
    elements: {
      begin: 'start',
      sign: { kind: 'service', job: 'sign', loop: { each: '=units', as: 'unit' } },
      end: 'end',
    },
    flows: ['begin > sign > end'],
  },
]);

type StdioPipe = ['ignore', 'pipe', 'inherit'];

interface Job {
  readonly key: number;
  readonly variables: string;
}

describe('an engine that is killed in the middle of a fan-out', function () {
  this.timeout(60_000);
  let folder: string;
  let child: ChildProcess | undefined;
  let client: GatewayClient | undefined;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tongqu-kill-'));
  });

  afterEach(async () => {
    await kill();
    rmSync(folder, { recursive: true, force: true });
  });

  const start = async (): Promise<GatewayClient> => {
    const words = ['--port', '0', '--data', join(folder, 'data')];
    const records = ['--records', join(folder, 'records.jsonl')];
    const program = ['--import', 'tsx', 'engine/cli.ts', ...words, ...records];
    const stdio: StdioPipe = ['ignore', 'pipe', 'inherit'];
    const started = spawn(process.execPath, program, { cwd: ROOT, stdio });
    child = started;
    const said = await new Promise<string>((resolve) => {
      started.stdout.once('data', (text: Buffer) => resolve(text.toString()));
    });
    client = openClient(/ready on (\S+),/.exec(said)?.[1] ?? '');
    return client;
  };

  const kill = async (): Promise<void> => {
    client?.close();
    const killed = child;
    if (!killed || killed.exitCode !== null || killed.signalCode !== null) return;
    const ended = new Promise((resolve) => killed.once('exit', resolve));
    killed.kill('SIGKILL');
    await ended;
  };

  const activate = async (gateway: GatewayClient, timeout: number): Promise<Job[]> => {
    const answer = await gateway.stream('ActivateJobs', {
      type: 'sign',
      worker: 'w',
      timeout,
      maxJobsToActivate: COPIES,
      requestTimeout: -1,
    });
    return responseOf<{ jobs: Job[] }[]>(answer).flatMap(({ jobs }) => jobs);
  };

  it('loses nothing that was acknowledged, and does nothing twice', async () => {
    const units = Array.from({ length: COPIES }, (_nothing, n) => `u${n}`);
    const first = await start();
    const resources = [{ name: 'fan-out.bpmn', content: Buffer.from(FAN_OUT) }];
    responseOf(await first.unary('DeployResource', { resources }));
    const variables = JSON.stringify({ units });
    const request = { bpmnProcessId: 'fan-out', version: -1, variables };
    responseOf(await first.unary('CreateProcessInstance', request));
    const jobs = await activate(first, 1);
    const acknowledged = new Set<number>();
    const complete = async ({ key }: Job): Promise<void> => {
      const answer = await first.unary('CompleteJob', { jobKey: key }, 5_000);
      if ('response' in answer) acknowledged.add(key);
    };
    const waiting = [...jobs];
    const lanes = Array.from({ length: 8 }, async () => {
      for (let job = waiting.shift(); job; job = waiting.shift()) {
        await complete(job);
        if (acknowledged.size >= 60) child?.kill('SIGKILL');
        if (child?.killed) return;
      }
    });
    await Promise.all(lanes);
    expect(acknowledged.size).to.be.within(60, COPIES - 1);
    await kill();

    const second = await start();
    for (const key of acknowledged) {
      const again = await second.unary('CompleteJob', { jobKey: key });
      expect(again).to.include({ code: 'NOT_FOUND' });
    }
    const left = jobs.filter(({ key }) => !acknowledged.has(key));
    for (const { key } of left) await second.unary('CompleteJob', { jobKey: key });
    expect(await activate(second, 1)).to.deep.equal([]);
    child?.kill('SIGTERM');
    await new Promise((resolve) => child?.once('exit', resolve));

    const ends = completedIn(join(folder, 'records.jsonl'));
    expect(ends.filter((name) => name === 'sign SERVICE_TASK')).to.have.length(COPIES);
    expect(ends.filter((name) => name === 'fan-out PROCESS')).to.have.length(1);
  });
});

function responseOf<Response>(answer: Answer): Response {
  if ('response' in answer) return answer.response as Response;
  throw new Error(`${answer.code}: ${answer.details}`);
}

/** The elements that completed, each position counted once: a batch may be exported twice. */
function completedIn(path: string): string[] {
  const byPosition = new Map<number, string>();
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    if (!line.includes('"intent":"ELEMENT_COMPLETED"') || !line.endsWith('}')) continue;
    const { position, value } = JSON.parse(line) as {
      position: number;
      value: { elementId: string; bpmnElementType: string };
    };
    byPosition.set(position, `${value.elementId} ${value.bpmnElementType}`);
  }
  return [...byPosition.values()];
}
