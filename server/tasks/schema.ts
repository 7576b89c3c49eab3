import { z } from 'zod';
import {
  dueSchema,
  instantSchema,
  keySchema,
  lightSchema,
  pageOf,
  personRefSchema,
  urgencySchema,
} from '../schema.ts';

/** The boxes of the inbox: 待办 待签收 待阅 已办 已阅. 我发起的 is a list of cases. */
export const boxSchema = z.enum(['todo', 'sign', 'read', 'done', 'doneRead']).meta({ id: 'Box' });
export type Box = z.infer<typeof boxSchema>;

/** How often the holder of a task was reminded or warned, and the latest of it. */
export const remindersSchema = z
  .object({
    count: z.number().int(),
    kind: z.enum(['reminder', 'warning', 'overdue']).describe('of the latest'),
    text: z.string(),
    at: instantSchema,
    by: personRefSchema.nullable().describe('null: the process itself'),
  })
  .meta({ id: 'Reminders' });
export type Reminders = z.infer<typeof remindersSchema>;

/** One line of an inbox. */
export const taskRowSchema = z
  .object({
    key: keySchema.describe('job key of the user task'),
    caseKey: keySchema,
    caseNumber: z.string().nullable(),
    business: z.string().describe('package name'),
    businessTitle: z.string(),
    title: z.string(),
    step: z.string().describe('element id'),
    stepName: z.string(),
    kind: z.enum(['todo', 'sign', 'read']),
    urgency: urgencySchema,
    from: personRefSchema.nullable().describe('who handed the case to this step'),
    candidates: z.array(z.string()).describe('readable names of the candidate groups'),
    assignee: personRefSchema.nullable(),
    createdAt: instantSchema,
    due: dueSchema.nullable(),
    state: z.enum(['open', 'submitting', 'completed', 'canceled']),
    completedAt: instantSchema.nullable(),
    outcome: z.string().nullable(),
    hasDraft: z.boolean(),
    reminders: remindersSchema.nullable(),
  })
  .meta({ id: 'TaskRow' });
export type TaskRow = z.infer<typeof taskRowSchema>;

/** Query of GET /api/v1/tasks. */
export const taskQuerySchema = z.object({
  box: boxSchema.default('todo'),
  q: z.string().trim().max(100).optional().describe('words in title, number or step'),
  business: z.string().max(60).optional(),
  light: lightSchema.optional(),
  urgency: urgencySchema.optional(),
  sort: z.enum(['due', 'newest', 'oldest', 'urgency']).default('due'),
  after: z.string().max(400).optional().describe('cursor from the previous page'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type TaskQuery = z.infer<typeof taskQuerySchema>;

export const taskPageSchema = pageOf(taskRowSchema).meta({ id: 'TaskPage' });

/** Counts shown beside the boxes; `byBusiness` and `byLight` count the open tasks of the viewer. */
export const taskCountsSchema = z
  .object({
    todo: z.number().int(),
    sign: z.number().int(),
    read: z.number().int(),
    done: z.number().int(),
    doneRead: z.number().int(),
    started: z.number().int(),
    overdue: z.number().int(),
    notices: z.number().int().describe('unread notices, 99 at most'),
    byBusiness: z.array(z.object({ business: z.string(), title: z.string(), count: z.number() })),
    byLight: z.record(lightSchema, z.number().int()),
  })
  .meta({ id: 'TaskCounts' });
export type TaskCounts = z.infer<typeof taskCountsSchema>;

/** A saved, not yet submitted answer. `version` grows by one with every save. */
export const draftSchema = z
  .object({
    version: z.number().int(),
    savedAt: instantSchema,
    variables: z.record(z.string(), z.unknown()),
    opinion: z.string(),
  })
  .meta({ id: 'Draft' });
export type Draft = z.infer<typeof draftSchema>;

/** Where a task may be returned to (退回): an earlier user task of the same case. */
export const returnTargetSchema = z.object({
  element: z.string(),
  name: z.string(),
  completedBy: personRefSchema.nullable(),
  completedAt: instantSchema.nullable(),
});
export type ReturnTarget = z.infer<typeof returnTargetSchema>;

/** All a task page needs. `form` is the form-js schema, null when the step has none. */
export const taskDetailSchema = taskRowSchema
  .extend({
    form: z.record(z.string(), z.unknown()).nullable(),
    variables: z.record(z.string(), z.unknown()).describe('what the form shows'),
    draft: draftSchema.nullable(),
    actionLabel: z.string().describe('text of the completing button'),
    basis: z.string().nullable().describe('the article the limit rests on'),
    documentIds: z.array(z.string()),
    returnTargets: z.array(returnTargetSchema),
    can: z.object({
      claim: z.boolean(),
      release: z.boolean(),
      complete: z.boolean(),
      saveDraft: z.boolean(),
      return: z.boolean(),
    }),
  })
  .meta({ id: 'TaskDetail' });
export type TaskDetail = z.infer<typeof taskDetailSchema>;

/** Body of PUT /api/v1/tasks/:key/draft; a stale `baseVersion` answers 409 with the newer draft. */
export const draftInputSchema = z.object({
  baseVersion: z.number().int().min(0),
  variables: z.record(z.string(), z.unknown()),
  opinion: z.string().max(5000).default(''),
});
export type DraftInput = z.infer<typeof draftInputSchema>;

/** Body of POST /api/v1/tasks/:key/completions. */
export const completionInputSchema = z.object({
  variables: z.record(z.string(), z.unknown()).default({}),
  opinion: z.string().max(5000).default(''),
});
export type CompletionInput = z.infer<typeof completionInputSchema>;

/** Body of POST /api/v1/tasks/:key/returns (退回). */
export const returnInputSchema = z.object({
  to: z.string().min(1).describe('element id of an earlier user task'),
  reason: z.string().trim().min(1, '请填写退回理由').max(2000),
});
export type ReturnInput = z.infer<typeof returnInputSchema>;

/** What a return would do, shown before it is done. */
export const returnPreviewSchema = z
  .object({
    to: returnTargetSchema,
    cancels: z.array(z.object({ step: z.string(), stepName: z.string(), holder: z.string() })),
    voids: z.array(
      z.object({ stepName: z.string(), by: personRefSchema.nullable(), opinion: z.string() }),
    ),
    clock: z.string().describe('one Chinese sentence: what happens to the clocks'),
  })
  .meta({ id: 'ReturnPreview' });
export type ReturnPreview = z.infer<typeof returnPreviewSchema>;

/** Answer of a command that the broker accepted; read models follow within a second. */
export const acceptedSchema = z
  .object({ accepted: z.literal(true), message: z.string() })
  .meta({ id: 'Accepted' });
export type Accepted = z.infer<typeof acceptedSchema>;
