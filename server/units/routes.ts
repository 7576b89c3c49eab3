import { signedIn } from '../http/policy.ts';
import { type Route, route } from '../http/route.ts';
import { unitGroupListSchema, unitPageSchema, unitQuerySchema } from './schema.ts';

/** The organisation, for picking units. Every official may see it: it is the city's directory. */
export const unitRoutes: Route[] = [
  route({
    method: 'get',
    path: '/api/v1/units',
    tag: 'units',
    summary: 'Units by words, level, group or parent',
    query: unitQuerySchema,
    responses: { 200: { description: 'Units in the order of the tree', schema: unitPageSchema } },
    policy: signedIn,
    handler: ({ viewer, query, context }) => context.services.units.list(viewer, query),
  }),
  route({
    method: 'get',
    path: '/api/v1/unit-groups',
    tag: 'units',
    summary: 'Named groups of units with their members',
    responses: { 200: { description: 'All groups', schema: unitGroupListSchema } },
    policy: signedIn,
    handler: ({ viewer, context }) => context.services.units.groups(viewer),
  }),
];
