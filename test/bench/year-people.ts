import { setTimeout as pause } from 'node:timers/promises';
import { YearClient } from './year-client.ts';
import type { Slot } from './year-plan.ts';
import { SENDER, type YearProcess } from './year-process.ts';

/** Units that work at the same time. */
const LANES = 24;
/** A page of an inbox as the pages show it. */
const PAGE = 50;
/** One of so many readers downloads the document; the others read the body in the task. */
export const DOWNLOADED_BY_ONE_IN = 10;
const PATIENCE_MS = 120_000;

interface Row {
  readonly key: string;
  readonly caseKey: string;
  readonly state: string;
}

interface Page {
  readonly rows: readonly Row[];
  readonly next: string | null;
}

/** What people have done so far; a copy is delivered, signed and answered. */
export interface Done {
  dispatches: number;
  delivered: number;
  signed: number;
  replied: number;
  confirmed: number;
  requests: number;
}

/** The sender and the clerks of the receiving units, who act through the product's API. */
export class YearPeople {
  readonly done: Done = {
    dispatches: 0,
    delivered: 0,
    signed: 0,
    replied: 0,
    confirmed: 0,
    requests: 0,
  };
  private readonly sender: YearClient;
  private readonly clerks: readonly YearClient[];
  private readonly units: readonly string[];
  private readonly text: string;
  /** By dispatch: its case, its document, and how many answers are still to come. */
  private readonly cases = new Map<number, { key: string; document: string; open: number }>();

  /** @param sessions tokens of signed-in people, by account */
  constructor(
    url: string,
    { units, sessions }: Pick<YearProcess, 'units' | 'sessions'>,
    text: string,
  ) {
    const person = (account: string): YearClient =>
      new YearClient(url, sessions.get(account) ?? '');
    this.units = units;
    this.sender = person(SENDER);
    this.clerks = units.map((unit) => person(`${unit}-clerk1`));
    this.text = text;
  }

  /** Does everything of an hour. */
  async play(slot: Slot): Promise<void> {
    for (const dispatch of slot.sends) await this.send(dispatch);
    const busy = new Set([...slot.signs.keys(), ...slot.replies.keys()]);
    await inLanes(LANES, [...busy], async (unit) => {
      await this.work(unit, 'sign', slot.signs.get(unit) ?? []);
      await this.work(unit, 'read', slot.replies.get(unit) ?? []);
    });
    await this.confirm();
  }

  private async send(dispatch: number): Promise<void> {
    const title = `第${dispatch + 1}号文件`;
    const document = await this.sender.upload(`${title}.txt`, `${title}\n${this.text}`);
    const { key } = await this.sender.post<{ key: string }>('/api/v1/cases', {
      business: 'document-exchange',
      variables: {
        caseTitle: title,
        documentKind: '通知',
        urgency: dispatch % 10 === 0 ? 'urgent' : 'normal',
        recipients: this.units,
        signLimit: '2wd',
        replyLimit: '5wd',
        body: '请遵照执行。',
        requirement: '请按时签收、阅办。',
      },
      documentIds: [document],
    });
    this.cases.set(dispatch, { key, document, open: this.units.length });
    this.done.requests += 2;
    this.done.dispatches += 1;
    this.done.delivered += this.units.length;
  }

  /** Opens the box, and the wanted tasks in it one after the other, as a clerk does. */
  private async work(unit: number, box: 'sign' | 'read', dispatches: number[]): Promise<void> {
    if (dispatches.length === 0) return;
    const clerk = this.clerks[unit]!;
    const tasks = await this.find(clerk, box, dispatches);
    for (const [dispatch, task] of tasks) {
      const found = this.cases.get(dispatch)!;
      await clerk.get(`/api/v1/tasks/${task}`);
      this.done.requests += 2;
      if (box === 'sign' && (unit + dispatch) % DOWNLOADED_BY_ONE_IN === 0) {
        await clerk.download(`/api/v1/documents/${found.document}/content`);
        this.done.requests += 1;
      }
      const isReply = box === 'read';
      await clerk.post(`/api/v1/tasks/${task}/completions`, {
        variables: isReply ? { outcome: '已传达' } : {},
        opinion: isReply ? '已组织传达学习。' : '',
      });
      if (isReply) {
        found.open -= 1;
        this.done.replied += 1;
      } else this.done.signed += 1;
    }
  }

  /** Pages through a box until every wanted task is found; read models may be a moment behind. */
  private async find(
    clerk: YearClient,
    box: string,
    dispatches: readonly number[],
  ): Promise<Map<number, string>> {
    const wanted = new Map(dispatches.map((one) => [this.cases.get(one)!.key, one]));
    const found = new Map<number, string>();
    const giveUpAt = performance.now() + PATIENCE_MS;
    for (;;) {
      let after = '';
      do {
        const cursor = after === '' ? '' : `&after=${encodeURIComponent(after)}`;
        const path = `/api/v1/tasks?box=${box}&sort=oldest&limit=${PAGE}${cursor}`;
        const page = await clerk.get<Page>(path);
        this.done.requests += 1;
        for (const { caseKey, key, state } of page.rows) {
          const dispatch = wanted.get(caseKey);
          if (dispatch !== undefined && state === 'open') found.set(dispatch, key);
        }
        after = page.next ?? '';
      } while (after !== '' && found.size < wanted.size);
      if (found.size === wanted.size) return found;
      if (performance.now() > giveUpAt) {
        throw new Error(`${wanted.size - found.size} tasks are not in the box ${box}`);
      }
      await pause(100);
    }
  }

  /** The sender closes what everybody has answered. */
  private async confirm(): Promise<void> {
    const over = [...this.cases].filter(([, { open }]) => open === 0).map(([one]) => one);
    if (over.length === 0) return;
    const tasks = await this.find(this.sender, 'todo', over);
    for (const [dispatch, task] of tasks) {
      const input = { variables: { closingNote: '全部回执。' }, opinion: '' };
      await this.sender.post(`/api/v1/tasks/${task}/completions`, input);
      this.cases.delete(dispatch);
      this.done.requests += 1;
      this.done.confirmed += 1;
    }
  }
}

async function inLanes<T>(
  lanes: number,
  items: readonly T[],
  work: (item: T) => Promise<void>,
): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < items.length) await work(items[next++]!);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
