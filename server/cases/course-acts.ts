import { instant, refOf, type Desk } from '../desk.ts';
import { presentReminderKind } from '../notices/words.ts';
import type { PersonRef } from '../schema.ts';
import type { Viewer } from '../sessions/schema.ts';
import { actModel, type ActRecord, type CaseRecord } from './case.model.ts';
import { seesAllCopies } from './policy.ts';
import type { CaseStep } from './schema.ts';

const ACT_NAMES: Record<ActRecord['type'], string> = {
  remind: '催办',
  supervise: '督办',
  withdraw: '撤回',
  cancel: '终止',
  claim: '签领',
  release: '放弃签领',
  resolve: '处理异常',
  notice: '通知',
  action: '办理',
};
/** Equal notices no further apart belong to one round: 500 units are chased at once. Unit: ms. */
const ROUND_MS = 3_600_000;
/** Up to this many recipients of a round are named. */
const NAMED = 3;

/** Acts of people that belong to the course. */
const COURSE_ACTS: readonly ActRecord['type'][] = [
  'remind',
  'supervise',
  'withdraw',
  'cancel',
  'resolve',
  'action',
];
/** Notices read for the course, before equal ones become one line. */
const MAX_NOTICES = 2_000;

/**
 * What people did to a case and what its process told people, the newest of each. A unit that only
 * has a copy is not shown whom else the process had to chase.
 */
export async function readActs(
  desk: Desk,
  viewer: Viewer,
  found: CaseRecord,
  limit: number,
): Promise<ActRecord[]> {
  const told = { caseKey: found._id, type: 'notice' } as const;
  const own = { ...told, audience: { $in: viewer.groups } };
  const [acts, notices] = await Promise.all([
    actModel(desk.connection)
      .find({ caseKey: found._id, type: { $in: [...COURSE_ACTS] } })
      .sort({ at: -1 })
      .limit(limit)
      .lean<ActRecord[]>(),
    actModel(desk.connection)
      .find(seesAllCopies(viewer, found) ? told : own)
      .sort({ at: -1 })
      .limit(MAX_NOTICES)
      .lean<ActRecord[]>(),
  ]);
  return [...acts, ...foldNotices(notices)];
}

/** Notices, newest first, with those of one round as one: its time is the latest. */
function foldNotices(notices: readonly ActRecord[]): ActRecord[] {
  const rounds: ActRecord[] = [];
  for (const notice of notices) {
    const round = rounds.find(
      (one) =>
        one.title === notice.title && one.text === notice.text && one.at - notice.at < ROUND_MS,
    );
    if (round) round.audience = [...new Set([...round.audience, ...notice.audience])];
    else rounds.push({ ...notice });
  }
  return rounds;
}

/** An act as a line of the course. What the process itself told is told to somebody, by nobody. */
export function presentAct(
  desk: Desk,
  act: ActRecord,
  refs: ReadonlyMap<string, PersonRef>,
): CaseStep {
  const isNotice = act.type === 'notice';
  const name = isNotice
    ? presentReminderKind(act)
    : act.type === 'action'
      ? (act.title ?? ACT_NAMES.action)
      : ACT_NAMES[act.type];
  return {
    key: act._id.replace(/\D/g, ''),
    element: '',
    name,
    type: 'ACT',
    holder: isNotice ? `流程自动发给 ${recipients(desk, act.audience)}` : '',
    by: isNotice ? null : refOf(refs, act.by, act.byPosition),
    outcome: null,
    opinion: act.text,
    startedAt: instant(act.at),
    endedAt: instant(act.at),
    state: 'completed',
    due: null,
  };
}

function recipients(desk: Desk, audience: readonly string[]): string {
  const names = desk.identity.groupsLabel(audience.slice(0, NAMED));
  return audience.length <= NAMED ? names : `${names}等 ${audience.length} 个岗位`;
}
