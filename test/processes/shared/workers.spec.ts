import { expect } from 'chai';
import { sharedWorkers } from '../../../processes/shared/index.ts';
import { loadPackages } from '../../../processes/package/index.ts';
import type { Worker, WorkerAnswer } from '../../../processes/worker/index.ts';
import { createCalendar, loadNotices } from '../../../server/clock/index.ts';
import { createTestPorts, type TestPorts } from '../test-ports.ts';

const packages = await loadPackages();
const calendar = createCalendar(loadNotices());
const NOW = Date.parse('2026-02-09T01:00:00Z');

function work(
  type: string,
  headers: Record<string, string>,
  variables: Record<string, unknown>,
  ports: TestPorts = createTestPorts(calendar, () => NOW),
  key = '1',
): Promise<WorkerAnswer> {
  const all: Worker[] = [...sharedWorkers, ...packages.flatMap((pack) => pack.workers)];
  const worker = all.find((one) => one.type === type);
  if (!worker) throw new Error(type);
  return worker.work(
    {
      key,
      processInstanceKey: '7',
      processId: 'p',
      elementId: 'e',
      elementInstanceKey: '8',
      headers,
      variables,
    },
    ports,
  );
}

describe('tongqu:due-date', () => {
  it('computes by the legal calendar, with the warning time', async () => {
    expect(
      await work(
        'tongqu:due-date',
        { limit: '=term', result: 'dueAt', warnBefore: '2wd' },
        { term: '20wd' },
      ),
    ).to.deep.equal({
      complete: {
        dueAt: '2026-03-13T23:59:59.999+08:00',
        dueAtProvisional: false,
        dueAtWarn: '2026-03-11T00:00:00.000+08:00',
      },
    });
  });

  it('begins at a variable, and does not count pauses, in any of FEEL’s time formats', async () => {
    const answer = await work(
      'tongqu:due-date',
      { limit: '5wd', result: 'dueAt', from: 'began', pauses: 'stood' },
      {
        began: '2026-03-02T01:00:00Z[Etc/UTC]',
        stood: [{ from: '2026-03-04T09:00:00+08:00', to: '2026-03-10T09:00:00+08:00' }, 'nonsense'],
      },
    );
    expect(answer).to.have.nested.property('complete.dueAt', '2026-03-13T23:59:59.999+08:00');
  });

  it('makes an incident of a limit or a beginning that cannot be read', async () => {
    expect(await work('tongqu:due-date', { limit: '五天', result: 'x' }, {}))
      .to.have.nested.property('incident.message')
      .that.contains('五天');
    expect(
      await work('tongqu:due-date', { limit: '5wd', result: 'x', from: 'began' }, {}),
    ).to.have.property('incident');
  });
});

describe('tongqu:number', () => {
  const headers = { series: 's', pattern: '督办〔{year}〕{seq:3}号', result: 'number' };

  it('gives one number per job, also when the job runs twice', async () => {
    const ports = createTestPorts(calendar, () => NOW);
    const first = await work('tongqu:number', headers, {}, ports, 'a');
    expect(first).to.deep.equal({ complete: { number: '督办〔2026〕001号' } });
    expect(await work('tongqu:number', headers, {}, ports, 'a')).to.deep.equal(first);
    expect(await work('tongqu:number', headers, {}, ports, 'b')).to.deep.equal({
      complete: { number: '督办〔2026〕002号' },
    });
  });

  it('keeps a number already given', async () => {
    expect(await work('tongqu:number', headers, { number: '督办〔2025〕9号' })).to.deep.equal({
      complete: { number: '督办〔2025〕9号' },
    });
  });
});

describe('tongqu:notify', () => {
  it('fills in the case and sends once per job', async () => {
    const ports = createTestPorts(calendar, () => NOW);
    const variables = { notifyTo: ['role:supervisor'], notifyWord: '超期', caseTitle: '水库' };
    const headers = { kind: 'overdue', title: '{notifyWord}：{caseTitle}{unknown}' };
    await work('tongqu:notify', headers, variables, ports, 'a');
    await work('tongqu:notify', headers, variables, ports, 'a');
    expect(ports.notices).to.deep.equal([
      { kind: 'overdue', to: ['role:supervisor'], title: '超期：水库' },
    ]);
  });

  it('makes an incident when nobody is addressed', async () => {
    expect(await work('tongqu:notify', { title: 't' }, {})).to.have.property('incident');
  });
});

describe('tongqu:open-supervision', () => {
  it('opens one item that knows the case it came from', async () => {
    const ports = createTestPorts(calendar, () => NOW);
    const variables = { caseTitle: '面馆开办', supervisionLeadUnit: '330800-scjg' };
    await work('tongqu:open-supervision', {}, variables, ports);
    await work('tongqu:open-supervision', {}, variables, ports);
    expect(ports.started).to.have.length(1);
    expect(ports.started[0]?.variables).to.include({
      sourceCaseKey: '7',
      sourceCaseTitle: '面馆开办',
      leadUnit: '330800-scjg',
      limit: '5wd',
    });
  });
});

describe('workers of the packages', () => {
  it('document-exchange:prepare removes doubles and refuses unknown units', async () => {
    const variables = { recipients: ['330825', '330881', '330825'], signLimit: '2h' };
    expect(
      await work('document-exchange:prepare', { recipients: 'recipients' }, variables),
    ).to.deep.include({
      complete: {
        recipients: ['330825', '330881'],
        recipientCount: 2,
        signDueAt: '2026-02-09T11:00:00.000+08:00',
        signSecondAt: '2026-02-10T23:59:59.999+08:00',
        replyDueAt: '2026-02-14T23:59:59.999+08:00',
      },
    });
    for (const recipients of [[], ['不存在的单位']]) {
      expect(
        await work('document-exchange:prepare', { recipients: 'recipients' }, { recipients }),
      ).to.have.nested.property('error.code', 'UNKNOWN_UNITS');
    }
  });

  it('parallel-approval:accept gives a case sent back no fresh time', async () => {
    const given = {
      acceptanceNumber: '并受〔2026〕1号',
      acceptedAt: 'a',
      decisionDueAt: 'b',
      promisedDueAt: 'c',
    };
    expect(await work('parallel-approval:accept', {}, given)).to.deep.equal({ complete: given });
  });

  it('supervision:ladder climbs once per rung and sees a due time that moved', async () => {
    const headers = { due: 'supervisionDueAt', blueBefore: '2wd', yellowBefore: '0wd' };
    const due = { supervisionDueAt: '2026-02-10T23:59:59.999+08:00' };
    expect(
      await work('supervision:ladder', headers, { ...due, lightReached: 'none' }),
    ).to.deep.equal({
      complete: {
        lightReached: 'blue',
        lightChanged: true,
        nextCheckAt: '2026-02-10T00:00:00.000+08:00',
      },
    });
    expect(
      await work('supervision:ladder', headers, { ...due, lightReached: 'blue' }),
    ).to.have.nested.property('complete.lightChanged', false);
    const moved = { supervisionDueAt: '2026-03-13T23:59:59.999+08:00', lightReached: 'blue' };
    expect(await work('supervision:ladder', headers, moved)).to.deep.equal({
      complete: {
        lightReached: 'none',
        lightChanged: false,
        nextCheckAt: '2026-03-11T00:00:00.000+08:00',
      },
    });
  });
});
