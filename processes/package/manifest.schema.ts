/** The shape of `manifest.json`: all that a business is besides its diagrams and forms. */
import { z } from 'zod';
import { readLimit } from './limit.ts';

const limitText = z
  .string()
  .refine(
    (text) => readLimit(text) !== undefined,
    '期限应写作 5wd（工作日）、60d（自然日）、3mo（月）、30m（分钟）或 2h（小时）',
  );

/** A limit, or `=variable` that holds one when the clock starts. */
const limitOrVariable = z
  .string()
  .refine(
    (text) => /^=\s*[A-Za-z_][\w.]*$/.test(text) || readLimit(text) !== undefined,
    '期限应写作 5wd、60d、3mo、30m、2h，或 =变量名',
  );

const elementId = z.string().min(1);

/**
 * When a clock moves: an element activated, completed or terminated, maybe under a condition.
 * A multi-instance element is heard once, as a whole, by a clock of the case, and once for each run
 * by a clock whose `scope` it is or lies in.
 */
export const clockRuleSchema = z.strictObject({
  element: elementId,
  on: z.enum(['activated', 'completed', 'terminated']),
  when: z.string().optional().describe('FEEL over the variables at the element'),
  basis: z.string().optional(),
  reason: z.string().optional(),
  limit: limitOrVariable.optional().describe('extend: what is added; restart: the new limit'),
});

/** Light changes, as data: local schemes differ. See `server/clock/light.ts`. */
export const ladderSchema = z.strictObject({
  blueBefore: limitText.optional(),
  yellowBefore: limitText.optional(),
  yellowAfter: limitText.optional(),
  redAfter: limitText.optional(),
});

/** A clock of the business with its legal basis. */
export const clockSchema = z.strictObject({
  id: z.string().regex(/^[a-z][A-Za-z0-9]*$/),
  kind: z.enum(['statutory', 'promised', 'step', 'supervision', 'coHandler']),
  name: z.string().min(1),
  limit: limitOrVariable,
  basis: z.string().min(1),
  scope: elementId.optional().describe('sub-process each run of which has its own clock'),
  ladder: ladderSchema.optional(),
  start: z.array(clockRuleSchema).min(1),
  pause: z.array(clockRuleSchema).optional(),
  resume: z.array(clockRuleSchema).optional(),
  extend: z.array(clockRuleSchema).optional(),
  restart: z.array(clockRuleSchema).optional(),
  stop: z.array(clockRuleSchema).min(1),
});

/**
 * Where a step may be sent back to (退回): one ModifyProcessInstance command that terminates the
 * topmost active instances of `cancels` and activates `activate` at the root of the case.
 */
export const returnSchema = z.strictObject({
  from: z.array(elementId).min(1).describe('user tasks that may return'),
  to: elementId.describe('the user task that people see as the target'),
  activate: elementId
    .optional()
    .describe('element activated instead, e.g. the service task that renews the target’s limit'),
  cancels: z.array(elementId).min(1).describe('elements whose open instances end, top level only'),
  clock: z.string().min(1).describe('one sentence: what happens to the clocks'),
});

/**
 * When an action may be done: some of `open` is open, none of `closed` is, and `when` holds. The
 * case that meets no condition of its diagram would leave a message without a receiver.
 */
export const conditionSchema = z.strictObject({
  open: z.array(elementId).min(1).optional(),
  closed: z.array(elementId).min(1).optional(),
  when: z.string().optional().describe('FEEL over the case’s variables'),
  otherwise: z.string().min(1).describe('what the person is told when it does not hold'),
});

/** Something a person may do to a running case that is no task: it becomes a Zeebe command. */
export const actionSchema = z.discriminatedUnion('command', [
  z.strictObject({
    id: z.string(),
    title: z.string(),
    by: z.array(z.string()),
    command: z.literal('throwError'),
    on: elementId.describe('the user task whose job throws'),
    errorCode: z.string(),
  }),
  z.strictObject({
    id: z.string(),
    title: z.string(),
    description: z.string().default(''),
    by: z
      .array(z.string())
      .min(1)
      .describe('`starter`, roles of units that take part, or candidate groups'),
    command: z.literal('publishMessage'),
    message: z.string(),
    correlationKey: z.string().describe('FEEL over the case’s variables'),
    form: z.string().optional().describe('asks for the message’s variables; else for a reason'),
    conditions: z.array(conditionSchema).default([]),
  }),
]);

/** A notice sent when something happens; texts in Chinese. */
export const notificationSchema = z.strictObject({
  on: z.enum(['taskCreated', 'lightBlue', 'lightYellow', 'lightRed', 'caseCompleted']),
  element: elementId.optional(),
  to: z.enum(['candidates', 'starter', 'unitHead', 'supervisors']),
  title: z.string().min(1),
});

/** A paper the business prints, e.g. 受理通知书. */
export const paperSchema = z.strictObject({
  id: z.string(),
  title: z.string(),
  template: z.string(),
  availableAfter: elementId.describe('element whose completion makes it printable'),
});

/** The manifest. `name` is the folder's name. */
export const manifestSchema = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/),
  title: z.string().min(1),
  category: z.string().min(1),
  description: z.string().min(1),
  processId: z.string().min(1).describe('process that a case of this business starts'),
  starters: z.array(z.string()).min(1).describe('roles that may start it; `anyone` for all'),
  numbering: z.strictObject({
    series: z.string(),
    pattern: z.string().includes('{year}'),
    perUnit: z.boolean().default(false),
  }),
  titleVariable: z.string().default('caseTitle'),
  startForm: z.string().min(1),
  roles: z.record(z.string(), z.string()).describe('roles used in diagrams → Chinese'),
  variables: z.record(z.string(), z.string()).describe('variables of the case → what they mean'),
  clocks: z.array(clockSchema),
  returns: z.array(returnSchema).default([]),
  actions: z.array(actionSchema).default([]),
  notifications: z.array(notificationSchema).default([]),
  papers: z.array(paperSchema).default([]),
  retention: z.strictObject({
    period: z.enum(['永久', '30年', '10年']),
    basis: z.string().min(1),
  }),
  exempt: z
    .record(z.string(), z.string())
    .default({})
    .describe('check code → why it does not apply here'),
});

/** A parsed manifest. */
export type Manifest = z.infer<typeof manifestSchema>;
/** A clock of a manifest; structurally what `server/clock` takes. */
export type ManifestClock = z.infer<typeof clockSchema>;
/** What a person may do to a case beside its tasks. */
export type ManifestAction = z.infer<typeof actionSchema>;
/** A permitted 退回. */
export type ManifestReturn = z.infer<typeof returnSchema>;
