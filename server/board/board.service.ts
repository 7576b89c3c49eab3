import { caseModel, type CaseRecord } from '../cases/case.model.ts';
import { lightExpression } from '../cases/due.ts';
import { presentCases } from '../cases/present.ts';
import { dayOf, isoOf } from '../clock/index.ts';
import { instant, type Desk } from '../desk.ts';
import { Problem } from '../errors.ts';
import type { Light } from '../schema.ts';
import type { Services } from '../services.ts';
import type { Viewer } from '../sessions/schema.ts';
import { oversees } from '../tasks/policy.ts';
import { taskModel } from '../tasks/task.model.ts';
import { heatmapOf } from './heatmap.ts';
import { mergeBuckets } from './merge-buckets.ts';
import { rollupModel, quantileMs, type RollupRecord } from './rollup.model.ts';
import type { Board } from './schema.ts';

/** A board worked out is shown to everybody for this long. Unit: ms. */
const FRESH_MS = 500;
/** Days of the trend, and of the on-time rate. */
const TREND_DAYS = 30;
/** Overdue cases listed. */
const OVERDUE_ROWS = 50;

type LightCounts = Record<Light, number>;
const noLights = (): LightCounts => ({ none: 0, green: 0, blue: 0, yellow: 0, red: 0 });

/** The supervisor's board: all figures come from projected records, one board serves all. */
export function createBoard(desk: Desk): Services['board'] {
  let kept: { at: number; board: Promise<Board> } | null = null;
  return {
    get: (viewer) => {
      mustOversee(viewer);
      const now = Date.now();
      if (kept === null || now - kept.at > FRESH_MS) {
        const board = workOut(desk);
        kept = { at: now, board };
        board.catch(() => {
          kept = null;
        });
      }
      return kept.board;
    },
    heatmap: (viewer, definitionKey) => {
      mustOversee(viewer);
      return heatmapOf(desk, definitionKey);
    },
  };
}

function mustOversee(viewer: Viewer): void {
  if (!oversees(viewer) && !viewer.roles.includes('designer')) throw new Problem('forbidden');
}

interface OpenGroup {
  _id: { business: string; unitCode: string | null; step: string; light: Light };
  stepName: string;
  definitionKey: string;
  count: number;
}

async function workOut(desk: Desk): Promise<Board> {
  const now = desk.clock.now();
  const today = isoOf(dayOf(now));
  const from = isoOf(dayOf(now) - TREND_DAYS + 1);
  const cases = caseModel(desk.connection);
  const light = lightExpression(now);
  const [open, byCase, rollups, overdue, activeCases, incidents] = await Promise.all([
    taskModel(desk.connection).aggregate<OpenGroup>([
      { $match: { state: 'open' } },
      {
        $group: {
          _id: { business: '$business', unitCode: '$unitCode', step: '$step', light },
          stepName: { $first: '$stepName' },
          definitionKey: { $first: '$definitionKey' },
          count: { $sum: 1 },
        },
      },
    ]),
    cases.aggregate<{ _id: { business: string; light: Light }; count: number }>([
      { $match: { state: 'active' } },
      { $group: { _id: { business: '$business', light }, count: { $sum: 1 } } },
    ]),
    rollupModel(desk.connection)
      .find({ date: { $gte: from } })
      .lean<RollupRecord[]>(),
    cases
      .find({ state: 'active', redAt: { $lte: now } })
      .sort({ dueAt: 1, _id: 1 })
      .limit(OVERDUE_ROWS)
      .lean<CaseRecord[]>(),
    cases.countDocuments({ state: 'active' }),
    cases.countDocuments({ state: 'active', incidents: { $gt: 0 } }),
  ]);
  const business = rollups.filter(({ kind }) => kind === 'business');
  const elements = rollups.filter(({ kind }) => kind === 'element');
  const onDay = business.filter(({ date }) => date === today);
  const sum = (rows: readonly RollupRecord[], field: 'started' | 'completed' | 'overdue'): number =>
    rows.reduce((total, row) => total + row[field], 0);
  const limited = elements.reduce((total, row) => total + row.limited, 0);
  const late = sum(elements, 'overdue');
  const count = (fits: (light: Light) => boolean): number =>
    open.filter(({ _id }) => fits(_id.light)).reduce((total, group) => total + group.count, 0);
  return {
    at: instant(now),
    projectionLagMs: desk.lagMs(),
    totals: {
      activeCases,
      openTasks: count(() => true),
      startedToday: sum(onDay, 'started'),
      completedToday: sum(onDay, 'completed'),
      overdueTasks: count((one) => one === 'red'),
      dueSoonTasks: count((one) => one === 'blue' || one === 'yellow'),
      onTimeRate30d: limited === 0 ? null : (limited - late) / limited,
      incidents,
    },
    byBusiness: byBusiness(desk, byCase),
    byUnit: byUnit(desk, open),
    byStep: byStep(open, elements),
    overdue: await presentCases(desk, overdue),
    trend: trend(business, now),
  };
}

