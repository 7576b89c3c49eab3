import type { ModifyNotation, Step } from '../step.ts';
import { ERROR_CODES } from './draw-names.ts';
import { VARIABLES } from './draw-task.ts';
import type { Random } from './random.ts';
import type { SeenJob, Situation } from './situation.ts';

/** A step, or one that only the engine in this process can take. */
export interface RandomStep extends Step {
  /** Close the engine and open it again from disk. */
  readonly restart?: true;
}

/** What may be drawn. */
export interface StepRules {
  readonly processId: string;
  /** Ids of all elements, for modifications. */
  readonly elements: readonly string[];
  /** What the second version calls otherwise. */
  readonly renamed: Readonly<Record<string, string>>;
  /** Whether restarts, messages that expire, and back-offs are drawn: not on a real broker. */
  readonly alone: boolean;
}

type Draw = () => readonly RandomStep[];

/** Instances of the drawn process at most. */
const MOST_INSTANCES = 3;

/**
 * Draws what is done next: one step, or a few that belong together. Errors are thrown by tasks
 * only: Zeebe 8.5 fails with an exception where the job belongs to an event.
 */
export function drawSteps(
  random: Random,
  seen: Situation,
  rules: StepRules,
): readonly RandomStep[] {
  const jobs = seen.openJobs();
  const tasks = jobs.filter(({ element }) => element.startsWith('t'));
  const has = (count: number): number => (count > 0 ? 1 : 0);
  const alone = rules.alone ? 1 : 0;
  const roots = seen.instances.filter(({ process }) => process === rules.processId);
  return random.weighted<Draw>([
    [30 * has(jobs.length), () => [completion(random, seen, random.pick(jobs))]],
    [6 * has(jobs.length), () => [failure(random, random.pick(jobs), seen, rules)]],
    [6 * has(tasks.length), () => [thrown(random, seen, random.pick(tasks))]],
    [2 * has(jobs.length), () => twice(random.pick(jobs))],
    [3 * has(jobs.length), () => [activation(random, random.pick(jobs))]],
    [10 * has(seen.userTasks.size), () => [userTask(random, seen)]],
    [10 * has(seen.incidents.size), () => resolution(random, seen)],
    [12 * has(seen.messages.size), () => [publication(random, seen, rules)]],
    [5 * has(seen.signals.size), () => [signal(random, seen)]],
    [8 * has(seen.timers.size), () => [{ clock: untilNextTimer(seen) }]],
    [
      2 * has(seen.live.size),
      () => [{ set: { at: anInstance(random, seen), ...someValues(random) } }],
    ],
    [0.5 * has(roots.length), () => [{ cancel: anInstance(random, seen) }]],
    [2 * has(seen.live.size), () => [modification(random, seen, rules)]],
    [1 * has(seen.live.size), () => migration(random, seen, rules)],
    [roots.length < MOST_INSTANCES ? 1.5 : 0, () => [creation(random, rules)]],
    [2 * alone, () => [{ restart: true }]],
    [alone * (roots.length < MOST_INSTANCES ? 1 : 0), () => [awaited(random, rules)]],
    [0.5, () => [{ clock: 'PT5M' }]],
  ])();
}

/** An instance with values for all variables that the diagram reads. */
export function creation(random: Random, { processId }: StepRules): RandomStep {
  return { create: { process: processId, variables: startValues(random) } };
}

/** The same by a client that waits for the end. */
function awaited(random: Random, { processId }: StepRules): RandomStep {
  const createWithResult = { process: processId, variables: startValues(random) };
  return { createWithResult, background: true };
}

function startValues(random: Random): Record<string, unknown> {
  const variables: Record<string, unknown> = {};
  for (const name of VARIABLES) variables[name] = random.int(0, 3);
  variables['items'] = Array.from({ length: random.int(0, 3) }, (_nothing, index) => `i${index}`);
  variables['key'] = random.pick(['k1', 'k2']);
  return variables;
}

/** A step that brings what waits further, without trouble; undefined when nothing waits. */
export function helpOn(random: Random, seen: Situation, rules: StepRules): readonly RandomStep[] {
  const jobs = seen.openJobs();
  const [job] = jobs;
  if (job) return [{ complete: { element: job.element } }];
  if (seen.userTasks.size > 0) return [userTask(random, seen, 100)];
  if (seen.messages.size > 0 && random.chance(50)) return [publication(random, seen, rules)];
  if (seen.signals.size > 0 && random.chance(50)) return [signal(random, seen)];
  if (seen.timers.size > 0) return [{ clock: untilNextTimer(seen) }];
  if (seen.incidents.size > 0) return resolution(random, seen);
  if (seen.messages.size > 0) return [publication(random, seen, rules)];
  return seen.signals.size > 0 ? [signal(random, seen)] : [];
}

function choice(seen: Situation, job: SeenJob): { element: string; nth: number } {
  const open = seen.openJobs().filter(({ element }) => element === job.element);
  return { element: job.element, nth: open.indexOf(job) + 1 };
}

function completion(random: Random, seen: Situation, job: SeenJob): RandomStep {
  const given = random.chance(35) ? someValues(random) : {};
  return { complete: { ...choice(seen, job), ...given } };
}

