import { KEY_BASE } from '../../../engine/protocol/key.ts';
import type { ElementInstance } from '../../../engine/state/element-instance.ts';
import type { Tables } from '../../engine/replay.ts';
import type { Course } from './course.ts';

type Row = Readonly<Record<string, unknown>>;

/** The tables that `faultsAtRest` reads. */
export const TABLES_AT_REST: ReadonlySet<string> = new Set([
  'element-instances',
  'incidents',
  'jobs',
  'user-tasks',
  'timers',
  'process-message-subscriptions',
  'signal-subscriptions',
  'compensation-subscriptions',
]);

/**
 * What is wrong with the tables of an engine that has nothing to do: every element instance of the
 * records is there and no other, counts are right, and everything that runs waits for something.
 */
export function faultsAtRest(tables: Tables, course: Course): string[] {
  const rows = valuesOf(tables, 'element-instances') as unknown as ElementInstance[];
  const faults: string[] = [];
  const keys = new Set(rows.map(({ key }) => key));
  for (const key of course.running()) {
    if (!keys.has(key)) faults.push(`element instance K${key - KEY_BASE} runs but has no row`);
  }
  const waited = waitedFor(tables);
  for (const row of rows) {
    const lived = course.lived.get(row.key);
    const name = `${row.value.elementId} K${row.key - KEY_BASE}`;
    if (lived === undefined || lived.state !== row.state) {
      faults.push(`${name} has the state ${row.state}, its events say ${lived?.state}`);
      continue;
    }
    if (course.isAbandoned(row.key)) continue;
    if (lived.children.size !== row.childCount) {
      faults.push(`${name} counts ${row.childCount} children, there are ${lived.children.size}`);
    }
    const lost = whyLost(row, waited);
    if (lost !== undefined && !course.modified.has(row.value.processInstanceKey))
      faults.push(`${name} ${lost}`);
  }
  return faults;
}

/** The element instances that something may still happen to by itself or from outside. */
interface Waited {
  readonly byIncident: ReadonlySet<unknown>;
  readonly byAny: ReadonlySet<unknown>;
  /** Incidents of jobs whose element instance waits. */
  readonly rows: ReadonlySet<unknown>;
}

function waitedFor(tables: Tables): Waited {
  const pick = (table: string, field: string): unknown[] =>
    valuesOf(tables, table).map((row) => deep(row, field));
  const byIncident = new Set(pick('incidents', 'elementInstanceKey'));
  const byAny = new Set([
    ...byIncident,
    ...pick('jobs', 'elementInstanceKey'),
    ...pick('user-tasks', 'elementInstanceKey'),
    ...pick('timers', 'elementInstanceKey'),
    ...pick('process-message-subscriptions', 'elementInstanceKey'),
    ...pick('signal-subscriptions', 'catchEventInstanceKey'),
    ...pick('compensation-subscriptions', 'throwEventInstanceKey'),
  ]);
  return { byIncident, byAny, rows: new Set(pick('element-instances', 'key')) };
}

/** Why nothing can ever happen to an element instance; undefined when something can. */
function whyLost(row: ElementInstance, waited: Waited): string | undefined {
  if (waited.byIncident.has(row.key)) return undefined;
  if (row.childCount > 0) return undefined;
  if (row.state !== 'ELEMENT_ACTIVATED') return `stays in ${row.state}`;
  // Zeebe's multi-instance body waits for ever when its input collection changed on the way.
  if (row.value.bpmnElementType === 'MULTI_INSTANCE_BODY') return undefined;
  if (SCOPES.has(row.value.bpmnElementType)) {
    return row.takenFlows === null ? 'has nothing left but does not end' : undefined;
  }
  if (waited.byAny.has(row.key) || waited.rows.has(row.calledChildInstanceKey)) return undefined;
  return 'waits for nothing';
}

const SCOPES = new Set(['PROCESS', 'SUB_PROCESS', 'EVENT_SUB_PROCESS']);

function valuesOf(tables: Tables, name: string): Row[] {
  const rows = tables[name];
  if (rows === undefined) throw new Error(`no table ${name}`);
  return rows.map((row) => (row as [unknown, Row])[1]);
}

/** A field of a row, or of the value inside it. */
function deep(row: Row, field: string): unknown {
  for (const place of [row, ...Object.values(row)]) {
    if (typeof place === 'object' && place !== null && field in place) {
      return (place as Row)[field];
    }
  }
  throw new Error(`no field ${field} in ${JSON.stringify(row)}`);
}

/** Tables of definitions: the steps of a case may deploy another version. */
const LASTING = new Set(['processes', 'process-versions', 'process-highest-versions']);

/** Tables in which Zeebe, too, leaves rows when a modification terminates something. */
const LEFT_BY_MODIFICATION = new Set(['compensation-subscriptions', 'user-tasks']);

/** Tables that hold other rows than before anything was started. */
export function faultsAtEnd(before: Tables, after: Tables, course: Course): string[] {
  if (course.abandoned.size > 0) return [];
  return Object.keys(after)
    .filter((name) => !LASTING.has(name))
    .filter((name) => course.modified.size === 0 || !LEFT_BY_MODIFICATION.has(name))
    .filter((name) => (before[name]?.length ?? 0) !== after[name]?.length)
    .map((name) => {
      const known = new Set(before[name]?.map((row) => JSON.stringify(row)));
      const rows = after[name]?.map((row) => JSON.stringify(row)) ?? [];
      const extra = rows.filter((row) => !known.has(row)).slice(0, 2);
      const count = `${before[name]?.length ?? 0} rows before, ${after[name]?.length} after`;
      return `table ${name}: ${count}: ${extra.join(' ').slice(0, 400)}`;
    });
}
