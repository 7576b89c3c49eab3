import { anyone } from '../http/policy.ts';
import { type Route, route } from '../http/route.ts';
import { healthSchema } from './schema.ts';

/** Is it well? For load balancers and people; says no more than that to strangers. */
export const healthRoutes: Route[] = [
  route({
    method: 'get',
    path: '/api/v1/health',
    tag: 'operations',
    summary: 'Whether broker and store are there and how old the read models are',
    responses: {
      200: { description: 'It works, perhaps `degraded`', schema: healthSchema },
      503: { description: 'A part is missing; `reasons` says which', schema: healthSchema },
    },
    policy: anyone,
    handler: ({ context, response }) => {
      const report = context.health.report();
      response.set('Cache-Control', 'no-store');
      if (report.status === 'starting' || report.status === 'unavailable') response.status(503);
      return report;
    },
  }),
];
