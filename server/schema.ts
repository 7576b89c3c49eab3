import { z } from 'zod';

/**
 * A Zeebe key as a decimal string. Keys are 64-bit and exceed what a JavaScript number holds from
 * partition 4 on, so outside the engine a key is never a number.
 */
export const keySchema = z
  .string()
  .regex(/^\d{1,19}$/, '编号应为数字')
  .meta({ id: 'Key', description: 'A 64-bit Zeebe key as a decimal string' });

/** An instant, ISO 8601 in UTC. */
export const instantSchema = z.iso.datetime().meta({ id: 'Instant' });

/** Traffic light of a clock: derived from the due time and the present, never stored. */
export const lightSchema = z.enum(['none', 'green', 'blue', 'yellow', 'red']).meta({ id: 'Light' });
export type Light = z.infer<typeof lightSchema>;

/** 平件, 急件, 特急件. */
export const urgencySchema = z.enum(['normal', 'urgent', 'extraUrgent']).meta({ id: 'Urgency' });
export type Urgency = z.infer<typeof urgencySchema>;

/**
 * A due time as a person sees it. `provisional` (暂定) marks a date beyond the newest published
 * holiday notice; `remainingWorkingDays` is negative when overdue.
 */
export const dueSchema = z
  .object({
    dueAt: instantSchema,
    warnAt: instantSchema.nullable(),
    light: lightSchema,
    provisional: z.boolean(),
    remainingWorkingDays: z.number().int(),
  })
  .meta({ id: 'Due' });
export type Due = z.infer<typeof dueSchema>;

/** A person as shown beside an act: the name and position held at that time. */
export const personRefSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    position: z.string().nullable(),
    unitName: z.string().nullable(),
  })
  .meta({ id: 'PersonRef' });
export type PersonRef = z.infer<typeof personRefSchema>;

/** A page of a list: rows in order, and the cursor of the next page (null at the end). */
export function pageOf<T extends z.ZodType>(row: T) {
  return z.object({ rows: z.array(row), total: z.number().int(), next: z.string().nullable() });
}
export type Page<T> = { rows: T[]; total: number; next: string | null };
