import { documentModel, type DocumentRecord } from '../documents/document.model.ts';
import { instant, personsIn, refOf, type Desk } from '../desk.ts';
import type { PersonRef } from '../schema.ts';
import type { Viewer } from '../sessions/schema.ts';
import {
  caseModel,
  FAR,
  incidentModel,
  scopeModel,
  stepModel,
  type ActRecord,
  type CaseRecord,
  type IncidentRecord,
  type ScopeRecord,
  type StepRecord,
} from './case.model.ts';
import { presentActions } from './actions.ts';
import { presentAct, readActs } from './course-acts.ts';
import { stepLadder } from './clock.projection.ts';
import { presentClocks } from './clocks.ts';
import { dueOfDate, presentDue } from './due.ts';
import { caseRights, seesAllCopies } from './policy.ts';
import { presentCases } from './present.ts';
import { presentProgress, readPositions } from './progress.ts';
import type { CaseDetail, CaseStep } from './schema.ts';
import { visible } from './variable.projection.ts';

/** Steps shown with a case; the rest is counted. */
const MAX_STEPS = 200;
/** All a case page needs. The viewer was checked before. */
export async function presentDetail(
  desk: Desk,
  viewer: Viewer,
  found: CaseRecord,
): Promise<CaseDetail> {
  const { connection } = desk;
  const key = found._id;
  const filter = stepFilter(viewer, found);
  const [rows, steps, stepsTotal, acts, positions, scope, documents, incidents, supervisions] =
    await Promise.all([
      presentCases(desk, [found]),
      stepModel(connection)
        .find(filter)
        .sort({ startedAt: -1, _id: -1 })
        .limit(MAX_STEPS)
        .lean<StepRecord[]>(),
      stepModel(connection).countDocuments(filter),
      readActs(desk, viewer, found, MAX_STEPS),
      readPositions(desk, key),
      scopeModel(connection).findOne({ _id: key }).lean<ScopeRecord>(),
      documentModel(connection)
        .find({ _id: { $in: found.documentIds } })
        .lean<DocumentRecord[]>(),
      incidentModel(connection)
        .find({ caseKey: key, open: true })
        .limit(50)
        .lean<IncidentRecord[]>(),
      caseModel(connection).find({ sourceCaseKey: key }).limit(50).lean<CaseRecord[]>(),
    ]);
  const [row] = rows;
  if (!row) throw new Error('a case has a row');
  const variables = visible([scope ?? undefined]);
  const actions = await presentActions(desk, viewer, found, positions, variables);
  delete variables['lastReturn'];
  return {
    ...row,
    definitionKey: found.definitionKey,
    definitionVersion: found.version,
    steps: await presentCourse(desk, found.business, steps, acts),
    stepsTotal: stepsTotal + acts.length,
    clocks: await presentClocks(desk, found),
    progress: await presentProgress(desk, found, positions),
    variables,
    documents: documents.map(({ _id, name, bytes, type }) => ({ id: _id, name, bytes, type })),
    incidents: incidents.map(({ _id, element, type, message }) => ({
      key: _id,
      element,
      type,
      message,
    })),
    supervisions: supervisions.map(({ _id, number }) => ({ key: _id, number })),
    actions,
    can: caseRights(viewer, found, withdrawable(desk, found).length > 0),
  };
}

/** A unit that only has a copy sees its own steps and those of nobody else's copy. */
function stepFilter(viewer: Viewer, found: CaseRecord): Record<string, unknown> {
  const all = { caseKey: found._id, shown: true };
  if (seesAllCopies(viewer, found)) return all;
  const own = [{ audience: { $in: viewer.groups } }, { by: viewer.personId }];
  return { ...all, $or: [{ copyKey: null }, ...own] };
}

/** Elements of the package's withdraw actions: the steps whose copies can be called back. */
export function withdrawable(desk: Desk, found: CaseRecord): { on: string; errorCode: string }[] {
  const actions = desk.packages.byName(found.business)?.manifest.actions ?? [];
  return actions.flatMap((action) =>
    action.command === 'throwError' ? [{ on: action.on, errorCode: action.errorCode }] : [],
  );
}

async function presentCourse(
  desk: Desk,
  business: string,
  steps: readonly StepRecord[],
  acts: readonly ActRecord[],
): Promise<CaseStep[]> {
  const ids = [
    ...steps.flatMap(({ by, audience }) => [by ?? '', ...personsIn(audience)]),
    ...acts.flatMap(({ by, audience }) => [by, ...personsIn(audience)]),
  ].filter((id) => id !== '');
  const refs = await desk.identity.personRefs(ids);
  const lines = [
    ...steps.map((step) => ({ at: step.startedAt, line: presentStep(desk, business, step, refs) })),
    ...acts.map((act) => ({ at: act.at, line: presentAct(desk, act, refs) })),
  ];
  return lines
    .sort((left, right) => left.at - right.at)
    .map(({ line }) => line)
    .slice(-MAX_STEPS);
}

function presentStep(
  desk: Desk,
  business: string,
  step: StepRecord,
  refs: ReadonlyMap<string, PersonRef>,
): CaseStep {
  const ladder = stepLadder(desk.packages.clocks(business), step.element);
  const iso = step.dueAt >= FAR ? undefined : instant(step.dueAt);
  const due = dueOfDate(desk.calendar, iso, step.startedAt, null, ladder);
  return {
    key: step._id,
    element: step.element,
    name: step.name,
    type: step.type,
    holder: desk.identity.groupsLabel(step.audience),
    by: refOf(refs, step.by, step.byPosition),
    outcome: step.outcome,
    opinion: step.opinion,
    startedAt: instant(step.startedAt),
    endedAt: step.endedAt === null ? null : instant(step.endedAt),
    state: step.state,
    due: due ? presentDue(desk.calendar, due, step.endedAt ?? desk.clock.now()) : null,
  };
}
