import { z } from 'zod';

/** A business of the catalogue, as the start page shows it. */
export const businessSchema = z
  .object({
    name: z.string().describe('package name'),
    title: z.string(),
    category: z.string(),
    description: z.string(),
    processId: z.string(),
    version: z.number().int().describe('version deployed now'),
    canStart: z.boolean(),
    limits: z.array(z.object({ name: z.string(), limit: z.string(), basis: z.string() })),
    startForm: z.record(z.string(), z.unknown()).nullable(),
  })
  .meta({ id: 'Business' });
export type Business = z.infer<typeof businessSchema>;
export const businessListSchema = z.array(businessSchema).meta({ id: 'BusinessList' });
