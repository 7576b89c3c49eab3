/** The shape of a holiday notice of the State Council's general office, as kept in `notices/`. */
import { z } from 'zod';
import { dayFromIso } from './day.ts';

const isoDate = z.string().refine((text) => dayFromIso(text) !== undefined, '不是有效的日期');

/** Checks one file of `notices/`; also what an imported notice has to satisfy. */
export const noticeSchema = z.object({
  year: z.number().int().min(2000).max(2099),
  number: z.string().min(1),
  title: z.string().min(1),
  issuer: z.string().min(1),
  publishedOn: isoDate,
  /** Days off, both ends included; New Year's may begin in the year before. */
  holidays: z.array(z.object({ name: z.string().min(1), from: isoDate, to: isoDate })),
  /** Saturdays and Sundays worked in exchange (调休), and the holiday they are exchanged for. */
  workdays: z.array(z.object({ name: z.string().min(1), date: isoDate })),
});

/** One yearly notice: days off and weekend days worked, with the notice's number as evidence. */
export type HolidayNotice = z.infer<typeof noticeSchema>;
