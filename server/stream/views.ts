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

/** Opens the views of one ingest. Bounds are documents kept in memory, sized for 500-unit cases. */
export function openViews(connection: Connection, packages: Packages, calendar: Calendar): Views {
  const view = <T extends Projected>(
    collection: string,
    cached: number,
    more: { foreign?: readonly string[]; onInsert?: readonly (keyof T & string)[] } = {},
  ): View<T> => new View<T>(connection, { collection, cached, ...more });
  return {
    definitions: view('definitions', 200),
    forms: view('forms', 200),
    cases: view('cases', 5_000),
    steps: view('steps', 20_000),
    tasks: view('tasks', 10_000, {
      foreign: COMMAND_FIELDS,
      onInsert: ['from', 'title', 'number', 'urgency', 'urgencyRank', 'metaPosition'],
    }),
    positions: view('positions', 20_000),
    joins: view('joins', 2_000),
    clocks: view('clocks', 10_000),
    scopes: view('scopes', 10_000),
    incidents: view('incidents', 1_000),
    rollups: view('rollups', 5_000),
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
