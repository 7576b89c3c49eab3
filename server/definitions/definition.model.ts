import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';
import { modelOf, schemaOptions } from '../model.ts';
import type { Projected } from '../stream/view.ts';
import type { DiagramElement } from './diagram.ts';

/** A deployed version of a process; `_id` is the process definition key. */
export interface DefinitionRecord extends Projected {
  processId: string;
  version: number;
  name: string;
  resourceName: string;
  xml: string;
  deployedAt: number;
  elements: DiagramElement[];
  /** Pairs of a flow id and the joining gateway it leads to. */
  joins: { flow: string; gateway: string }[];
}

/** A deployed version of a form; `_id` is the form key. `schema` is JSON text. */
export interface FormRecord extends Projected {
  formId: string;
  version: number;
  schema: string;
}

/** A diagram saved but not deployed; `_id` is the process id. */
export interface DiagramDraftRecord {
  _id: string;
  name: string;
  version: number;
  savedAt: number;
  savedBy: string;
  xml: string;
}

const mixed = { strict: false, ...schemaOptions } as const;
const definitionSchema = new Schema<DefinitionRecord>(
  { _id: String },
  { ...mixed, collection: 'definitions' },
);
definitionSchema.index({ processId: 1, version: -1 });
const formSchema = new Schema<FormRecord>({ _id: String }, { ...mixed, collection: 'forms' });
formSchema.index({ formId: 1, version: -1 });
const draftSchema = new Schema<DiagramDraftRecord>(
  { _id: String },
  { ...mixed, collection: 'diagram-drafts' },
);

/** Deployed diagrams. Written by the definition projection only. */
export function definitionModel(connection: Connection): Model<DefinitionRecord> {
  return modelOf(connection, 'Definition', definitionSchema);
}

/** Deployed forms. Written by the definition projection only. */
export function formModel(connection: Connection): Model<FormRecord> {
  return modelOf(connection, 'Form', formSchema);
}

/** Diagrams being drawn. */
export function diagramDraftModel(connection: Connection): Model<DiagramDraftRecord> {
  return modelOf(connection, 'DiagramDraft', draftSchema);
}
