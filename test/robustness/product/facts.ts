import { setTimeout as pause } from 'node:timers/promises';
import type { ApiClient } from '../../support/api-client.ts';
import type { AskedCase, AskedDraft, Ledger, Words } from './ledger.ts';
import type { People } from './people.ts';
import { sha256 } from './people.ts';

/** What is not as it was acknowledged, one sentence each. */
export interface Flaws {
  readonly lost: string[];
  readonly doubled: string[];
}

interface Copy {
  readonly unitCode: string;
  readonly steps: readonly { element: string; state: string; opinion: string | null }[];
}

/** How long read models may take to come up to what was acknowledged. */
const SETTLE_MS = 20_000;

/**
 * Compares what people were told with what the product shows them. What is not shown yet has time
 * to come: just after a start nobody knows what the engine has still to tell.
 */
export async function checkFacts(url: string, people: People, ledger: Ledger): Promise<Flaws> {
  const deadline = performance.now() + SETTLE_MS;
  for (;;) {
    await settled(url);
    const flaws = await compare(url, people, ledger);
    if (flaws.lost.length === 0 || performance.now() > deadline) return flaws;
    await pause(250);
  }
}

async function compare(url: string, people: People, ledger: Ledger): Promise<Flaws> {
  const flaws: Flaws = { lost: [], doubled: [...ledger.doubled] };
  for (const [account, client] of people.senders) {
    const mine = [...ledger.cases.values()].filter(({ sender }) => sender === account);
    await checkCases(client, mine, ledger, flaws);
  }
  for (const [id, { account, sha256: sum }] of ledger.documents) {
    const client = people.senders.get(account)!;
    const response = await fetch(`${url}/api/v1/documents/${id}/content`, {
      headers: client.headers,
    });
    const bytes = new Uint8Array(await response.arrayBuffer());
    if (response.status !== 200 || sha256(bytes) !== sum) flaws.lost.push(`document ${id}`);
  }
  for (const draft of ledger.drafts.values()) {
    if (ledger.completions.has(draft.completion)) continue;
    await checkDraft(people.clerks.get(draft.account)!, draft, flaws);
  }
  return flaws;
}

/** Waits until everything is up and the read models have all that the engine has. */
async function settled(url: string): Promise<void> {
  const deadline = performance.now() + SETTLE_MS;
  for (;;) {
    const response = await fetch(`${url}/api/v1/health`);
    const health = (await response.json()) as { status: string; projectionLagMs: number };
    if (health.status === 'ok' && health.projectionLagMs === 0) return;
    if (performance.now() > deadline) throw new Error(`not settled: ${JSON.stringify(health)}`);
    await pause(20);
  }
}

async function checkCases(
  client: ApiClient,
  asked: readonly AskedCase[],
  ledger: Ledger,
  flaws: Flaws,
): Promise<void> {
  const rows = await allCases(client);
  const numbers = rows.map(({ number }) => number).filter((number) => number !== null);
  if (new Set(numbers).size < numbers.length) flaws.doubled.push('a case number');
  for (const one of asked) {
    const found = rows.filter(({ title }) => title === one.title);
    if (found.length > 1) flaws.doubled.push(`case ${one.title}`);
    if (one.key !== null && found[0]?.key !== one.key) flaws.lost.push(`case ${one.title}`);
    else if (found[0] !== undefined) await checkCase(client, found[0].key, one, ledger, flaws);
  }
}

async function allCases(
  client: ApiClient,
): Promise<{ key: string; title: string; number: string | null }[]> {
  const found: { key: string; title: string; number: string | null }[] = [];
  let after = '';
  for (;;) {
    const page = await client.get<{ rows: typeof found; next: string | null }>(
      `/api/v1/cases?scope=started&limit=200&q=${encodeURIComponent('断电')}${after}`,
    );
    found.push(...page.rows);
    if (page.next === null) return found;
    after = `&after=${encodeURIComponent(page.next)}`;
  }
}

/** The papers of one case, and who signed and answered it, each once. */
async function checkCase(
  client: ApiClient,
  key: string,
  asked: AskedCase,
  ledger: Ledger,
  flaws: Flaws,
): Promise<void> {
  const { documents } = await client.get<{ documents: { id: string }[] }>(`/api/v1/cases/${key}`);
  if (!documents.some(({ id }) => id === asked.documentId)) flaws.lost.push(`paper of ${key}`);
  const copies = await client.get<Copy[]>(`/api/v1/cases/${key}/copies`);
  for (const unit of asked.units) {
    const own = copies.filter(({ unitCode }) => unitCode === unit);
    if (own.length > 1) flaws.doubled.push(`copy ${key} ${unit}`);
    for (const step of ['sign', 'handle']) {
      const steps = own.flatMap((copy) => copy.steps.filter(({ element }) => element === step));
      if (steps.length > 1) flaws.doubled.push(`step ${key} ${unit} ${step}`);
      const words = ledger.completions.get(`${key} ${unit} ${step}`);
      if (words !== undefined) checkWords(`${key} ${unit} ${step}`, words, steps[0], flaws);
    }
  }
}

function checkWords(
  what: string,
  { tried, acknowledged }: Words,
  step: Copy['steps'][number] | undefined,
  flaws: Flaws,
): void {
  const isDone = step?.state === 'completed';
  if (acknowledged !== null && (!isDone || step.opinion !== acknowledged)) {
    flaws.lost.push(`${what}: ${acknowledged}, there is ${step?.state} ${step?.opinion}`);
  }
  if (isDone && !tried.includes(step.opinion ?? '')) flaws.lost.push(`${what}: other words`);
}

async function checkDraft(client: ApiClient, asked: AskedDraft, flaws: Flaws): Promise<void> {
  const { acknowledged, tried, taskKey } = asked;
  if (acknowledged === null) return;
  const { draft } = await client.get<{ draft: { version: number; opinion: string } | null }>(
    `/api/v1/tasks/${taskKey}`,
  );
  const later = tried.slice(tried.indexOf(acknowledged.opinion) + 1);
  const isSame = draft?.opinion === acknowledged.opinion;
  if (draft === null || !(isSame || later.includes(draft.opinion))) {
    flaws.lost.push(`draft of ${taskKey}`);
  } else if (draft.version > acknowledged.version + (isSame ? 0 : later.length)) {
    flaws.doubled.push(`draft of ${taskKey}`);
  }
}
