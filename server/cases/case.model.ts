import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';
import type { NoticeKind } from '../../processes/worker/index.ts';
import type { LedgerEntry } from '../clock/index.ts';
import { modelOf, schemaOptions } from '../model.ts';
import type { Urgency } from '../schema.ts';
import type { Projected } from '../stream/view.ts';

/** A cached due time; derived from ledger or limit, re-derived whenever those change. */
export interface DueCache {
  /** Epoch milliseconds; {@link FAR} when nothing is due. */
  dueAt: number;
  blueAt: number;
  yellowAt: number;
  redAt: number;
  provisional: boolean;
}

/** Sorts after every date and still is an exact number. Source: ECMA-262 maximum time value. */
export const FAR = 8_640_000_000_000_000;

/** Nothing due. */
export const NOT_DUE: DueCache = {
  dueAt: FAR,
  blueAt: FAR,
  yellowAt: FAR,
  redAt: FAR,
  provisional: false,
};

/** What is known of a case from its root variables. */
export interface CaseMeta {
  business: string;
  title: string;
  number: string | null;
  urgency: Urgency;
  startedBy: string | null;
  startedByUnit: string | null;
  documentIds: string[];
  /** The case this one supervises or continues. */
  sourceCaseKey: string | null;
  /** The job that started it, so that it is started once. */
  onceKey: string | null;
}

/** A case: the root process instance. `_id` is its key. */
export interface CaseRecord extends Projected, CaseMeta, DueCache {
  definitionKey: string;
  processId: string;
  version: number;
  state: 'active' | 'completed' | 'terminated';
  incidents: number;
  startedAt: number;
  endedAt: number | null;
  /** Who completed the latest step: `from` of the tasks that follow. */
  lastActor: string | null;
}

/** One element instance that waits or holds others; a 退回 is a step of its own. */
export interface StepRecord extends Projected {
  caseKey: string;
  processInstanceKey: string;
  definitionKey: string;
  element: string;
  name: string;
  type: string;
  /** Variable scopes from itself up to its process instance. */
  scopes: string[];
  /** Part of the course that people read. */
  shown: boolean;
  /** The run of a multi-instance it lies in: a unit's own copy. Null outside of one. */
  copyKey: string | null;
  state: 'active' | 'completed' | 'terminated';
  startedAt: number;
  endedAt: number | null;
  by: string | null;
  byPosition: string | null;
  outcome: string | null;
  opinion: string | null;
  audience: string[];
  dueAt: number;
  /** The native user task of this step; left out for others. */
  nativeTaskKey?: string;
}

/** How often an element of a case was entered and left. `_id`: case, definition, element. */
export interface PositionRecord extends Projected {
  caseKey: string;
  definitionKey: string;
  element: string;
  type: string;
  active: number;
  completed: number;
  terminated: number;
  incidents: number;
}

/** Tokens that wait at a join. `_id`: scope key and gateway. Source: Zeebe's `ElementInstance`. */
export interface JoinRecord extends Projected {
  caseKey: string;
  scopeKey: string;
  gateway: string;
  tokens: { flow: string; count: number }[];
}

/** The ledger of one clock. `_id`: case, clock, scope (an element instance, or empty). */
export interface ClockRecord extends Projected, DueCache {
  caseKey: string;
  clockId: string;
  scopeKey: string | null;
  status: 'notStarted' | 'running' | 'paused' | 'stopped';
  entries: LedgerEntry[];
}

/** Variables of one scope; `_id` is the scope's key. */
export interface ScopeRecord extends Projected {
  processInstanceKey: string;
  /** JSON text of an object: name → JSON text of the value. */
  values: string;
}

/** A broken step. `_id` is the incident key. */
export interface IncidentRecord extends Projected {
  caseKey: string;
  definitionKey: string;
  element: string;
  type: string;
  message: string;
  jobKey: string;
  open: boolean;
}

/**
 * What people did to a case beside completing steps (催办, 签领, 撤回, 督办, actions of the package),
 * and what its workers told people (`notice`, `by` is `system`).
 */
export interface ActRecord {
  _id: string;
  caseKey: string;
  type:
    | 'remind'
    | 'supervise'
    | 'withdraw'
    | 'cancel'
    | 'claim'
    | 'release'
    | 'resolve'
    | 'notice'
    | 'action';
  /** Of a notice: what it is about. */
  kind?: NoticeKind | null;
  /** Of a notice or an action: its heading. */
  title?: string | null;
  /** Of an action: whether the broker has taken its message. */
  sent?: boolean;
  by: string;
  byPosition: string | null;
  at: number;
  text: string;
  step: string | null;
  /** Element instances it concerns. */
  steps: string[];
  audience: string[];
}

const mixed = { strict: false, ...schemaOptions } as const;
type Index = Readonly<Record<string, 1 | -1>>;

function collection<T>(name: string, indexes: readonly Index[]): Schema<T> {
  const schema = new Schema<T>({ _id: String } as never, { ...mixed, collection: name } as never);
  for (const index of indexes) schema.index(index);
  return schema;
}

const schemas = {
  Case: collection<CaseRecord>('cases', [
    { startedBy: 1, startedAt: -1 },
    { startedByUnit: 1, startedAt: -1 },
    { state: 1, startedAt: -1 },
    { state: 1, dueAt: 1 },
    { business: 1, state: 1 },
    { sourceCaseKey: 1 },
    { onceKey: 1 },
    { definitionKey: 1, state: 1 },
    { documentIds: 1 },
  ]),
  Step: collection<StepRecord>('steps', [
    { caseKey: 1, shown: 1, startedAt: 1 },
    { caseKey: 1, copyKey: 1 },
  ]),
  Position: collection<PositionRecord>('positions', [
    { caseKey: 1 },
    { definitionKey: 1, element: 1 },
  ]),
  Join: collection<JoinRecord>('joins', [{ caseKey: 1 }]),
  Clock: collection<ClockRecord>('clocks', [{ caseKey: 1 }]),
  Scope: collection<ScopeRecord>('scopes', [{ processInstanceKey: 1 }]),
  Incident: collection<IncidentRecord>('incidents', [{ caseKey: 1, open: 1 }, { open: 1 }]),
  Act: collection<ActRecord>('acts', [
    { caseKey: 1, at: 1 },
    { steps: 1 },
    { audience: 1, type: 1, at: -1 },
  ]),
};

/** Cases. Written by the case projection only. */
export const caseModel = (c: Connection): Model<CaseRecord> => modelOf(c, 'Case', schemas.Case);
/** Steps of cases. */
export const stepModel = (c: Connection): Model<StepRecord> => modelOf(c, 'Step', schemas.Step);
/** Counts per element. */
export const positionModel = (c: Connection): Model<PositionRecord> =>
  modelOf(c, 'Position', schemas.Position);
/** Tokens waiting at joins. */
export const joinModel = (c: Connection): Model<JoinRecord> => modelOf(c, 'Join', schemas.Join);
/** Ledgers. */
export const clockModel = (c: Connection): Model<ClockRecord> => modelOf(c, 'Clock', schemas.Clock);
/** Variables by scope. */
export const scopeModel = (c: Connection): Model<ScopeRecord> => modelOf(c, 'Scope', schemas.Scope);
/** Incidents. */
export const incidentModel = (c: Connection): Model<IncidentRecord> =>
  modelOf(c, 'Incident', schemas.Incident);
/** Acts of people; written by services. */
export const actModel = (c: Connection): Model<ActRecord> => modelOf(c, 'Act', schemas.Act);