/** Mostly completed, else assigned to somebody. */
function userTask(random: Random, seen: Situation, completes = 75): RandomStep {
  const task = `/v1/user-tasks/{${random.pick([...seen.userTasks.values()])}}`;
  if (!random.chance(completes)) {
    return { rest: { call: `POST ${task}/assignment`, body: { assignee: 'lin' } } };
  }
  const body = random.chance(35) ? someValues(random) : {};
  return { rest: { call: `POST ${task}/completion`, body } };
}

function someValues(random: Random): { variables: Record<string, unknown> } {
  const variables: Record<string, unknown> = { [random.pick(VARIABLES)]: random.int(0, 3) };
  if (random.chance(20)) variables['items'] = [random.int(0, 3)];
  if (random.chance(10)) variables['key'] = random.pick(['k1', 'k2']);
  if (random.chance(10)) variables['absent'] = random.pick([1, 'k1']);
  return { variables };
}

function failure(random: Random, job: SeenJob, seen: Situation, rules: StepRules): RandomStep {
  const retries = random.chance(60) ? 0 : 2;
  const backoff = rules.alone && random.chance(30) ? { backoffMs: 60_000 } : {};
  const given = random.chance(20) ? someValues(random) : {};
  return { fail: { ...choice(seen, job), retries, message: 'as drawn', ...backoff, ...given } };
}

function thrown(random: Random, seen: Situation, job: SeenJob): RandomStep {
  const given = random.chance(20) ? someValues(random) : {};
  return { throw: { ...choice(seen, job), code: random.pick(ERROR_CODES), ...given } };
}

/** Two clients that both think the job is theirs. */
function twice({ element, nth }: SeenJob): readonly RandomStep[] {
  const complete = { element, nth, ended: true };
  return [{ complete, background: true }, { complete }];
}

function activation(random: Random, { type }: SeenJob): RandomStep {
  return { activate: { type, max: random.int(1, 3), timeoutMs: 90 * 86_400_000 } };
}

/** Removes what may be the cause, then resolves. */
function resolution(random: Random, seen: Situation): readonly RandomStep[] {
  const nth = random.int(1, seen.incidents.size);
  const [key, incident] = [...seen.incidents][nth - 1] ?? [];
  const job = seen.openJobs().find((one) => one.key === incident?.job);
  if (key === undefined) return [];
  if (job) return [{ retries: { ...choice(seen, job), to: 1 } }, { resolve: nth }];
  const at = incident?.element;
  if (at === undefined || random.chance(25)) return [{ resolve: nth }];
  const variables = { absent: 1, key: 'k1', items: [1, 2], v1: 1, v2: 1, v3: 1, v4: 1 };
  return [{ set: { at, variables, local: random.chance(50) } }, { resolve: nth }];
}

function publication(random: Random, seen: Situation, rules: StepRules): RandomStep {
  const { name, key } = random.pick([...seen.messages.values()]);
  const other = random.chance(15) ? { key: random.pick(['k1', 'k2']) } : { key };
  const buffered = random.chance(25) ? { ttlMs: rules.alone ? 600_000 : 90 * 86_400_000 } : {};
  const given = random.chance(30) ? someValues(random) : {};
  return { publish: { name, ...other, ...buffered, ...given } };
}

function signal(random: Random, seen: Situation): RandomStep {
  const name = random.pick([...seen.signals.values()]);
  return { signal: { name, ...(random.chance(30) && someValues(random)) } };
}

/** Half a minute later than it falls due: a real broker's clock goes on by itself. */
function untilNextTimer(seen: Situation): string {
  const next = Math.min(...seen.timers.values());
  return `PT${Math.max(0, Math.ceil((next - seen.now) / 1000)) + 30}S`;
}

function anInstance(random: Random, seen: Situation): number {
  const numbers = seen.instances.map((_instance, index) => index + 1);
  const live = numbers.filter((number) => seen.live.has(seen.instances[number - 1]?.key ?? 0));
  return random.pick(live.length > 0 && random.chance(90) ? live : numbers);
}

function modification(random: Random, seen: Situation, rules: StepRules): RandomStep {
  const instance = anInstance(random, seen);
  const key = seen.instances[instance - 1]?.key;
  const running = [...seen.live.values()].filter((one) => one.instance === key && one.key !== key);
  const ends = running.length > 0 && random.chance(60);
  const starts = !ends || random.chance(50);
  return {
    modify: {
      instance,
      ...(starts && { activate: [activationOf(random, rules)] }),
      ...(ends && { terminate: [random.pick(running).element] }),
    },
  };
}

function activationOf(random: Random, { elements }: StepRules): ActivateInstruction {
  const element = random.pick(elements);
  if (random.chance(70)) return { element };
  return { element, variables: [{ values: someValues(random).variables }] };
}

type ActivateInstruction = NonNullable<ModifyNotation['activate']>[number];

/** To the second version, which is deployed for it, each running element to its like. */
function migration(random: Random, seen: Situation, rules: StepRules): readonly RandomStep[] {
  const instance = anInstance(random, seen);
  const key = seen.instances[instance - 1]?.key;
  const running = [...seen.live.values()].filter((one) => one.instance === key && one.key !== key);
  const map = Object.fromEntries(
    running.map(({ element }) => [element, rules.renamed[element] ?? element]),
  );
  const migrate = { instance, to: rules.processId, map };
  return seen.hasSecond ? [{ migrate }] : [{ deploy: ['two.bpmn'] }, { migrate }];
}
