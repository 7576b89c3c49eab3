import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { expect } from 'chai';
import mongoose from 'mongoose';
import { demoStateModel } from '../../../server/demo/demo-state.model.ts';
import { checksum, type Manifest } from '../../../server/operator/backup/manifest.ts';
import { startStore } from '../../../server/store/index.ts';
import { verifyStore } from '../../../server/store/storage/verify.ts';
import { projectRoot } from '../../architecture/project-files.ts';
import { type ApiClient, signIn } from '../../support/api-client.ts';
import {
  isBuilt,
  type RunningProduct,
  startProduct,
  temporaryFolder,
} from '../../support/product.ts';
import { until } from '../support/until.ts';

const SENDER = '330800-zfb-clerk1';
const UNITS = ['330825', '330881', '330803'];
/** Cases started before the backup begins, and how many more while it is made at least. */
const BEFORE = 8;
const AFTER = 4;
/** Between two cases, so that there are not too many to finish afterwards. */
const PACE_MS = 80;
const PATIENCE_MS = 60_000;

interface CaseRow {
  readonly key: string;
  readonly title: string;
  readonly state: string;
}

interface Copy {
  readonly unitCode: string;
  readonly steps: readonly { element: string; state: string }[];
}

const run = promisify(execFile);

describe('a backup of the running product', function () {
  this.timeout(120_000);
  const folder = temporaryFolder('backup');
  const at = (name: string): string => join(folder.path, name);
  const products: RunningProduct[] = [];
  /** Cases whose start, and tasks whose completion was answered before the backup began. */
  const early = { cases: new Set<string>(), tasks: new Set<string>() };
  let manifest: Manifest;
  let output: string;

  before(async function () {
    if (!isBuilt() || !existsSync(join(projectRoot, 'dist/server/backup.js'))) {
      console.log('\n!!! skipped: dist/ is missing, run `npm run build` first\n');
      this.skip();
    }
    await claimDemoCases(at('data/store'));
    const product = await started('data');
    const load = new Load(await signIn(product.url, SENDER), await clerksOf(product));
    const working = load.run();
    await until('some work is done', () => load.started.size >= BEFORE && load.completed.size > 3);
    for (const key of load.started) early.cases.add(key);
    for (const key of load.completed) early.tasks.add(key);
    output = await backup(at('data'), at('copy'));
    const then = load.started.size;
    await until('work goes on', () => load.started.size >= then + AFTER);
    load.stop();
    await working;
    manifest = JSON.parse(readFileSync(at('copy/backup.json'), 'utf8')) as Manifest;
  });
  after(async () => {
    for (const product of products) await product.stop();
    folder.remove();
  });

  async function started(name: string): Promise<RunningProduct> {
    const product = await startProduct({ dataDir: at(name), env: { LOG_LEVEL: 'silent' } });
    products.push(product);
    return product;
  }

  it('is of one moment: read models neither ahead of the engine nor behind its log', () => {
    const { engine, store } = manifest;
    const applied = store?.checkpoints['1'] ?? 0;
    expect(applied).to.be.within(engine?.exportedPosition ?? Infinity, engine?.lastPosition ?? 0);
    expect(manifest.heldMs).to.be.greaterThan(0);
    expect(output).to.match(/backed up to .*: [\d.]+ MB in \d+ ms; writes waited [\d.]+ ms/);
  });

  it('holds the files that the manifest names, sound, and nothing of one run', async () => {
    const names = readdirSync(at('copy'));
    expect(names).to.have.members(['backup.json', 'engine', 'session-secret', 'store']);
    expect(manifest.files.map(({ path }) => path)).to.have.members([
      'engine/engine.mdb',
      'session-secret',
      'store/data.mdb',
    ]);
    for (const file of manifest.files) {
      expect(await checksum(join(at('copy'), file.path)), file.path).to.equal(file.sha256);
    }
    expect((await verifyStore(at('copy/store'))).faults).to.deep.equal([]);
  });

  it('restored by copying, has everything acknowledged before, once, and can be worked on', async () => {
    cpSync(at('copy'), at('restored'), { recursive: true });
    const product = await started('restored');
    const sender = await signIn(product.url, SENDER);
    const cases = await rowsOf(sender);
    expect(cases.map(({ key }) => key)).to.include.members([...early.cases]);
    expect(new Set(cases.map(({ title }) => title)).size).to.equal(cases.length);
    await finishAll(product, sender, cases);
    for (const { key } of cases) {
      const copies = await sender.get<Copy[]>(`/api/v1/cases/${key}/copies`);
      expect(copies.map(({ unitCode }) => unitCode).sort()).to.deep.equal([...UNITS].sort());
      for (const { steps } of copies) {
        expect(steps.map(({ element }) => element)).to.deep.equal(['sign', 'handle']);
      }
    }
  });

  it('leaves the original working', async () => {
    const product = products[0]!;
    const sender = await signIn(product.url, SENDER);
    await finishAll(product, sender, await rowsOf(sender));
  });

  it('given a folder with something in it, or an unfinished one, refuses it', async () => {
    expect(await refusal(at('data'), at('copy'))).to.match(/no backup was made: .* is not empty/);
    mkdirSync(at('half'));
    writeFileSync(at('half/backup.incomplete'), '');
    expect(await refusal(at('data'), at('half'))).to.match(/holds an unfinished backup/);
    expect(await refusal(at('data'), at('data/inside'))).to.match(/are inside one another/);
  });

  it('given a product that was stopped, copies its files', async () => {
    const last = products.pop();
    await last?.stop();
    const said = await backup(at('restored'), at('second'));
    expect(said).to.match(/the product does not run; copying its files/);
    const second = JSON.parse(readFileSync(at('second/backup.json'), 'utf8')) as Manifest;
    expect(second.running).to.equal(false);
    expect((await verifyStore(at('second/store'))).faults).to.deep.equal([]);
    expect(await refusal(at('nowhere'), at('third'))).to.match(/holds no data of the product/);
  });
});

