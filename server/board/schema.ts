import { z } from 'zod';
import { caseRowSchema } from '../cases/schema.ts';
import { instantSchema, lightSchema } from '../schema.ts';

const lightCounts = z.record(lightSchema, z.number().int());

/** The supervisor's board: every figure is counted from projected records. */
export const boardSchema = z
  .object({
    at: instantSchema,
    projectionLagMs: z.number(),
    totals: z.object({
      activeCases: z.number().int(),
      openTasks: z.number().int(),
      startedToday: z.number().int(),
      completedToday: z.number().int(),
      overdueTasks: z.number().int(),
      dueSoonTasks: z.number().int(),
      onTimeRate30d: z.number().nullable().describe('0…1, completed steps in time'),
      incidents: z.number().int(),
    }),
    byBusiness: z.array(
      z.object({ business: z.string(), title: z.string(), cases: z.number(), lights: lightCounts }),
    ),
    byUnit: z.array(
      z.object({
        unitCode: z.string(),
        unitName: z.string(),
        open: z.number(),
        lights: lightCounts,
      }),
    ),
    byStep: z.array(
      z.object({
        business: z.string(),
        element: z.string(),
        stepName: z.string(),
        open: z.number(),
        lights: lightCounts,
        medianMinutes: z.number().nullable(),
        p90Minutes: z.number().nullable(),
      }),
    ),
    overdue: z.array(caseRowSchema).describe('the 50 most overdue'),
    trend: z.array(
      z.object({
        date: z.string(),
        started: z.number(),
        completed: z.number(),
        overdue: z.number(),
      }),
    ),
  })
  .meta({ id: 'Board' });
export type Board = z.infer<typeof boardSchema>;

/** Where time is spent, over a definition's diagram. */
export const heatmapSchema = z
  .object({
    xml: z.string(),
    definitionKey: z.string(),
    elements: z.array(
      z.object({
        element: z.string(),
        name: z.string(),
        count: z.number(),
        meanMinutes: z.number(),
        medianMinutes: z.number(),
        p90Minutes: z.number(),
        active: z.number(),
        share: z.number().describe('share of all time spent in this definition, 0…1'),
      }),
    ),
  })
  .meta({ id: 'Heatmap' });
export type Heatmap = z.infer<typeof heatmapSchema>;
