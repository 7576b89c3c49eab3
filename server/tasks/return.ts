import { cachePerConnection } from '../age-cache.ts';
import { joinModel, stepModel, type JoinRecord, type StepRecord } from '../cases/case.model.ts';
import type { LastReturn } from '../cases/modification.projection.ts';
import { definitionModel, type DefinitionRecord } from '../definitions/definition.model.ts';
import type { Desk } from '../desk.ts';
import { Problem } from '../errors.ts';
import { rawOf } from '../model.ts';
import type { ManifestReturn } from '../../processes/package/index.ts';
import type { TaskRecord } from './task.model.ts';

/** What a return (退回) would do, worked out from the read model. */
export interface ReturnPlan {
  readonly target: StepRecord;
  readonly to: string;
  readonly toName: string;
  /** Element activated: the target, or what prepares it. */
  readonly activate: string;
  /** The scope instance that stays; everything open in it ends. */
  readonly scopeKey: string;
  readonly terminate: readonly StepRecord[];
  readonly voids: readonly StepRecord[];
  readonly clock: string;
}

/** Said when a package does not say it itself. Source: `addUp`: a second start is ignored. */
const CLOCK_GOES_ON = '事项的总时限继续计算，不因退回重新起算；退回到的环节重新计算环节时限。';

type Definition = Pick<DefinitionRecord, '_id' | 'elements' | 'processId'>;

/** A key names one version, which never changes; only a rebuild may mend what was read of it. */
const definitionsIn = cachePerConnection<Definition>({
  believedMs: 10_000,
  kept: 200,
  now: () => performance.now(),
});

/** All that is known about the process instance of a task. Rarely asked, so read at once. */
interface Ground {
  readonly task: TaskRecord;
  readonly definition: Definition;
  readonly steps: ReadonlyMap<string, StepRecord>;
  readonly current: StepRecord;
  readonly rules: readonly ManifestReturn[];
}

/**
 * Reads the ground of a task; null when its records have not all arrived. For the targets alone the
 * task's own copy is enough; for a plan (`whole`) other copies count too.
 */
export async function readGround(
  desk: Desk,
  task: TaskRecord,
  whole: boolean,
): Promise<Ground | null> {
  const [definition, steps] = await Promise.all([
    readDefinition(desk, task.definitionKey),
    rawOf(stepModel(desk.connection))
      .find({
        caseKey: task.caseKey,
        processInstanceKey: task.processInstanceKey,
        ...(whole ? {} : { copyKey: { $in: [null, task.copyKey, ...task.scopes] } }),
      })
      .sort({ startedAt: 1, _id: 1 })
      .toArray(),
  ]);
  const byKey = new Map(steps.map((step) => [step._id, step]));
  const current = byKey.get(task.elementInstanceKey);
  if (!definition || !current) return null;
  const rules = desk.packages.owning(definition.processId)?.manifest.returns ?? [];
  return { task, definition, steps: byKey, current, rules };
}

async function readDefinition(desk: Desk, key: string): Promise<Definition | null> {
  const definitions = definitionsIn(desk.connection);
  const known = definitions.get(key);
  if (known) return known;
  const since = definitions.since();
  const found = await definitionModel(desk.connection)
    .findOne({ _id: key }, { elements: 1, processId: 1 })
    .lean<Definition>();
  if (found) definitions.put(key, found, since);
  return found;
}

/**
 * Steps a task may be returned to, latest first: user tasks completed earlier on the same path. A
 * step of another copy (multi-instance) is not on it. A package that names returns allows no other.
 */
export function returnTargets(ground: Ground): StepRecord[] {
  const { steps, current, rules } = ground;
  const found = new Map<string, StepRecord>();
  for (const step of steps.values()) {
    const earlier =
      step.type === 'USER_TASK' &&
      step.state === 'completed' &&
      step._id !== current._id &&
      onSamePath(step, current, steps);
    if (!earlier || step.element === current.element) continue;
    if (rules.length === 0 || ruleFor(ground, step.element)) found.set(step.element, step);
  }
  return [...found.values()].reverse();
}

function ruleFor({ rules, current }: Ground, to: string): ManifestReturn | undefined {
  return rules.find((rule) => rule.to === to && rule.from.includes(current.element));
}

/** Whether no multi-instance lies between the step and a scope that both are in. */
function onSamePath(
  step: StepRecord,
  current: StepRecord,
  steps: ReadonlyMap<string, StepRecord>,
): boolean {
  const outside = step.scopes.slice(1).filter((key) => !current.scopes.includes(key));
  return (
    outside.every((key) => steps.get(key)?.type === 'SUB_PROCESS') &&
    !outside.some((key) => isMultiInstance(key, steps))
  );
}

