import { anyone } from '../http/policy.ts';
import { type Route, route } from '../http/route.ts';

/** Figures for Prometheus. They name no person; a proxy in front may keep the path inside. */
export const metricsRoutes: Route[] = [
  route({
    method: 'get',
    path: '/metrics',
    tag: 'operations',
    summary: 'Figures in the text format of Prometheus',
    responses: { 200: { description: 'All figures', content: 'text/plain' } },
    policy: anyone,
    handler: async ({ context, response }) => {
      const text = await context.metrics.registry.metrics();
      response.set('Content-Type', context.metrics.registry.contentType).send(text);
    },
  }),
];
