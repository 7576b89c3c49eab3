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

/** One case in a list. `waitingFor` names the open steps and who holds them. */
export const caseRowSchema = z
  .object({
    key: keySchema,
    number: z.string().nullable(),
    business: z.string(),
    businessTitle: z.string(),
    title: z.string(),
    urgency: urgencySchema,
    state: z.enum(['active', 'completed', 'terminated', 'incident']),
    startedBy: personRefSchema.nullable(),
    startedAt: instantSchema,
    endedAt: instantSchema.nullable(),
    due: dueSchema.nullable().describe('the clock that ends first'),
    waitingFor: z.array(
      z.object({
        element: z.string(),
        stepName: z.string(),
        holders: z.string(),
        count: z.number().int(),
      }),
    ),
  })
  .meta({ id: 'CaseRow' });
export type CaseRow = z.infer<typeof caseRowSchema>;

/** Query of GET /api/v1/cases. `scope`: 我发起的, 本单位, everything the viewer may supervise. */
export const caseQuerySchema = z.object({
  scope: z.enum(['started', 'unit', 'all']).default('started'),
  q: z.string().trim().max(100).optional(),
  business: z.string().max(60).optional(),
  state: z.enum(['active', 'completed', 'terminated', 'incident']).optional(),
  light: lightSchema.or(z.literal('soon')).optional().describe('soon: blue or yellow'),
  step: z.string().max(200).optional().describe('element id of an open step'),
  unit: z.string().max(40).optional().describe('unit code that holds an open step; - for none'),
  lightOf: z
    .enum(['case', 'step'])
    .optional()
    .describe('whose light: of the case (when left out), or of any of its open steps'),
  sort: z.enum(['due', 'newest', 'oldest']).default('newest'),
  after: z.string().max(400).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type CaseQuery = z.infer<typeof caseQuerySchema>;

export const casePageSchema = pageOf(caseRowSchema).meta({ id: 'CasePage' });

/** One line of a case's course (办理过程). `by` is null while the step is open. */
export const caseStepSchema = z
  .object({
    key: keySchema.describe('element instance key'),
    element: z.string(),
    name: z.string(),
    type: z.string().describe('BPMN element type, as in records'),
    holder: z.string().describe('candidates or assignee, readable'),
    by: personRefSchema.nullable(),
    outcome: z.string().nullable(),
    opinion: z.string().nullable(),
    startedAt: instantSchema,
    endedAt: instantSchema.nullable(),
    state: z.enum(['active', 'completed', 'terminated']),
    due: dueSchema.nullable(),
  })
  .meta({ id: 'CaseStep' });
export type CaseStep = z.infer<typeof caseStepSchema>;

/** A clock of a case with its explanation (为什么是这一天). */
export const caseClockSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    kind: z.enum(['statutory', 'promised', 'step', 'supervision', 'coHandler']),
    limit: z.string().describe('as declared: 20wd, 60d, 30m'),
    basis: z.string(),
    state: z.enum(['running', 'paused', 'stopped']),
    due: dueSchema.nullable(),
    entries: z.array(
      z.object({
        type: z.enum(['start', 'pause', 'resume', 'extend', 'restart', 'stop']),
        at: instantSchema,
        text: z.string(),
      }),
    ),
    explanation: z.array(
      z.object({
        date: z.string().describe('YYYY-MM-DD'),
        counted: z.boolean(),
        number: z.number().int().nullable().describe('which counted day this is'),
        reason: z.string(),
      }),
    ),
  })
  .meta({ id: 'CaseClock' });
export type CaseClock = z.infer<typeof caseClockSchema>;

/** How far a multi-instance step has come: "已签收 312/500". */
export const progressSchema = z.object({
  element: z.string(),
  name: z.string(),
  total: z.number().int(),
  completed: z.number().int(),
  overdue: z.number().int(),
  terminated: z.number().int().describe('withdrawn, or closed with their scope'),
});
export type Progress = z.infer<typeof progressSchema>;

/** Something the package lets the viewer do to the case, beside its tasks. */
export const caseActionSchema = z
  .object({
    id: z.string(),
    title: z.string(),
    description: z.string(),
    form: z.record(z.string(), z.unknown()).nullable().describe('form-js; a reason is asked else'),
  })
  .meta({ id: 'CaseAction' });
export type CaseAction = z.infer<typeof caseActionSchema>;

