import { expect } from 'chai';
import type { ZBClient } from 'zeebe-node';
import type { ProcessPackage } from '../../processes/package/index.ts';
import {
  OFFSET_MS,
  clockState,
  createCalendar,
  dayOf,
  dueOfLimit,
  isoOf,
  loadNotices,
  parseLadder,
  parseLimit,
} from '../../server/clock/index.ts';
import type { Broker } from '../differential/broker.ts';
import { CaseView, USER_TASK, type OpenJob } from './case-view.ts';
import type { Expectation, Scenario, Step } from './scenario.schema.ts';
import { createTestPorts, type TestPorts } from './test-ports.ts';
import { hostWorkers, openZeebeNode } from './worker-host.ts';

const calendar = createCalendar(loadNotices());
const HOUR_MS = 3_600_000;

/** A broker whose clock is known, so that a scenario can say what time it is. */
export interface ClockedBroker {
  broker: Broker;
  now: () => number;
}

interface Play {
  pack: ProcessPackage;
  broker: Broker;
  client: ZBClient;
  ports: TestPorts;
  view: CaseView;
  key: string;
  caseNumber: string;
  now: () => number;
}

let cases = 0;
let markers = 0;

/** Keys of partition 1 that no broker reaches in a test. */
const MARKER_BASE = 2 ** 51 + 2 ** 49;
const REST_WITHIN_MS = 20_000;

/**
 * Plays a scenario: deploys the package, starts a case, does each step and checks each expectation.
 * Throws an assertion error that names the step.
 */
export async function playScenario(
  pack: ProcessPackage,
  scenario: Scenario,
  { broker, now }: ClockedBroker,
): Promise<void> {
  const client = openZeebeNode(broker.address);
  try {
    await deploy(client, pack);
    await broker.advanceClock(startOf(scenario) - now());
    const ports = createTestPorts(calendar, now);
    hostWorkers(client, pack, ports);
    const { key, caseNumber } = await start(client, pack, scenario);
    const view = new CaseView(Number(key), pack.manifest.clocks);
    const play: Play = { pack, broker, client, ports, view, key, caseNumber, now };
    try {
      await settle(play);
      for (const [index, step] of scenario.steps.entries()) {
        await perform(play, step).catch((error: unknown) => {
          throw explain(error, `step ${index + 1} ${JSON.stringify(step)}`, view);
        });
      }
    } finally {
      // On a broker shared with other scenarios, a case left behind would send its notices to them.
      view.read(broker.records);
      if (!view.completed && !view.terminated) await client.cancelProcessInstance(key);
    }
  } finally {
    await client.close();
  }
}

async function start(
  client: ZBClient,
  pack: ProcessPackage,
  scenario: Scenario,
): Promise<{ key: string; caseNumber: string }> {
  const caseNumber = `${pack.name}-${process.pid}-${++cases}`;
  const started = await client.createProcessInstance({
    bpmnProcessId: pack.manifest.processId,
    variables: startVariables(pack, scenario, caseNumber) as never,
  });
  return { key: String(started.processInstanceKey), caseNumber };
}

async function deploy(client: ZBClient, pack: ProcessPackage): Promise<void> {
  for (const { name, path } of pack.resources) {
    if (name.endsWith('.bpmn')) await client.deployResource({ processFilename: path });
    else if (name.endsWith('.dmn')) await client.deployResource({ decisionFilename: path });
    else await client.deployResource({ formFilename: path });
  }
}

function startOf({ given }: Scenario): number {
  return Date.parse(`${given.at.replace(' ', 'T')}:00Z`) - OFFSET_MS;
}