function byBusiness(
  desk: Desk,
  groups: readonly { _id: { business: string; light: Light }; count: number }[],
): Board['byBusiness'] {
  const rows = new Map<string, Board['byBusiness'][number] & { lights: LightCounts }>();
  for (const { manifest } of desk.packages.list()) {
    const { name, title } = manifest;
    rows.set(name, { business: name, title, cases: 0, lights: noLights() });
  }
  for (const { _id, count } of groups) {
    const title = desk.packages.title(_id.business);
    const row = rows.get(_id.business) ?? {
      business: _id.business,
      title,
      cases: 0,
      lights: noLights(),
    };
    row.cases += count;
    row.lights[_id.light] += count;
    rows.set(_id.business, row);
  }
  return [...rows.values()].sort((left, right) => right.cases - left.cases);
}

function byUnit(desk: Desk, open: readonly OpenGroup[]): Board['byUnit'] {
  const rows = new Map<string, Board['byUnit'][number] & { lights: LightCounts }>();
  for (const { _id, count } of open) {
    const unitCode = _id.unitCode ?? '';
    const unitName = unitCode === '' ? '（未指定单位）' : desk.identity.unitName(unitCode);
    const row = rows.get(unitCode) ?? { unitCode, unitName, open: 0, lights: noLights() };
    row.open += count;
    row.lights[_id.light] += count;
    rows.set(unitCode, row);
  }
  return [...rows.values()].sort(
    (left, right) => right.lights.red - left.lights.red || right.open - left.open,
  );
}

function byStep(open: readonly OpenGroup[], elements: readonly RollupRecord[]): Board['byStep'] {
  const rows = new Map<string, Board['byStep'][number] & { lights: LightCounts }>();
  for (const { _id, count, stepName } of open) {
    const { business, step } = _id;
    const key = `${business}|${step}`;
    const row = rows.get(key) ?? {
      business,
      element: step,
      stepName,
      open: 0,
      lights: noLights(),
      ...durations(elements.filter((one) => one.element === step && one.business === business)),
    };
    row.open += count;
    row.lights[_id.light] += count;
    rows.set(key, row);
  }
  return [...rows.values()].sort((left, right) => right.open - left.open);
}

function durations(rows: readonly RollupRecord[]): {
  medianMinutes: number | null;
  p90Minutes: number | null;
} {
  const buckets = mergeBuckets(rows);
  const minutes = (share: number): number | null => {
    const ms = quantileMs(buckets, share);
    return ms === null ? null : ms / 60_000;
  };
  return { medianMinutes: minutes(0.5), p90Minutes: minutes(0.9) };
}

function trend(business: readonly RollupRecord[], now: number): Board['trend'] {
  const days = Array.from({ length: TREND_DAYS }, (_, index) =>
    isoOf(dayOf(now) - TREND_DAYS + 1 + index),
  );
  return days.map((date) => {
    const rows = business.filter((row) => row.date === date);
    const sum = (field: 'started' | 'completed' | 'overdue'): number =>
      rows.reduce((total, row) => total + row[field], 0);
    return {
      date,
      started: sum('started'),
      completed: sum('completed'),
      overdue: sum('overdue'),
    };
  });
}
