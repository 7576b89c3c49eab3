import { z } from 'zod';

const counts = z.record(z.string(), z.number().int().min(0));
const variables = z.record(z.string(), z.unknown());

/** What a scenario may expect; every part named has to hold. */
const expectation = z.strictObject({
  /** Open user tasks: step id → how many. Complete: an open step not named is a failure. */
  waiting: counts.optional(),
  /** Variables of the case. */
  variables: variables.optional(),
  /** Notices sent so far, by kind. */
  notices: counts.optional(),
  /** Clocks of the case: status, light, last day, remaining working days. */
  clocks: z
    .record(
      z.string(),
      z.strictObject({
        status: z.enum(['notStarted', 'running', 'paused', 'stopped']).optional(),
        light: z.enum(['green', 'blue', 'yellow', 'red', 'none']).optional(),
        due: z.string().optional(),
        overdue: z.boolean().optional(),
        remaining: z.number().int().optional(),
      }),
    )
    .optional(),
  /** Elements completed so far: id → how many times. */
  passed: counts.optional(),
  completed: z.boolean().optional(),
});

/** One step: exactly one of the keys. */
export const stepSchema = z.union([
  z.strictObject({
    complete: z.string(),
    as: z.string().optional().describe('a candidate group or person that must be allowed'),
    all: z.boolean().optional().describe('every open task of the step'),
    with: variables.optional(),
  }),
  z.strictObject({ advance: z.string() }),
  z.strictObject({ message: z.string(), with: variables.optional() }),
  z.strictObject({ throw: z.string(), on: z.string(), as: z.string() }),
  z.strictObject({ return: z.string(), to: z.string() }),
  z.strictObject({ expect: expectation }),
]);

/** A scenario as written in `processes/<name>/scenarios/*.yaml`. */
export const scenarioSchema = z.strictObject({
  title: z.string(),
  about: z.string().optional(),
  given: z.strictObject({
    /** Local time in China at which the case starts. */
    at: z.string().regex(/^\d{4}-\d\d-\d\d \d\d:\d\d$/),
    startedBy: z.string(),
    startedByUnit: z.string(),
    /** A file of `samples/`, whose variables come first. */
    sample: z.string().optional(),
    variables: variables.default({}),
  }),
  steps: z.array(stepSchema).min(1),
});

/** A scenario, read. */
export type Scenario = z.infer<typeof scenarioSchema>;
/** One step of it. */
export type Step = z.infer<typeof stepSchema>;
/** An expectation of it. */
export type Expectation = z.infer<typeof expectation>;