/** All a case page needs. `diagram` marks are for the bpmn-js viewer. */
export const caseDetailSchema = caseRowSchema
  .extend({
    definitionKey: keySchema,
    definitionVersion: z.number().int(),
    steps: z.array(caseStepSchema).describe('the latest 200, newest last'),
    stepsTotal: z.number().int(),
    clocks: z.array(caseClockSchema),
    progress: z.array(progressSchema),
    variables: z.record(z.string(), z.unknown()),
    documents: z.array(
      z.object({ id: z.string(), name: z.string(), bytes: z.number(), type: z.string() }),
    ),
    incidents: z.array(
      z.object({ key: keySchema, element: z.string(), type: z.string(), message: z.string() }),
    ),
    supervisions: z.array(z.object({ key: keySchema, number: z.string().nullable() })),
    actions: z.array(caseActionSchema).describe('what the viewer may do to the case now'),
    can: z.object({
      remind: z.boolean(),
      supervise: z.boolean(),
      cancel: z.boolean(),
      withdraw: z.boolean(),
      resolveIncident: z.boolean(),
    }),
  })
  .meta({ id: 'CaseDetail' });
export type CaseDetail = z.infer<typeof caseDetailSchema>;

/** Live position for the diagram: active and completed counts per element. */
export const casePositionSchema = z
  .object({
    xml: z.string(),
    elements: z.array(
      z.object({
        element: z.string(),
        active: z.number().int(),
        completed: z.number().int(),
        incidents: z.number().int(),
      }),
    ),
  })
  .meta({ id: 'CasePosition' });
export type CasePosition = z.infer<typeof casePositionSchema>;

/** One unit's copy in a multi-instance step (who has signed, at a glance). */
export const copyRowSchema = z
  .object({
    unitCode: z.string(),
    unitName: z.string(),
    steps: z.array(
      z.object({
        element: z.string(),
        name: z.string(),
        state: z.enum(['active', 'completed', 'terminated']),
        isWithdrawn: z.boolean(),
        at: instantSchema.nullable(),
        by: personRefSchema.nullable(),
        opinion: z.string().nullable(),
        due: dueSchema.nullable(),
      }),
    ),
  })
  .meta({ id: 'CopyRow' });
export type CopyRow = z.infer<typeof copyRowSchema>;

/** Body of POST /api/v1/cases: start a business. */
export const startInputSchema = z.object({
  business: z.string().min(1).max(60),
  variables: z.record(z.string(), z.unknown()),
  documentIds: z.array(z.string()).max(20).default([]),
});
export type StartInput = z.infer<typeof startInputSchema>;

export const startedSchema = z
  .object({ key: keySchema, number: z.string().nullable() })
  .meta({ id: 'Started' });
export type Started = z.infer<typeof startedSchema>;

/** Body of POST /api/v1/cases/:key/reminders (催办). */
export const reminderInputSchema = z.object({
  step: keySchema.optional().describe('element instance key; all open steps when left out'),
  text: z.string().trim().min(1, '请填写催办内容').max(500),
});
export type ReminderInput = z.infer<typeof reminderInputSchema>;

/** Body of POST /api/v1/cases/:key/supervisions (一键督办). */
export const supervisionInputSchema = z.object({
  requirement: z.string().trim().min(1, '请填写督办要求').max(2000),
  limit: z
    .string()
    .regex(/^\d+(wd|d|h|m)$/, '期限写作 5wd（工作日）或 10d（自然日）')
    .default('5wd'),
  leadUnit: z.string().min(1, '请选择主办单位'),
});
export type SupervisionInput = z.infer<typeof supervisionInputSchema>;

/** Body of POST /api/v1/cases/:key/withdrawals (撤回 of one unit's or all unsigned copies). */
export const withdrawalInputSchema = z.object({
  unitCodes: z.array(z.string()).optional().describe('all unsigned copies when left out'),
  reason: z.string().trim().min(1, '请填写撤回理由').max(500),
});
export type WithdrawalInput = z.infer<typeof withdrawalInputSchema>;

/**
 * Body of POST /api/v1/cases/:key/actions/:id. `requestId` is the caller's: the same one again
 * (a double click, a repeat after a lost answer) does nothing more.
 */
export const actionInputSchema = z.object({
  requestId: z.uuid('缺少请求编号，请刷新页面后再试'),
  variables: z.record(z.string(), z.unknown()).default({}).describe('answers of the form'),
  reason: z.string().trim().max(500).default('').describe('needed when there is no form'),
});
export type ActionInput = z.infer<typeof actionInputSchema>;
