import { randomUUID } from 'node:crypto';
import { isNotFound } from '../broker/broker-error.ts';
import { needBroker, type Desk } from '../desk.ts';
import { Problem } from '../errors.ts';
import type { Services } from '../services.ts';
import type { Viewer } from '../sessions/schema.ts';
import type { Accepted } from '../tasks/schema.ts';
import { writeAct } from './act.ts';
import { actOn } from './actions.ts';
import { caseModel, incidentModel, type CaseRecord, type IncidentRecord } from './case.model.ts';
import { presentCopies } from './copies.ts';
import { presentDetail, withdrawable } from './detail.ts';
import { listCases } from './list.ts';
import { caseRights, maySee } from './policy.ts';
import { presentPosition } from './progress.ts';
import { remind } from './remind.ts';
import type { Started, SupervisionInput } from './schema.ts';
import { startBusiness, startCase } from './start.ts';
import { withdraw } from './withdraw.ts';

/** Cases: lists, the case page, and what people do to a case as a whole. */
export function createCases(desk: Desk): Services['cases'] {
  const see = (viewer: Viewer, key: string): Promise<CaseRecord> => findCase(desk, viewer, key);
  return {
    list: (viewer, query) => listCases(desk, viewer, query),
    get: async (viewer, key) => presentDetail(desk, viewer, await see(viewer, key)),
    position: async (viewer, key) => presentPosition(desk, await see(viewer, key)),
    copies: async (viewer, key) => presentCopies(desk, viewer, await see(viewer, key)),
    start: (viewer, input) => startBusiness(desk, viewer, input),
    cancel: async (viewer, key, reason) => cancel(desk, viewer, await see(viewer, key), reason),
    remind: async (viewer, key, input) => {
      const found = await see(viewer, key);
      permit(desk, viewer, found, 'remind');
      return remind(desk, viewer, found, input);
    },
    supervise: async (viewer, key, input) => supervise(desk, viewer, await see(viewer, key), input),
    withdraw: async (viewer, key, input) => {
      const found = await see(viewer, key);
      permit(desk, viewer, found, 'withdraw');
      return withdraw(desk, viewer, found, input);
    },
    act: async (viewer, key, id, input) => actOn(desk, viewer, await see(viewer, key), id, input),
    resolveIncident: async (viewer, key, incidentKey) =>
      resolve(desk, viewer, await see(viewer, key), incidentKey),
  };
}

/** The case when the viewer may read it; `not_found` otherwise, as if it did not exist. */
export async function findCase(desk: Desk, viewer: Viewer, key: string): Promise<CaseRecord> {
  const found = await caseModel(desk.connection).findOne({ _id: key }).lean<CaseRecord>();
  if (!found || !(await maySee(desk, viewer, found))) throw new Problem('not_found');
  return found;
}

type Right = keyof ReturnType<typeof caseRights>;

function permit(desk: Desk, viewer: Viewer, found: CaseRecord, right: Right): void {
  if (right !== 'resolveIncident' && found.state !== 'active') throw new Problem('case_ended');
  const rights = caseRights(viewer, found, withdrawable(desk, found).length > 0);
  if (!rights[right]) throw new Problem('forbidden');
}

async function cancel(
  desk: Desk,
  viewer: Viewer,
  found: CaseRecord,
  reason: string,
): Promise<Accepted> {
  permit(desk, viewer, found, 'cancel');
  needBroker(desk);
  try {
    await desk.broker.cancel(found._id);
  } catch (error) {
    if (isNotFound(error)) throw new Problem('case_ended', { cause: error });
    throw error;
  }
  await writeAct(desk, viewer, { caseKey: found._id, type: 'cancel', text: reason });
  return { accepted: true, message: '已终止该事项。' };
}

/** Opens a supervision item from a case by one button; the two know each other. */
async function supervise(
  desk: Desk,
  viewer: Viewer,
  found: CaseRecord,
  input: SupervisionInput,
): Promise<Started> {
  permit(desk, viewer, found, 'supervise');
  const target = desk.packages.byName('supervision');
  if (!target) throw new Problem('business_not_deployed', { values: { name: '督查督办' } });
  if (desk.identity.units.get(input.leadUnit) === null) {
    const errors = [{ path: 'leadUnit', message: '没有这个单位，请重新选择主办单位' }];
    throw new Problem('invalid_input', { errors });
  }
  const started = await startCase(
    desk,
    target,
    {
      caseTitle: `关于“${found.title}”的督办`,
      requirement: input.requirement,
      limit: input.limit,
      leadUnit: input.leadUnit,
      coUnits: [],
      urgency: 'urgent',
      startedBy: viewer.personId,
      startedByUnit: viewer.positions[0]?.unitCode ?? '',
      documentIds: found.documentIds,
      sourceCaseKey: found._id,
      sourceCaseTitle: found.title,
    },
    randomUUID(),
  );
  const text = `督办 ${started.number ?? ''}：${input.requirement}`;
  await writeAct(desk, viewer, { caseKey: found._id, type: 'supervise', text });
  return started;
}

async function resolve(
  desk: Desk,
  viewer: Viewer,
  found: CaseRecord,
  incidentKey: string,
): Promise<Accepted> {
  const incident = await incidentModel(desk.connection)
    .findOne({ _id: incidentKey, caseKey: found._id })
    .lean<IncidentRecord>();
  if (!incident) throw new Problem('not_found');
  if (!incident.open) throw new Problem('incident_not_open');
  permit(desk, viewer, found, 'resolveIncident');
  needBroker(desk);
  try {
    if (incident.jobKey !== '-1') await desk.broker.retry(incident.jobKey, 1);
    await desk.broker.resolveIncident(incidentKey);
  } catch (error) {
    if (isNotFound(error)) throw new Problem('incident_not_open', { cause: error });
    throw error;
  }
  const text = `${incident.element}：${incident.message.slice(0, 200)}`;
  await writeAct(desk, viewer, { caseKey: found._id, type: 'resolve', text });
  return { accepted: true, message: '已重新执行该步骤。' };
}
