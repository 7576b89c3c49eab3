import { z } from 'zod';
import { instantSchema, keySchema, personRefSchema } from '../schema.ts';

/** One notice (催收, 催办, 预警) as its addressee sees it. */
export const noticeSchema = z
  .object({
    id: z.string(),
    kind: z.enum(['reminder', 'information', 'warning', 'overdue']),
    heading: z.string().describe('催收, 催办, 红色预警…'),
    text: z.string(),
    at: instantSchema,
    by: personRefSchema.nullable().describe('null: the process itself'),
    caseKey: keySchema.nullable().describe('null: about the system itself'),
    caseTitle: z.string(),
    taskKey: keySchema.nullable().describe('the viewer’s open task that it is about'),
    unread: z.boolean(),
  })
  .meta({ id: 'Notice' });
export type Notice = z.infer<typeof noticeSchema>;

/** Query of GET /api/v1/notices. */
export const noticeQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(20),
});
export type NoticeQuery = z.infer<typeof noticeQuerySchema>;

export const noticeListSchema = z
  .object({ rows: z.array(noticeSchema), unread: z.number().int().describe('99 at most') })
  .meta({ id: 'NoticeList' });
export type NoticeList = z.infer<typeof noticeListSchema>;

/** Body of POST /api/v1/notices/readings: some by id, or all up to the newest that was seen. */
export const readingInputSchema = z
  .object({
    ids: z.array(z.string().min(1).max(40)).max(100).optional(),
    until: instantSchema.optional(),
  })
  .refine(({ ids, until }) => ids !== undefined || until !== undefined, '请选择要标为已读的提醒');
export type ReadingInput = z.infer<typeof readingInputSchema>;

export const noticeCountSchema = z.object({ unread: z.number().int() }).meta({ id: 'NoticeCount' });
export type NoticeCount = z.infer<typeof noticeCountSchema>;
