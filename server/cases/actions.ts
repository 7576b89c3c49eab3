import { createHash } from 'node:crypto';
import type { ManifestAction } from '../../processes/package/index.ts';
import { needBroker, positionOf, type Desk } from '../desk.ts';
import { Problem } from '../errors.ts';
import { checkAnswer } from '../forms/check-answer.ts';
import { answerInWords } from '../forms/answer-in-words.ts';
import { feel } from '../forms/feel.ts';
import { findForm } from '../forms/find-form.ts';
import type { Viewer } from '../sessions/schema.ts';
import type { Accepted } from '../tasks/schema.ts';
import { takesPart } from '../tasks/takes-part.ts';
import {
  actModel,
  scopeModel,
  type ActRecord,
  type CaseRecord,
  type PositionRecord,
  type ScopeRecord,
} from './case.model.ts';
import { isStarter } from './policy.ts';
import { readPositions } from './progress.ts';
import type { ActionInput, CaseAction } from './schema.ts';
import { visible } from './variable.projection.ts';

type Action = Extract<ManifestAction, { command: 'publishMessage' }>;

/** Longest account of an action in the history. Unit: characters. */
const MAX_TEXT_CHARS = 500;

/** What the viewer may do to the case now; what is not allowed or not the moment is left out. */
export async function presentActions(
  desk: Desk,
  viewer: Viewer,
  found: CaseRecord,
  positions: readonly PositionRecord[],
  variables: Readonly<Record<string, unknown>>,
): Promise<CaseAction[]> {
  const shown: CaseAction[] = [];
  if (found.state !== 'active') return shown;
  for (const action of actionsOf(desk, found)) {
    if (obstacle(action, positions, variables) !== null) continue;
    if (!(await mayAct(desk, viewer, found, action))) continue;
    const { id, title, description } = action;
    shown.push({ id, title, description, form: await findForm(desk, action.form ?? null) });
  }
  return shown;
}

/**
 * Does an action: writes it into the history and publishes its message, once per `requestId`.
 * Failures, in order: not_found, case_ended, action_forbidden, action_refused (not the moment),
 * form_invalid or invalid_input (no reason), broker_unavailable and its kin; then nothing was done.
 */
export async function actOn(
  desk: Desk,
  viewer: Viewer,
  found: CaseRecord,
  id: string,
  input: ActionInput,
): Promise<Accepted> {
  const action = actionsOf(desk, found).find((one) => one.id === id);
  if (!action) throw new Problem('not_found');
  const done: Accepted = { accepted: true, message: `“${action.title}”已提交。` };
  const actId = actIdOf(found._id, viewer.personId, id, input.requestId);
  const acts = actModel(desk.connection);
  const earlier = await acts.findOne({ _id: actId }).lean<ActRecord>();
  if (earlier?.sent === true) return done;
  const variables = await readVariables(desk, found);
  if (earlier === null) await refuseUnfit(desk, viewer, found, action, variables);
  const { answer, text } = await readAnswer(desk, action, input);
  const correlationKey = feel(action.correlationKey, variables);
  if (typeof correlationKey !== 'string' || correlationKey === '') {
    const reason = '事项还没有编号，请稍候再试';
    throw new Problem('action_refused', { values: { title: action.title, reason } });
  }
  needBroker(desk);
  const fresh = await keepAct(desk, viewer, found, action, actId, text);
  try {
    await desk.broker.publish(action.message, correlationKey, answer, `${found._id}:${actId}`);
  } catch (error) {
    // After a time-out the message may be there: the act stays, and a repeat has the same id.
    const mayExist = error instanceof Problem && error.code === 'broker_timeout';
    if (fresh && !mayExist) await acts.deleteOne({ _id: actId });
    throw error;
  }
  await acts.updateOne({ _id: actId }, { $set: { sent: true } });
  desk.hub.tell({ groups: new Set(), cases: new Set([found._id]) });
  return done;
}

function actionsOf(desk: Desk, found: CaseRecord): Action[] {
  const actions = desk.packages.byName(found.business)?.manifest.actions ?? [];
  return actions.filter((action) => action.command === 'publishMessage');
}