function startVariables(
  pack: ProcessPackage,
  { given }: Scenario,
  caseNumber: string,
): Record<string, unknown> {
  const sample = pack.samples.find((file) => file.name === given.sample);
  if (given.sample !== undefined && !sample) throw new Error(`no sample ${given.sample}`);
  const fromSample = sample
    ? (JSON.parse(sample.text) as { variables: Record<string, unknown> }).variables
    : {};
  return {
    urgency: 'normal',
    documentIds: [],
    ...fromSample,
    ...given.variables,
    caseNumber,
    business: pack.name,
    startedBy: given.startedBy,
    startedByUnit: given.startedByUnit,
  };
}

/**
 * Waits until nothing moves by itself: no worker's job is open, no timer is due, and between two
 * markers in the stream nothing happened to the case. A marker is the completion of a job that
 * cannot exist: its rejection is recorded, and changes nothing.
 */
async function settle(play: Play): Promise<void> {
  const { broker, view, now } = play;
  const patience = Date.now() + REST_WITHIN_MS;
  for (let last = -1, quiet = 0; quiet < 2 && Date.now() < patience;) {
    await mark(play);
    view.read(broker.records);
    if (view.incidents.size > 0) break;
    const busy =
      [...view.jobs.values()].some((job) => job.type !== USER_TASK) ||
      [...view.timers.values()].some((at) => at <= now());
    quiet = view.own === last && !busy ? quiet + 1 : 0;
    last = view.own;
  }
  expect([...view.incidents.values()].join('\n'), 'incidents').to.equal('');
}

async function mark({ client, broker }: Play): Promise<void> {
  markers += 1;
  const key = MARKER_BASE + markers;
  let looked = broker.records.length;
  await client.completeJob({ jobKey: String(key), variables: {} }).catch(() => undefined);
  await broker.until(() => {
    for (; looked < broker.records.length; looked++) {
      const record = broker.records[looked];
      if (record?.key === key && record.recordType === 'COMMAND_REJECTION') return true;
    }
    return false;
  }, 'a marker');
}

async function perform(play: Play, step: Step): Promise<void> {
  const { client, caseNumber } = play;
  if ('complete' in step) return complete(play, step);
  if ('advance' in step) return advance(play, step.advance);
  if ('throw' in step) {
    const job = await open(play, step.on, step.as);
    await client.throwError({
      jobKey: job.key,
      errorCode: step.throw,
      errorMessage: '撤回',
    } as Parameters<ZBClient['throwError']>[0]);
    return gone(play, [job]);
  }
  if ('message' in step) {
    await client.publishMessage({
      name: step.message,
      correlationKey: caseNumber,
      timeToLive: 0,
      variables: (step.with ?? {}) as never,
    });
    return settle(play);
  }
  if ('return' in step) return sendBack(play, step.return, step.to);
  return check(play, step.expect);
}

async function complete(play: Play, step: Extract<Step, { complete: string }>): Promise<void> {
  const first = await open(play, step.complete, step.as);
  const jobs =
    step.all === true
      ? [...play.view.jobs.values()].filter((job) => job.elementId === step.complete)
      : [first];
  const variables = { completedBy: 'p-test', ...step.with };
  for (const job of jobs) {
    await play.client.completeJob({ jobKey: job.key, variables: variables as never });
  }
  await gone(play, jobs);
}

/** An open user task of a step that `who` may take. */
async function open(play: Play, step: string, who: string | undefined): Promise<OpenJob> {
  const find = (): OpenJob | undefined => {
    play.view.read(play.broker.records);
    return [...play.view.jobs.values()].find(
      (job) =>
        job.elementId === step &&
        (who === undefined || job.groups.includes(who) || job.assignee === who),
    );
  };
  await play.broker.until(() => find() !== undefined, `a task ${step} for ${who ?? 'anyone'}`);
  const job = find();
  if (!job) throw new Error(`no task ${step}`);
  return job;
}

async function gone(play: Play, jobs: readonly OpenJob[]): Promise<void> {
  await play.broker.until(() => {
    play.view.read(play.broker.records);
    return jobs.every((job) => !play.view.jobs.has(Number(job.key)));
  }, `${jobs.length} tasks to end`);
  await settle(play);
}

