import { z } from 'zod';

/** Answer of GET /api/v1/health; with 503 `reasons` says what is missing. */
export const healthSchema = z
  .object({
    status: z.enum(['ok', 'starting', 'unavailable']),
    broker: z.enum(['embedded', 'zeebe']),
    store: z.enum(['embedded', 'mongodb']),
    projectionLagMs: z.number().describe('age of the oldest record not yet in the read models'),
    reasons: z.array(z.string()),
  })
  .meta({ id: 'Health' });
export type HealthReport = z.infer<typeof healthSchema>;
