import { expect } from 'chai';
import { setTimeout as pause } from 'node:timers/promises';
import { type ApiClient, signIn } from '../support/api-client.ts';
import { isBuilt, type RunningProduct, startProduct, temporaryFolder } from '../support/product.ts';

const SENDER = '330800-zfb-clerk1';
/** When the power goes, counted from the moment at which the start of the case was asked for. */
const CUTS_AFTER_MS = [30, 250, 700];
/** Clerks who sign when the power goes a second time. */
const SIGNING_CLERKS = 40;

interface Copy {
  unitCode: string;
  steps: { element: string; state: string }[];
}

describe('a power cut in the middle of a fan-out to 500 units', function () {
  this.timeout(240_000);
  const folder = temporaryFolder('kill');
  let product: RunningProduct;
  let sender: ApiClient;
  let units: string[];

  before(async function () {
    if (!isBuilt()) {
      console.log('\n!!! skipped: dist/ is missing, run `npm run build` first\n');
      this.skip();
    }
    await restart();
    const groups = await sender.get<{ id: string; unitCodes: string[] }[]>('/api/v1/unit-groups');
    units = groups.find((group) => group.id === 'all-500')?.unitCodes ?? [];
    expect(units).to.have.length(500);
  });

  after(async () => {
    await product?.stop();
    folder.remove();
  });

  async function restart(): Promise<void> {
    product = await startProduct({ dataDir: folder.path });
    sender = await signIn(product.url, SENDER);
  }

  for (const cutMs of CUTS_AFTER_MS) {
    it(`after ${cutMs} ms loses no copy and makes none twice`, async () => {
      const title = `断电测试 ${cutMs}`;
      const asked = sender
        .post<{ key: string }>('/api/v1/cases', exchange(title, units))
        .then((answer) => answer.key)
        .catch(() => null);
      await pause(cutMs);
      await product.kill();
      const acknowledged = await asked;
      await restart();
      const cases = await casesTitled(sender, title);
      // Not acknowledged: it may have happened or not, but never twice.
      expect(cases.length).to.be.within(acknowledged === null ? 0 : 1, 1);
      if (acknowledged !== null) expect(cases).to.deep.equal([acknowledged]);
      const key = cases[0];
      if (key === undefined) return;
      const copies = await eventually(
        () => sender.get<Copy[]>(`/api/v1/cases/${key}/copies`),
        (rows) => rows.filter((row) => stateOf(row, 'sign') === 'active').length >= 500,
      );
      expect(copies.map((row) => row.unitCode).sort()).to.deep.equal([...units].sort());
      for (const row of copies) {
        expect(row.steps.filter((step) => step.element === 'sign')).to.have.length(1);
      }
    });
  }

  it('keeps every signature that was answered, once, while many are signing', async () => {
    const { key } = await sender.post<{ key: string }>(
      '/api/v1/cases',
      exchange('边签边断', units),
    );
    const some = units.filter((_, index) => index % 12 === 0).slice(0, SIGNING_CLERKS);
    const clerks = await Promise.all(some.map((unit) => signIn(product.url, `${unit}-clerk1`)));
    const tasks = await Promise.all(clerks.map((clerk) => signTaskOf(clerk, key)));
    const answered = new Set<string>();
    const signing = clerks.map(async (clerk, index) => {
      await clerk.post(`/api/v1/tasks/${tasks[index]}/completions`, { variables: {}, opinion: '' });
      answered.add(some[index] ?? '');
    });
    const settled = Promise.allSettled(signing);
    await eventually(
      async () => answered.size,
      (count) => count >= SIGNING_CLERKS / 4,
    );
    await product.kill();
    await settled;
    await restart();
    const copies = await eventually(
      () => sender.get<Copy[]>(`/api/v1/cases/${key}/copies`),
      (rows) => [...answered].every((unit) => stateOf(of(rows, unit), 'sign') === 'completed'),
    );
    for (const row of copies) {
      const signed = row.steps.filter((step) => step.element === 'sign');
      expect(signed, row.unitCode).to.have.length(1);
      const handling = row.steps.filter((step) => step.element === 'handle');
      expect(handling.length, row.unitCode).to.equal(signed[0]?.state === 'completed' ? 1 : 0);
    }
  });
});

function exchange(title: string, recipients: readonly string[]): unknown {
  return {
    business: 'document-exchange',
    variables: {
      caseTitle: title,
      documentKind: '通知',
      urgency: 'normal',
      recipients,
      signLimit: '2wd',
      replyLimit: '5wd',
      body: '请遵照执行。',
      requirement: '请按时签收。',
    },
    documentIds: [],
  };
}

async function casesTitled(who: ApiClient, title: string): Promise<string[]> {
  const path = `/api/v1/cases?scope=started&q=${encodeURIComponent(title)}`;
  const health = await who.get<{ projectionLagMs: number }>('/api/v1/health');
  if (health.projectionLagMs > 0) {
    await eventually(
      () => who.get<{ projectionLagMs: number }>('/api/v1/health'),
      ({ projectionLagMs }) => projectionLagMs === 0,
    );
  }
  const { rows } = await who.get<{ rows: { key: string; title: string }[] }>(path);
  return rows.filter((row) => row.title === title).map((row) => row.key);
}

async function signTaskOf(clerk: ApiClient, caseKey: string): Promise<string> {
  const found = await eventually(
    async () => {
      const { rows } = await clerk.get<{ rows: { key: string; caseKey: string }[] }>(
        '/api/v1/tasks?box=sign&sort=newest&limit=20',
      );
      return rows.find((row) => row.caseKey === caseKey)?.key;
    },
    (key) => key !== undefined,
  );
  return found ?? '';
}

const of = (rows: readonly Copy[], unit: string): Copy | undefined =>
  rows.find((row) => row.unitCode === unit);

const stateOf = (row: Copy | undefined, element: string): string | undefined =>
  row?.steps.find((step) => step.element === element)?.state;

async function eventually<T>(ask: () => Promise<T>, good: (answer: T) => boolean): Promise<T> {
  const deadline = performance.now() + 60_000;
  for (;;) {
    const answer = await ask();
    if (good(answer) || performance.now() > deadline) {
      expect(good(answer), 'not so within a minute').to.equal(true);
      return answer;
    }
    await pause(25);
  }
}
