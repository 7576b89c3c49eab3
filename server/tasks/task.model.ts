import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';
import type { DueCache } from '../cases/case.model.ts';
import { modelOf, schemaOptions } from '../model.ts';
import type { Urgency } from '../schema.ts';
import type { Projected } from '../stream/view.ts';

/** Kinds of work: 待办, 待签收, 待阅. */
export type TaskKind = 'todo' | 'sign' | 'read';

/** What the task projection writes. `_id` is the key of the job or of the native user task. */
export interface ProjectedTask extends Projected, DueCache {
  /** A native user task, completed over REST; false: a job, completed over gRPC. */
  native: boolean;
  caseKey: string;
  processInstanceKey: string;
  definitionKey: string;
  elementInstanceKey: string;
  /** Variable scopes from the task up to its process instance. */
  scopes: string[];
  business: string;
  step: string;
  stepName: string;
  kind: TaskKind;
  /** Who sees it: candidate groups, or `person:<assignee>`. */
  audience: string[];
  assignee: string | null;
  /** The run of a multi-instance it lies in, as of its step. */
  copyKey: string | null;
  /** The unit that holds it, when the candidates name one. */
  unitCode: string | null;
  formKey: string | null;
  limit: string | null;
  basis: string | null;
  actionLabel: string | null;
  createdAt: number;
  state: 'open' | 'completed' | 'canceled';
  endedAt: number | null;
  /** Of a canceled task: the BPMN error that ended it; null when its scope ended. */
  errorCode?: string | null;
  by: string | null;
  byPosition: string | null;
  outcome: string | null;
  opinion: string | null;
  /** Who completed the step before; written once, when the task is made. */
  from: string | null;
  /** Copied from the case when the task is made, and again when they change there. */
  title: string;
  number: string | null;
  urgency: Urgency;
  urgencyRank: number;
  metaPosition: number;
}

/** What commands write beside: 签领, 提交中, drafts. */
export interface TaskRecord extends ProjectedTask {
  claimedBy?: string | null;
  claimedAt?: number | null;
  submittingBy?: string | null;
  submittingAt?: number | null;
  draftBy?: string[];
}

/** Fields of {@link TaskRecord} that the projection leaves alone. */
export const COMMAND_FIELDS = [
  'claimedBy',
  'claimedAt',
  'submittingBy',
  'submittingAt',
  'draftBy',
] as const;

/** A saved answer; `_id` is job key and person. `variables` is JSON text. */
export interface DraftRecord {
  _id: string;
  taskKey: string;
  personId: string;
  version: number;
  savedAt: number;
  variables: string;
  opinion: string;
}

const mixed = { strict: false, ...schemaOptions } as const;
const taskSchema = new Schema<TaskRecord>({ _id: String }, { ...mixed, collection: 'tasks' });

// Of a year's tasks few are open, and almost everything asks for those: the others take part in
// these indexes no more, which halves what completing a task writes.
const open = { partialFilterExpression: { state: 'open' } };
taskSchema.index({ audience: 1, kind: 1, dueAt: 1, _id: 1 }, open);
taskSchema.index({ audience: 1, kind: 1, createdAt: 1, _id: 1 }, open);
taskSchema.index({ dueAt: 1 }, open);
taskSchema.index({ unitCode: 1 }, open);
const done = { partialFilterExpression: { by: { $gt: '' } } };
taskSchema.index({ by: 1, kind: 1, endedAt: 1, _id: 1 }, done);
taskSchema.index({ caseKey: 1, state: 1, step: 1 });
taskSchema.index({ elementInstanceKey: 1 });
const draftSchema = new Schema<DraftRecord>({ _id: String }, { ...mixed, collection: 'drafts' });
draftSchema.index({ personId: 1, savedAt: -1 });

/** Tasks: projected, with the fields that commands write. */
export function taskModel(connection: Connection): Model<TaskRecord> {
  return modelOf(connection, 'Task', taskSchema);
}

/** Indexes of earlier versions, which would only cost: removed where they still are. */
export const REPLACED_TASK_INDEXES: readonly string[] = [
  'audience_1_state_1_kind_1_dueAt_1__id_1',
  'audience_1_state_1_kind_1_createdAt_-1__id_1',
  'by_1_kind_1_endedAt_-1',
  'state_1_dueAt_1',
  'unitCode_1_state_1',
];

/** Saved answers. */
export function draftModel(connection: Connection): Model<DraftRecord> {
  return modelOf(connection, 'Draft', draftSchema);
}
