import type { Ports } from '../../processes/worker/index.ts';
import { startCase } from '../cases/start.ts';
import {
  actModel,
  caseModel,
  stepModel,
  type CaseRecord,
  type StepRecord,
} from '../cases/case.model.ts';
import { dueWithPauses, instantBefore } from '../clock/index.ts';
import type { Desk } from '../desk.ts';
import { taskModel, type TaskRecord } from '../tasks/task.model.ts';
import { createNumbering } from './numbering.ts';
import { onceModel } from './once.model.ts';

/** Most open tasks that one notice is shown on. */
const MAX_STEPS = 1_000;

/** What packages' workers may ask of this server. */
export function createPorts(desk: Desk): Ports {
  const { connection, identity, calendar, clock } = desk;
  return {
    numbering: createNumbering(connection),
    clock: {
      now: () => clock.now(),
      dueAt: (from, limit, pauses) => dueWithPauses(calendar, from, limit, pauses),
      before: (dueAt, text) => instantBefore(calendar, dueAt, text),
    },
    notifier: { send: (notice) => sendNotice(desk, notice) },
    organisation: {
      unitName: (code) => identity.unitName(code),
      unitsOf: async (group) =>
        identity.units.groups().find(({ id }) => id === group)?.unitCodes ?? [],
      unknownUnits: async (codes) =>
        codes.filter((code) => identity.units.get(code)?.receives !== true),
    },
    cases: {
      start: ({ business, variables, onceKey }) => startOnce(desk, business, variables, onceKey),
    },
  };
}

type Notice = Parameters<Ports['notifier']['send']>[0];

/** A notice is an act on the case, once per job; the people concerned hear of it at once. */
async function sendNotice(desk: Desk, notice: Notice): Promise<void> {
  const step = await stepModel(desk.connection)
    .findOne({ _id: notice.elementInstanceKey })
    .lean<StepRecord>();
  const root = step?.caseKey ?? (await caseKeyOf(desk, notice.caseKey));
  const at = desk.clock.now();
  const steps = await stepsFor(desk, root, step?.copyKey ?? null, notice.to);
  await actModel(desk.connection).collection.updateOne(
    { _id: `n${notice.onceKey}` } as never,
    {
      $setOnInsert: {
        caseKey: root,
        type: 'notice',
        kind: notice.kind,
        title: notice.title,
        text: notice.text,
        at,
        by: 'system',
        byPosition: null,
        step: notice.elementInstanceKey,
        steps,
        audience: [...notice.to],
      },
    },
    { upsert: true },
  );
  desk.hub.tell({ groups: new Set(notice.to), cases: new Set([root]) });
}

/** The open tasks that a notice is about: those of the people told, in the same copy. */
async function stepsFor(
  desk: Desk,
  caseKey: string,
  copyKey: string | null,
  to: readonly string[],
): Promise<string[]> {
  const tasks = await taskModel(desk.connection)
    .find(
      {
        caseKey,
        state: 'open',
        audience: { $in: [...to] },
        ...(copyKey === null ? {} : { copyKey }),
      },
      { elementInstanceKey: 1 },
    )
    .limit(MAX_STEPS)
    .lean<TaskRecord[]>();
  return tasks.map(({ elementInstanceKey }) => elementInstanceKey);
}

async function caseKeyOf(desk: Desk, processInstanceKey: string): Promise<string> {
  const found = await caseModel(desk.connection)
    .findOne({ _id: processInstanceKey }, { _id: 1 })
    .lean<CaseRecord>();
  if (found) return found._id;
  const step = await stepModel(desk.connection)
    .findOne({ _id: processInstanceKey })
    .lean<StepRecord>();
  return step?.caseKey ?? processInstanceKey;
}

/**
 * Starts a case once per key: the key is kept with the case's own, and the case carries it too, so
 * that a server that ended in between finds the case it had started.
 */
async function startOnce(
  desk: Desk,
  business: string,
  variables: Record<string, unknown>,
  onceKey: string,
): Promise<{ caseKey: string }> {
  const once = onceModel(desk.connection);
  const kept = await once.findOne({ _id: onceKey }).lean<{ caseKey: string | null; at: number }>();
  if (kept?.caseKey) return { caseKey: kept.caseKey };
  const started = await caseModel(desk.connection).findOne({ onceKey }).lean<CaseRecord>();
  if (started) return { caseKey: started._id };
  const found = desk.packages.byName(business);
  if (!found) throw new Error(`there is no business ${business}`);
  const { key } = await startCase(desk, found, { ...variables, onceKey }, onceKey);
  await once.updateOne(
    { _id: onceKey },
    { $set: { caseKey: key, at: desk.clock.now() } },
    { upsert: true },
  );
  return { caseKey: key };
}
