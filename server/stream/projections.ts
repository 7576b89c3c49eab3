import { projectTelemetry } from '../board/telemetry.projection.ts';
import { projectClock } from '../cases/clock.projection.ts';
import { projectElement } from '../cases/element.projection.ts';
import { projectIncident } from '../cases/incident.projection.ts';
import { projectModification } from '../cases/modification.projection.ts';
import { projectVariable } from '../cases/variable.projection.ts';
import { projectDefinition } from '../definitions/definition.projection.ts';
import { projectJob, projectTaskElement, projectUserTask } from '../tasks/task.projection.ts';
import type { ExportedRecord } from './record.ts';
import type { PROJECTED_COLLECTIONS, Views } from './views.ts';

/** A collection that a projection writes. */
export type ProjectedCollection = (typeof PROJECTED_COLLECTIONS)[number];

/** One reading of the stream. */
export interface Projection {
  readonly name: string;
  /** Value types of the events it reads; everything it needs is kept in the archive. */
  readonly valueTypes: readonly string[];
  readonly writes: readonly ProjectedCollection[];
  /** Applied to a whole batch before the others: they look its documents up. */
  readonly isFirst?: true;
  readonly apply: (record: ExportedRecord, views: Views) => void | Promise<void>;
}

/** Every projection, in the order of dependence: a record goes through them from first to last. */
export const PROJECTIONS: readonly Projection[] = [
  {
    name: 'definition',
    valueTypes: ['PROCESS', 'FORM'],
    writes: ['definitions', 'forms'],
    isFirst: true,
    apply: projectDefinition,
  },
  {
    name: 'element',
    valueTypes: ['PROCESS_INSTANCE'],
    writes: ['cases', 'steps', 'positions', 'joins'],
    apply: projectElement,
  },
  {
    name: 'task',
    valueTypes: ['PROCESS_INSTANCE', 'JOB', 'USER_TASK'],
    writes: ['tasks', 'steps', 'cases'],
    apply: projectTask,
  },
  {
    name: 'clock',
    valueTypes: ['PROCESS_INSTANCE'],
    writes: ['clocks', 'cases'],
    apply: projectClock,
  },
  {
    name: 'telemetry',
    valueTypes: ['PROCESS_INSTANCE'],
    writes: ['rollups'],
    apply: projectTelemetry,
  },
  {
    name: 'variable',
    valueTypes: ['VARIABLE'],
    writes: ['scopes', 'cases', 'tasks'],
    apply: projectVariable,
  },
  {
    name: 'incident',
    valueTypes: ['INCIDENT'],
    writes: ['incidents', 'cases', 'positions'],
    apply: projectIncident,
  },
  {
    name: 'modification',
    valueTypes: ['PROCESS_INSTANCE_MODIFICATION'],
    writes: ['steps', 'tasks'],
    apply: projectModification,
  },
];

function projectTask(record: ExportedRecord, views: Views): void {
  if (record.valueType === 'JOB') projectJob(record, views);
  else if (record.valueType === 'USER_TASK') projectUserTask(record, views);
  else projectTaskElement(record, views);
}

const readers = new Map<string, readonly Projection[]>();
for (const projection of PROJECTIONS) {
  for (const type of projection.valueTypes) {
    readers.set(type, [...(readers.get(type) ?? []), projection]);
  }
}

/** The projections that read a record, in their order. */
export function readersOf(record: Pick<ExportedRecord, 'valueType'>): readonly Projection[] {
  return readers.get(record.valueType) ?? [];
}

/**
 * Whether a projection may read the record: then it is kept in the archive. All intents of a value
 * type are kept, also those that no projection reads today: they cost little beside the others and
 * a projection of tomorrow can be built from them.
 */
export function isRead(record: Pick<ExportedRecord, 'recordType' | 'valueType'>): boolean {
  return record.recordType === 'EVENT' && readers.has(record.valueType);
}
