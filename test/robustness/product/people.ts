import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type ApiClient, signIn } from '../../support/api-client.ts';
import type { Random } from '../../differential/random/random.ts';
import type { AskedDraft, Ledger } from './ledger.ts';

/** Those who send and those who receive: clerks of the demo organisation. */
const SENDERS = ['330800-zfb-clerk1', '330800-fgw-clerk1'];
/** ms between a refused or broken request and the next one. */
const PAUSE_MS = 15;

/** People at work: they go on trying whatever happens to the server. */
export interface People {
  readonly senders: ReadonlyMap<string, ApiClient>;
  readonly clerks: ReadonlyMap<string, ApiClient>;
  /** Lets everybody work, or waits until all have put their pens down. */
  work(): void;
  rest(): Promise<void>;
  /** Ends everybody's day. */
  stop(): Promise<void>;
}

interface TaskRow {
  readonly key: string;
  readonly caseKey: string;
}

/** Signs people in at a running product; their sessions must survive what comes. */
export async function hirePeople(
  url: string,
  ledger: () => Ledger,
  random: Random,
): Promise<People> {
  const senders = await signInAll(url, SENDERS);
  const [anyone] = senders.values();
  const groups = await anyone!.get<{ id: string; unitCodes: string[] }[]>('/api/v1/unit-groups');
  const all = groups.find(({ id }) => id === 'all-500')?.unitCodes ?? [];
  const units = [...new Set(Array.from({ length: 6 }, () => random.pick(all)))];
  const clerks = await signInAll(
    url,
    units.map((unit) => `${unit}-clerk1`),
  );
  const days = [...senders].map(([account, client]) =>
    day(() => send({ url, ledger: ledger(), random, units }, account, client)),
  );
  [...clerks].forEach(([account, client], index) =>
    days.push(day(() => handle({ ledger: ledger(), random }, units[index]!, account, client))),
  );
  return {
    senders,
    clerks,
    work: () => days.forEach(({ work }) => work()),
    rest: async () => void (await Promise.all(days.map(({ rest }) => rest()))),
    stop: async () => void (await Promise.all(days.map(({ stop }) => stop()))),
  };
}

async function signInAll(url: string, accounts: string[]): Promise<Map<string, ApiClient>> {
  const clients = await Promise.all(accounts.map((account) => signIn(url, account)));
  return new Map(accounts.map((account, index) => [account, clients[index]!]));
}

interface Day {
  work(): void;
  rest(): Promise<void>;
  stop(): Promise<void>;
}

/** Repeats one action until told to rest; a refusal or a broken connection is part of the day. */
function day(act: () => Promise<void>): Day {
  let isWorking = false;
  let current = Promise.resolve();
  const run = async (): Promise<void> => {
    while (isWorking) await act().catch(() => pause(PAUSE_MS));
  };
  const rest = (): Promise<void> => {
    isWorking = false;
    return current;
  };
  return {
    work: () => {
      isWorking = true;
      current = run();
    },
    rest,
    stop: rest,
  };
}

interface Desk {
  readonly ledger: Ledger;
  readonly random: Random;
}

/** Uploads a paper and sends it to some units. */
async function send(
  { url, ledger, random, units }: Desk & { url: string; units: readonly string[] },
  sender: string,
  client: ApiClient,
): Promise<void> {
  const text = `第${random.int(1, 1e9)}号文件\n${'衢通四省。'.repeat(random.int(10, 4_000))}`;
  const document = await upload(url, client, text);
  ledger.documents.set(document.id, { account: sender, sha256: sha256(text) });
  ledger.acknowledged += 1;
  const title = `断电${random.int(1, 1e12)}`;
  const some = units.filter(() => random.chance(60));
  const recipients = some.length === 0 ? units.slice(0, 1) : some;
  const asked = { title, sender, units: recipients, documentId: document.id, key: null };
  ledger.cases.set(title, asked);
  const { key } = await client.post<{ key: string }>('/api/v1/cases', {
    business: 'document-exchange',
    variables: { ...LETTER, caseTitle: title, recipients },
    documentIds: [document.id],
  });
  ledger.cases.set(title, { ...asked, key });
  ledger.acknowledged += 1;
}

const LETTER = {
  documentKind: '通知',
  urgency: 'normal',
  signLimit: '2wd',
  replyLimit: '5wd',
  body: '请遵照执行。',
  requirement: '请按时签收。',
};

async function upload(url: string, client: ApiClient, text: string): Promise<{ id: string }> {
  const form = new FormData();
  form.append('file', new Blob([text], { type: 'text/plain' }), '文件.txt');
  const response = await fetch(`${url}/api/v1/documents`, {
    method: 'POST',
    headers: client.headers,
    body: form,
  });
  if (response.status !== 201) throw new Error(`upload: ${response.status}`);
  return (await response.json()) as { id: string };
}

/** Signs, drafts or answers one of the tasks in a clerk's boxes. */
async function handle(desk: Desk, unit: string, account: string, client: ApiClient): Promise<void> {
  const { random } = desk;
  const box = random.pick(['sign', 'read']);
  const { rows } = await client.get<{ rows: TaskRow[] }>(
    `/api/v1/tasks?box=${box}&sort=newest&limit=20`,
  );
  const ours = rows.filter(({ caseKey }) => [...desk.ledger.cases.values()].some(isOf(caseKey)));
  if (ours.length === 0) return pause(PAUSE_MS);
  const task = random.pick(ours);
  const completion = `${task.caseKey} ${unit} handle`;
  if (box === 'read' && !desk.ledger.completions.has(completion) && random.chance(60)) {
    return saveDraft(desk.ledger, { account, completion, taskKey: task.key }, client);
  }
  const opinion = `意见${random.int(1, 1e12)}`;
  const step = box === 'sign' ? 'sign' : 'handle';
  const words = desk.ledger.tryCompletion(task.caseKey, unit, step, opinion);
  const variables = step === 'sign' ? {} : { outcome: '已阅知' };
  await client.post(`/api/v1/tasks/${task.key}/completions`, { variables, opinion });
  desk.ledger.completed(words, opinion);
}

const isOf =
  (caseKey: string) =>
  ({ key }: { key: string | null }): boolean =>
    key === caseKey;

async function saveDraft(
  ledger: Ledger,
  of: Pick<AskedDraft, 'account' | 'completion' | 'taskKey'>,
  client: ApiClient,
): Promise<void> {
  const { taskKey } = of;
  const before = await client.get<{ draft: { version: number } | null }>(
    `/api/v1/tasks/${taskKey}`,
  );
  const asked = ledger.drafts.get(taskKey) ?? { ...of, tried: [], acknowledged: null };
  const opinion = `草稿${asked.tried.length}-${taskKey}`;
  asked.tried.push(opinion);
  ledger.drafts.set(taskKey, asked);
  const baseVersion = before.draft?.version ?? 0;
  const path = `/api/v1/tasks/${taskKey}/draft`;
  const { status, body } = await client.send<{ version: number }>('PUT', path, {
    baseVersion,
    variables: {},
    opinion,
  });
  if (status !== 200) return;
  asked.acknowledged = { version: body.version, opinion };
  ledger.acknowledged += 1;
}

/** As the server names the content of a document. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
