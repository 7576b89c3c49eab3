import { z } from 'zod';
import { signedIn } from '../http/policy.ts';
import { route, type Route } from '../http/route.ts';
import { businessListSchema, businessSchema } from './schema.ts';

const tag = 'businesses';
const path = '/api/v1/businesses';

/** The catalogue of businesses. */
export const businessRoutes: Route[] = [
  route({
    method: 'get',
    path,
    tag,
    policy: signedIn,
    summary: 'The catalogue of businesses',
    responses: { 200: { description: 'all businesses', schema: businessListSchema } },
    handler: ({ viewer, context }) => context.services.businesses.list(viewer),
  }),
  route({
    method: 'get',
    path: `${path}/:name`,
    tag,
    policy: signedIn,
    summary: 'A business',
    params: z.object({ name: z.string().max(60) }),
    responses: { 200: { description: 'the business', schema: businessSchema } },
    handler: ({ viewer, params: { name }, context }) =>
      context.services.businesses.get(viewer, name),
  }),
];
