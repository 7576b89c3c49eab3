import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { HealthReport } from '../../server/health/schema.ts';
import { projectRoot } from '../../server/root.ts';
import { until } from './support/until.ts';

/** The server from source, as `npm run dev` runs it. */
class Server {
  readonly lines: string[] = [];
  private readonly child: ChildProcess;
  private readonly exited: Promise<unknown[]>;

  constructor(env: Record<string, string>) {
    const { PATH, HOME } = process.env;
    this.child = spawn(process.execPath, ['--import', 'tsx', 'server/main.ts'], {
      cwd: projectRoot(),
      env: { PATH, HOME, PORT: '0', LOG_LEVEL: 'error', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.exited = once(this.child, 'exit');
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => this.lines.push(...split(text)));
    }
  }

  said(): string {
    return this.lines.join('\n');
  }

  async url(): Promise<string> {
    const ready = /^Tongqu is ready: (\S+) \(/m;
    const look = (): string | undefined => ready.exec(this.said())?.[1];
    return until('it is ready', look, 60_000).catch(() => {
      throw new Error(`it is not ready; it said:\n${this.said()}`);
    });
  }

  async end(): Promise<unknown> {
    if (this.child.exitCode === null) this.child.kill('SIGTERM');
    return (await this.exited)[0];
  }

  async code(): Promise<unknown> {
    return (await this.exited)[0];
  }
}

const split = (text: string): string[] => text.split('\n').filter((line) => line !== '');

describe('the server as a process', function () {
  this.timeout(120_000);
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tongqu-main-'));
  });
  after(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

  it('given an empty folder, starts, makes the demo, is well, and ends when told', async () => {
    const server = new Server({ DATA_DIR: folder });
    try {
      const url = await server.url();
      expect(server.said()).to.match(/^Tongqu: 12 demo cases were made in \d+ ms$/m);
      const answer = await fetch(`${url}/api/v1/health`);
      const { status, broker, store, reasons } = (await answer.json()) as HealthReport;
      expect({ status, broker, store, reasons }).to.deep.equal({
        status: 'ok',
        broker: 'embedded',
        store: 'embedded',
        reasons: [],
      });
      const page = await fetch(`${url}/login`);
      expect(page.status).to.equal(200);
      expect(await page.text()).to.contain('_csrf');
    } finally {
      expect(await server.end()).to.equal(0);
    }
    expect(server.lines.at(-1)).to.equal('Tongqu: stopped');
  });

  it('started again, keeps its demo and makes no second one', async () => {
    const server = new Server({ DATA_DIR: folder });
    try {
      await server.url();
      expect(server.said()).not.to.contain('demo cases');
    } finally {
      expect(await server.end()).to.equal(0);
    }
  });

  it('given mistakes in the environment, names each in one line and ends', async () => {
    const server = new Server({ PORT: 'http', DEMO: 'perhaps' });
    expect(await server.code()).to.equal(78);
    expect(server.lines).to.deep.equal([
      'Tongqu: PORT must be a number (it is "http")',
      'Tongqu: DEMO must be true or false (it is "perhaps")',
    ]);
  });
});
