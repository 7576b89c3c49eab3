import { setTimeout as pause } from 'node:timers/promises';
import { type ApiClient, signIn } from '../support/api-client.ts';
import { startBuiltEngine } from '../support/built-engine.ts';
import { type RunningProduct, startProduct, temporaryFolder } from '../support/product.ts';
import { residentMbOf } from './process-facts.ts';
import { median, quantile } from './statistics.ts';

/** What the whole product measured; times in milliseconds, memory in MB. */
export interface ProductFigures {
  /** First start: demo data are made. */
  firstServedMs: number;
  firstReadyMs: number;
  /** Any later start: process start to a served login page. */
  servedMs: number;
  readyMs: number;
  idleMb: number;
  /** Create → 500 open tasks in the read model, and 20 sampled inboxes that show theirs. */
  fanOut500VisibleMs: number;
  /** Complete by one person → the next person's task is there and announced. */
  nextTaskP50Ms: number;
  nextTaskP99Ms: number;
}

const SENDER = '330800-zfb-clerk1';
const SAMPLED_INBOXES = 20;
const HAND_OVERS = 100;
/** Looking is work for the product too: 21 people look, each as often as a page may. */
const FAN_OUT_LOOK_MS = 100;
const HAND_OVER_LOOK_MS = 10;
const SEEN_WITHIN_MS = 90_000;

/**
 * Measures the product on a new data folder, over HTTP as people use it.
 *
 * @param env more environment, e.g. a real broker
 * @param handOverCount how many are measured
 */
export async function benchProduct(
  env: Readonly<Record<string, string>> = {},
  handOverCount = HAND_OVERS,
): Promise<ProductFigures> {
  const folder = temporaryFolder('bench');
  try {
    const first = await startProduct({ dataDir: folder.path, env });
    await first.stop();
    const product = await startProduct({ dataDir: folder.path, env });
    try {
      await pause(5000);
      const idleMb = residentMbOf(product.pid);
      const fanOut500VisibleMs = await fanOut(product);
      const handOvers = await measureHandOvers(product, handOverCount);
      return {
        firstServedMs: first.servedMs,
        firstReadyMs: first.readyMs,
        servedMs: product.servedMs,
        readyMs: product.readyMs,
        idleMb,
        fanOut500VisibleMs,
        nextTaskP50Ms: median(handOvers),
        nextTaskP99Ms: quantile(handOvers, 0.99),
      };
    } finally {
      await product.stop();
    }
  } finally {
    folder.remove();
  }
}

async function fanOut(product: RunningProduct): Promise<number> {
  const sender = await signIn(product.url, SENDER);
  const groups = await sender.get<{ id: string; unitCodes: string[] }[]>('/api/v1/unit-groups');
  const units = groups.find((group) => group.id === 'all-500')?.unitCodes ?? [];
  if (units.length !== 500) throw new Error(`the group of 500 units has ${units.length}`);
  const sampled = units.filter((_, index) => index % (500 / SAMPLED_INBOXES) === 0);
  const clerks = await Promise.all(sampled.map((unit) => signIn(product.url, `${unit}-clerk1`)));
  const title = `测量 ${Date.now()}`;
  const at = performance.now();
  const { key } = await startExchange(sender, title, units);
  const counted = until(async () => {
    // A case that the read model does not have yet is not found.
    const { status, body } = await sender.send<{ progress: { element: string; total: number }[] }>(
      'GET',
      `/api/v1/cases/${key}`,
    );
    return (
      status === 200 && body.progress.some((row) => row.element === 'sign' && row.total === 500)
    );
  }, FAN_OUT_LOOK_MS);
  const shown = clerks.map((clerk) => until(() => inboxHas(clerk, 'sign', key), FAN_OUT_LOOK_MS));
  await Promise.all([counted, ...shown]);
  return performance.now() - at;
}

/** Signs at one unit again and again: the next step (阅办) is the same unit's next task. */
async function measureHandOvers(product: RunningProduct, count: number): Promise<number[]> {
  const sender = await signIn(product.url, SENDER);
  const unit = '330825';
  const clerk = await signIn(product.url, `${unit}-clerk1`);
  const samples: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const { key } = await startExchange(sender, `移交测量 ${i}`, [unit]);
    const task = await until(() => inboxHas(clerk, 'sign', key));
    const at = performance.now();
    await clerk.post(`/api/v1/tasks/${task}/completions`, { variables: {}, opinion: '' });
    await until(
      async () => (await inboxHas(clerk, 'read', key)) ?? (await inboxHas(clerk, 'todo', key)),
    );
    samples.push(performance.now() - at);
  }
  return samples;
}

async function startExchange(
  sender: ApiClient,
  title: string,
  units: readonly string[],
): Promise<{ key: string }> {
  return sender.post('/api/v1/cases', {
    business: 'document-exchange',
    variables: {
      caseTitle: title,
      documentKind: '通知',
      urgency: 'normal',
      recipients: units,
      signLimit: '2wd',
      replyLimit: '5wd',
      body: '请遵照执行。',
      requirement: '请按时签收、阅办。',
    },
    documentIds: [],
  });
}

/** The key of the viewer's open task of a case, or undefined when it is not there yet. */
async function inboxHas(who: ApiClient, box: string, caseKey: string): Promise<string | undefined> {
  const { rows } = await who.get<{ rows: { key: string; caseKey: string }[] }>(
    `/api/v1/tasks?box=${box}&sort=newest&limit=10`,
  );
  return rows.find((row) => row.caseKey === caseKey)?.key;
}

async function until<T>(
  ask: () => Promise<T | undefined | false>,
  everyMs = HAND_OVER_LOOK_MS,
): Promise<T> {
  const deadline = performance.now() + SEEN_WITHIN_MS;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (performance.now() > deadline) throw new Error(`not seen within ${SEEN_WITHIN_MS} ms`);
    await pause(everyMs);
  }
}

/** Start-up of the engine alone, from spawn to its ready line, in milliseconds. */
export async function engineStartMs(): Promise<number> {
  const engine = await startBuiltEngine();
  await engine.stop();
  return engine.readyMs;
}
