import { z } from 'zod';

/**
 * Answer of GET /api/v1/health. `degraded` (200): works, but not all of it; `starting` and
 * `unavailable` (503): a part is missing. `reasons` says what.
 */
export const healthSchema = z
  .object({
    status: z.enum(['ok', 'degraded', 'starting', 'unavailable']),
    broker: z.enum(['embedded', 'zeebe']),
    store: z.enum(['embedded', 'mongodb']),
    projectionLagMs: z.number().describe('age of the oldest record not yet in the read models'),
    reasons: z.array(z.string()),
  })
  .meta({ id: 'Health' });
export type HealthReport = z.infer<typeof healthSchema>;