/** Root variables of a case. */
async function readVariables(desk: Desk, found: CaseRecord): Promise<Record<string, unknown>> {
  const scope = await scopeModel(desk.connection).findOne({ _id: found._id }).lean<ScopeRecord>();
  return visible([scope ?? undefined]);
}

/**
 * Whether the viewer is one of those the action names: who (or whose unit) started the case, a
 * candidate group, or a role in a unit that takes part; the role elsewhere is not enough.
 */
async function mayAct(
  desk: Desk,
  viewer: Viewer,
  found: CaseRecord,
  action: Action,
): Promise<boolean> {
  if (action.by.includes('starter') && isStarter(viewer, found)) return true;
  if (action.by.some((group) => viewer.groups.includes(group))) return true;
  return (
    viewer.positions.some(({ role }) => action.by.includes(role)) &&
    takesPart(desk, viewer, found._id)
  );
}

/** Why it is not the moment for the action, or null. */
function obstacle(
  action: Action,
  positions: readonly PositionRecord[],
  variables: Readonly<Record<string, unknown>>,
): string | null {
  const isOpen = (id: string): boolean =>
    positions.some(({ element, active }) => element === id && active > 0);
  const failed = action.conditions.find(
    ({ open, closed, when }) =>
      (open !== undefined && !open.some(isOpen)) ||
      (closed?.some(isOpen) ?? false) ||
      (when !== undefined && feel(when, { ...variables }) === false),
  );
  return failed?.otherwise ?? null;
}

async function refuseUnfit(
  desk: Desk,
  viewer: Viewer,
  found: CaseRecord,
  action: Action,
  variables: Readonly<Record<string, unknown>>,
): Promise<void> {
  if (found.state !== 'active') throw new Problem('case_ended');
  const { title } = action;
  if (!(await mayAct(desk, viewer, found, action))) {
    throw new Problem('action_forbidden', { values: { title, who: whoIn(desk, found, action) } });
  }
  const reason = obstacle(action, await readPositions(desk, found._id), variables);
  if (reason !== null) throw new Problem('action_refused', { values: { title, reason } });
}

/** Those an action names, in words. */
function whoIn(desk: Desk, found: CaseRecord, { by }: Action): string {
  const roles = desk.packages.byName(found.business)?.manifest.roles ?? {};
  const words = by.map((one) =>
    one === 'starter'
      ? '发起人或发起单位'
      : roles[one] === undefined
        ? desk.identity.groupLabel(one)
        : `参加办理的${roles[one]}`,
  );
  return words.join('、');
}

async function readAnswer(
  desk: Desk,
  action: Action,
  input: ActionInput,
): Promise<{ answer: Record<string, unknown>; text: string }> {
  const form = await findForm(desk, action.form ?? null);
  if (form === null) {
    if (input.reason !== '') return { answer: {}, text: input.reason };
    const errors = [{ path: 'reason', message: `请填写${action.title}的理由` }];
    throw new Problem('invalid_input', { errors });
  }
  const checked = checkAnswer(form, input.variables, feel);
  if (!checked.ok) throw new Problem('form_invalid', { errors: checked.errors });
  const words = answerInWords(form, checked.variables, (code) => desk.identity.unitName(code));
  const text = [input.reason, words].filter((part) => part !== '').join('\n');
  return { answer: checked.variables, text: text.slice(0, MAX_TEXT_CHARS) };
}

/** Writes the act unless it is there; tells whether this call wrote it. */
async function keepAct(
  desk: Desk,
  viewer: Viewer,
  found: CaseRecord,
  action: Action,
  _id: string,
  text: string,
): Promise<boolean> {
  const act: Omit<ActRecord, '_id'> = {
    caseKey: found._id,
    type: 'action',
    title: action.title,
    text,
    by: viewer.personId,
    byPosition: positionOf(viewer, []),
    at: desk.clock.now(),
    step: null,
    steps: [],
    audience: [],
    sent: false,
  };
  const kept = await actModel(desk.connection).collection.updateOne(
    { _id } as never,
    { $setOnInsert: act },
    { upsert: true },
  );
  return kept.upsertedCount === 1;
}

/** A number like the keys of other acts, the same for the same request. */
function actIdOf(...parts: readonly string[]): string {
  const hash = createHash('sha256').update(parts.join('\n')).digest();
  return String(hash.readBigUInt64BE() >> 4n);
}