/** Moves the clock to the same hour `limit` later, a day at a time, so that no timer is skipped. */
async function advance(play: Play, written: string): Promise<void> {
  const limit = parseLimit(written);
  const due = dueOfLimit(calendar, play.now(), written);
  if (!limit || !due) throw new Error(`no limit: ${written}`);
  const days = ['wd', 'd', 'mo'].includes(limit.unit);
  const target = days ? play.now() + (due.dueDay - dayOf(play.now())) * 24 * HOUR_MS : due.dueAt;
  while (play.now() < target) {
    await play.broker.advanceClock(Math.min(24 * HOUR_MS, target - play.now()));
    await settle(play);
  }
}

/** 退回, as the server does it: by the manifest's rule, in one command. */
async function sendBack(play: Play, from: string, to: string): Promise<void> {
  const rule = play.pack.manifest.returns.find((one) => one.to === to && one.from.includes(from));
  if (!rule) throw new Error(`the manifest allows no return from ${from} to ${to}`);
  await open(play, from, undefined);
  const canceled = [...play.view.active].filter(
    ([, { elementId, scopeKey }]) =>
      rule.cancels.includes(elementId) &&
      !rule.cancels.includes(play.view.active.get(scopeKey)?.elementId ?? ''),
  );
  const jobs = [...play.view.jobs.values()].filter((job) => job.elementId === from);
  await play.client.modifyProcessInstance({
    processInstanceKey: play.key,
    activateInstructions: [
      {
        elementId: rule.activate ?? rule.to,
        ancestorElementInstanceKey: '-1',
        variableInstructions: [],
      },
    ],
    terminateInstructions: canceled.map(([key]) => ({ elementInstanceKey: String(key) })),
  } as Parameters<ZBClient['modifyProcessInstance']>[0]);
  await gone(play, jobs);
}

async function check(play: Play, wanted: Expectation): Promise<void> {
  await settle(play);
  compare(play, wanted);
}

function compare({ view, ports, pack, now }: Play, wanted: Expectation): void {
  if (wanted.waiting) expect(waiting(view), 'waiting').to.deep.equal(wanted.waiting);
  for (const [name, value] of Object.entries(wanted.variables ?? {})) {
    expect(view.variable(name), name).to.deep.equal(value);
  }
  for (const [kind, count] of Object.entries(wanted.notices ?? {})) {
    const sent = ports.notices.filter((notice) => notice.kind === kind);
    expect(sent, `${kind} notices`).to.have.length(count);
  }
  for (const [id, count] of Object.entries(wanted.passed ?? {})) {
    expect(view.passed.get(id) ?? 0, `passed ${id}`).to.equal(count);
  }
  if (wanted.completed !== undefined) {
    expect(view.completed, 'completed').to.equal(wanted.completed);
  }
  for (const [id, clock] of Object.entries(wanted.clocks ?? {})) {
    const declared = pack.manifest.clocks.find((one) => one.id === id);
    const ladder = declared?.ladder && parseLadder(declared.ladder);
    const ledger = view.ledger.filter((entry) => entry.clockId === id);
    const state = clockState(ledger, calendar, now(), ladder);
    const seen = {
      status: state.status,
      light: state.light,
      overdue: state.overdue,
      remaining: state.remainingWorkingDays,
      due: state.dueAt === undefined ? undefined : isoOf(dayOf(state.dueAt)),
    };
    expect(seen, `clock ${id}`).to.include(clock);
  }
}

function waiting(view: CaseView): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { type, elementId } of view.jobs.values()) {
    if (type === USER_TASK) counts[elementId] = (counts[elementId] ?? 0) + 1;
  }
  return counts;
}

function explain(error: unknown, where: string, view: CaseView): Error {
  const message = error instanceof Error ? error.message : String(error);
  const active = [...view.active.values()].map(({ elementId }) => elementId).join(' ');
  return new Error(`${where}\n  ${message}\n  active: ${active}`, { cause: error });
}