/** Whether the scope is one run of a multi-instance: its parent is the body. */
function isMultiInstance(key: string, steps: ReadonlyMap<string, StepRecord>): boolean {
  const parent = steps.get(key)?.scopes[1];
  return parent !== undefined && steps.get(parent)?.type === 'MULTI_INSTANCE_BODY';
}

/**
 * Plans a return. A package's manifest says what ends and what is activated, at the root of the
 * case. Without one, the innermost scope that holds both the task and the target stays, all that is
 * open in it ends (other branches and all copies), and the target is activated in it. Tokens that
 * wait at a join in that scope would stay and let the join fire early the next time (measured on
 * Zeebe 8.5.8: a join passes when each incoming flow has a token; a modification leaves tokens),
 * so then the scope itself is made anew; that of the whole process cannot be.
 * Throws `return_refused` with the reason.
 */
export async function planReturn(desk: Desk, ground: Ground, to: string): Promise<ReturnPlan> {
  const { definition, steps, task } = ground;
  const rule = ruleFor(ground, to);
  const target = returnTargets(ground).find((step) => step.element === to) ?? null;
  const element = definition.elements.find(({ id }) => id === to);
  if (!element || target === null) throw refuse('它不是本事项此前办理过、且允许退回的环节。');
  const common = rule ? task.processInstanceKey : commonScope(ground, target);
  const scopeKey = await withoutTokens(desk, ground, common);
  const terminate = rule ? topmost(steps, rule.cancels) : openIn(steps, scopeKey);
  const voids = [...steps.values()].filter(
    (step) =>
      step.scopes.includes(scopeKey, 1) &&
      step.type === 'USER_TASK' &&
      step.state === 'completed' &&
      step.startedAt >= target.startedAt,
  );
  return {
    target,
    to,
    toName: element.name,
    activate: rule?.activate ?? to,
    scopeKey,
    terminate,
    voids,
    clock: rule?.clock ?? CLOCK_GOES_ON,
  };
}

/** Open instances of the elements named, without those that end with one around them. */
function topmost(
  steps: ReadonlyMap<string, StepRecord>,
  elements: readonly string[],
): StepRecord[] {
  const open = [...steps.values()].filter(
    ({ state, element }) => state === 'active' && elements.includes(element),
  );
  const keys = new Set(open.map(({ _id }) => _id));
  return open.filter(({ scopes }) => !scopes.slice(1).some((key) => keys.has(key)));
}

function openIn(steps: ReadonlyMap<string, StepRecord>, scopeKey: string): StepRecord[] {
  return [...steps.values()].filter(
    ({ state, scopes }) => state === 'active' && scopes[1] === scopeKey,
  );
}

function commonScope({ current, task }: Ground, target: StepRecord): string {
  const around = current.scopes.slice(1);
  return around.find((key) => target.scopes.includes(key)) ?? task.processInstanceKey;
}

async function withoutTokens(desk: Desk, ground: Ground, scopeKey: string): Promise<string> {
  const { task, steps } = ground;
  const joins = await joinModel(desk.connection)
    .find({ caseKey: task.caseKey, scopeKey })
    .lean<JoinRecord[]>();
  if (!joins.some(({ tokens }) => tokens.some(({ count }) => count > 0))) return scopeKey;
  const parent = steps.get(scopeKey)?.scopes[1];
  const renewable =
    parent !== undefined &&
    steps.get(scopeKey)?.type === 'SUB_PROCESS' &&
    !isMultiInstance(scopeKey, steps);
  if (renewable) return withoutTokens(desk, ground, parent);
  throw refuse(
    '有并行分支已办结并在汇合处等待，而该流程图没有把并行分支放在子流程里，' +
      '现在退回会使后续汇合提前。请待其他分支办结后再退回，或联系流程管理员修改流程图。',
  );
}

function refuse(reason: string): Problem {
  return new Problem('return_refused', { values: { reason } });
}

/** The command's part that the record stream carries back as history. */
export function lastReturn(
  ground: Ground,
  plan: ReturnPlan,
  said: { reason: string; by: string; byPosition: string | null },
): LastReturn {
  const { task } = ground;
  return {
    taskKey: task._id,
    from: task.step,
    fromName: task.stepName,
    to: plan.to,
    toName: plan.toName,
    ...said,
  };
}