/** Starts cases and signs copies, one after the other, until it is stopped. */
class Load {
  readonly started = new Set<string>();
  readonly completed = new Set<string>();
  private isOver = false;
  private readonly sender: ApiClient;
  private readonly clerks: readonly ApiClient[];

  constructor(sender: ApiClient, clerks: readonly ApiClient[]) {
    this.sender = sender;
    this.clerks = clerks;
  }

  stop(): void {
    this.isOver = true;
  }

  async run(): Promise<void> {
    await Promise.all([this.start(), ...this.clerks.map((clerk) => this.work(clerk))]);
  }

  private async start(): Promise<void> {
    while (!this.isOver) {
      const title = `备份测试 ${this.started.size}`;
      const { key } = await this.sender.post<{ key: string }>('/api/v1/cases', exchange(title));
      this.started.add(key);
      await wait(PACE_MS);
    }
  }

  private async work(clerk: ApiClient): Promise<void> {
    while (!this.isOver) {
      for (const { key } of await openTasks(clerk, 'sign', 3)) {
        await clerk.post(`/api/v1/tasks/${key}/completions`, { variables: {}, opinion: '' });
        this.completed.add(key);
      }
    }
  }
}

/** Completes every open task until every case is completed: engine and read model agree. */
async function finishAll(
  product: RunningProduct,
  sender: ApiClient,
  cases: readonly CaseRow[],
): Promise<void> {
  const clerks = await clerksOf(product);
  const nothingOpen = async () => {
    for (const clerk of clerks) {
      await completeAll(clerk, 'sign', {});
      await completeAll(clerk, 'read', { outcome: '已阅知' });
    }
    await completeAll(sender, 'todo', { closingNote: '全部回执。' });
    const keys = new Set(cases.map(({ key }) => key));
    const open = (await rowsOf(sender)).filter(
      ({ key, state }) => keys.has(key) && state !== 'completed',
    );
    return open.length === 0;
  };
  await until('every case is completed', nothingOpen, PATIENCE_MS);
}

async function completeAll(who: ApiClient, box: string, variables: object): Promise<void> {
  for (const { key } of await openTasks(who, box, 100)) {
    const path = `/api/v1/tasks/${key}/completions`;
    const { status, body } = await who.send('POST', path, { variables, opinion: '' });
    // The read model may show for a moment what was just completed.
    if (status !== 202 && status !== 409) throw new Error(`${path}: ${JSON.stringify(body)}`);
  }
}

async function openTasks(who: ApiClient, box: string, limit: number): Promise<{ key: string }[]> {
  const path = `/api/v1/tasks?box=${box}&sort=newest&limit=${limit}`;
  const { rows } = await who.get<{ rows: { key: string; state: string }[] }>(path);
  return rows.filter(({ state }) => state === 'open');
}

async function rowsOf(sender: ApiClient): Promise<CaseRow[]> {
  await until('nothing waits to be projected', async () => {
    const health = await sender.get<{ projectionLagMs: number }>('/api/v1/health');
    return health.projectionLagMs === 0;
  });
  return (await sender.get<{ rows: CaseRow[] }>('/api/v1/cases?scope=started&limit=200')).rows;
}

const clerksOf = (product: RunningProduct): Promise<ApiClient[]> =>
  Promise.all(UNITS.map((unit) => signIn(product.url, `${unit}-clerk1`)));

function exchange(caseTitle: string): unknown {
  const limits = { signLimit: '2wd', replyLimit: '5wd' };
  const text = { documentKind: '通知', body: '请遵照执行。', requirement: '请按时签收。' };
  const variables = { caseTitle, urgency: 'normal', recipients: UNITS, ...limits, ...text };
  return { business: 'document-exchange', variables, documentIds: [] };
}

/** The demo's own cases take ten seconds and prove nothing here. */
async function claimDemoCases(dataDir: string): Promise<void> {
  const store = await startStore({ dataDir });
  const connection = await mongoose.createConnection(store.uri, { dbName: 'tongqu' }).asPromise();
  await demoStateModel(connection).create({ _id: 'cases', startedAt: new Date() });
  await connection.close();
  await store.close();
}

async function backup(dataDir: string, to: string): Promise<string> {
  const program = join(projectRoot, 'dist/server/backup.js');
  const { stdout } = await run(process.execPath, [program, '--to', to], {
    env: { PATH: process.env.PATH, DATA_DIR: dataDir },
  });
  return stdout;
}

async function refusal(dataDir: string, to: string): Promise<string> {
  return backup(dataDir, to).then(
    () => 'it was made',
    (error: { stderr: string }) => error.stderr,
  );
}
