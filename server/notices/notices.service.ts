import { actModel, caseModel, type ActRecord, type CaseRecord } from '../cases/case.model.ts';
import { instant, refOf, type Desk } from '../desk.ts';
import type { Services } from '../services.ts';
import type { Viewer } from '../sessions/schema.ts';
import { openFilter } from '../tasks/list.ts';
import { taskModel, type TaskRecord } from '../tasks/task.model.ts';
import { readingModel } from './notice.model.ts';
import { addressedTo } from './policy.ts';
import type { Notice, NoticeCount, NoticeList, ReadingInput } from './schema.ts';
import { countUnread, isUnread, readingOf } from './unread.ts';
import { presentReminderKind } from './words.ts';

/** Own open tasks looked at to find what the notices are about. */
const MAX_TASKS = 500;
/** Notices read one by one that are remembered; the oldest are forgotten, and unread again. */
const MAX_IDS = 500;

/** Notices: the newest for a person, and how far they were read. */
export function createNotices(desk: Desk): Services['notices'] {
  return {
    list: (viewer, { limit }) => listNotices(desk, viewer, limit),
    markRead: (viewer, input) => markRead(desk, viewer, input),
  };
}

async function listNotices(desk: Desk, viewer: Viewer, limit: number): Promise<NoticeList> {
  const { connection, identity } = desk;
  const acts = await actModel(connection)
    .find(addressedTo(viewer))
    .sort({ at: -1 })
    .limit(limit)
    .lean<ActRecord[]>();
  const caseKeys = [...new Set(acts.map(({ caseKey }) => caseKey).filter(Boolean))];
  const [unread, reading, cases, tasks, refs] = await Promise.all([
    countUnread(desk, viewer),
    readingOf(desk, viewer),
    caseModel(connection)
      .find({ _id: { $in: caseKeys } }, { title: 1 })
      .lean<CaseRecord[]>(),
    taskModel(connection)
      .find({ ...openFilter(viewer), caseKey: { $in: caseKeys } })
      .limit(MAX_TASKS)
      .lean<TaskRecord[]>(),
    identity.personRefs(acts.map(({ by }) => by)),
  ]);
  const titles = new Map(cases.map(({ _id, title }) => [_id, title]));
  const rows = acts.map((act): Notice => ({
    id: act._id,
    kind: act.kind ?? (act.type === 'remind' ? 'reminder' : 'information'),
    heading: presentReminderKind(act),
    text: act.text,
    at: instant(act.at),
    by: act.type === 'notice' ? null : refOf(refs, act.by, act.byPosition),
    caseKey: act.caseKey === '' ? null : act.caseKey,
    caseTitle: titles.get(act.caseKey) ?? '',
    taskKey:
      tasks.find(
        (task) => task.caseKey === act.caseKey && act.steps.includes(task.elementInstanceKey),
      )?._id ?? null,
    unread: isUnread(reading, act),
  }));
  return { rows, unread };
}

/** What is read stays read: an older `until` turns nothing back. */
async function markRead(desk: Desk, viewer: Viewer, input: ReadingInput): Promise<NoticeCount> {
  const readings = readingModel(desk.connection);
  const _id = viewer.personId;
  const options = { upsert: true } as const;
  if (input.until !== undefined) {
    const readUntil = Math.min(Date.parse(input.until), desk.clock.now());
    await readings.updateOne({ _id }, { $max: { readUntil }, $setOnInsert: { ids: [] } }, options);
  }
  if (input.ids !== undefined && input.ids.length > 0) {
    const { ids } = await readingOf(desk, viewer);
    const kept = [...new Set([...ids, ...input.ids])].slice(-MAX_IDS);
    const change = { $set: { ids: kept }, $setOnInsert: { readUntil: 0 } };
    await readings.updateOne({ _id }, change, options);
  }
  desk.hub.tell({ groups: new Set([`person:${_id}`]), cases: new Set() });
  return { unread: await countUnread(desk, viewer) };
}
