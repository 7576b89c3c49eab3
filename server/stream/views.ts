import type { Connection } from 'mongoose';
import type { RollupRecord } from '../board/rollup.model.ts';
import type { Packages } from '../businesses/packages.ts';
import type {
  CaseRecord,
  ClockRecord,
  IncidentRecord,
  JoinRecord,
  PositionRecord,
  ScopeRecord,
  StepRecord,
} from '../cases/case.model.ts';
import type { Calendar } from '../clock/index.ts';
import type { DefinitionRecord, FormRecord } from '../definitions/definition.model.ts';
import { COMMAND_FIELDS, type ProjectedTask } from '../tasks/task.model.ts';
import { View, type Projected } from './view.ts';

/** Every projected collection, and what projections need beside records. */
export interface Views {
  readonly definitions: View<DefinitionRecord>;
  readonly forms: View<FormRecord>;
  readonly cases: View<CaseRecord>;
  readonly steps: View<StepRecord>;
  readonly tasks: View<ProjectedTask>;
  readonly positions: View<PositionRecord>;
  readonly joins: View<JoinRecord>;
  readonly clocks: View<ClockRecord>;
  readonly scopes: View<ScopeRecord>;
  readonly incidents: View<IncidentRecord>;
  readonly rollups: View<RollupRecord>;
  readonly packages: Packages;
  readonly calendar: Calendar;
  /** Cases whose title, number or urgency changed in this batch: position of the last change. */
  readonly retitled: Map<string, number>;
}

const MB = 2 ** 20;

/**
 * Opens the views of one ingest. Their memory is some 60 MB in all: a dispatch to 500 units takes
 * about 6 MB until all have signed.
 */
export function openViews(connection: Connection, packages: Packages, calendar: Calendar): Views {
  const view = <T extends Projected>(
    collection: string,
    cachedMb: number,
    more: { foreign?: readonly string[]; onInsert?: readonly (keyof T & string)[] } = {},
  ): View<T> => new View<T>(connection, { collection, cachedBytes: cachedMb * MB, ...more });
  return {
    definitions: view('definitions', 4),
    forms: view('forms', 1),
    cases: view('cases', 5),
    steps: view('steps', 14),
    tasks: view('tasks', 14, {
      foreign: COMMAND_FIELDS,
      onInsert: ['from', 'title', 'number', 'urgency', 'urgencyRank', 'metaPosition'],
    }),
    positions: view('positions', 4),
    joins: view('joins', 1),
    clocks: view('clocks', 6),
    scopes: view('scopes', 8),
    incidents: view('incidents', 1),
    rollups: view('rollups', 2),
    packages,
    calendar,
    retitled: new Map(),
  };
}

/**
 * The collections that projections write, in the order they are written: what others point to
 * first.
 */
export const PROJECTED_COLLECTIONS = [
  'definitions',
  'forms',
  'cases',
  'scopes',
  'steps',
  'tasks',
  'positions',
  'joins',
  'clocks',
  'incidents',
  'rollups',
] as const;

/** The views of those collections, in that order. */
export function collectionsOf(views: Views): readonly View<Projected>[] {
  return PROJECTED_COLLECTIONS.map((name) => views[name] as unknown as View<Projected>);
}
