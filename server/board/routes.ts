import { z } from 'zod';
import { hasRole } from '../http/policy.ts';
import { route, type Route } from '../http/route.ts';
import { keySchema } from '../schema.ts';
import { boardSchema, heatmapSchema } from './schema.ts';

const tag = 'board';
const policy = hasRole('supervisor', 'admin', 'designer');

/** The supervisor's board. */
export const boardRoutes: Route[] = [
  route({
    method: 'get',
    path: '/api/v1/board',
    tag,
    policy,
    summary: 'The board',
    responses: { 200: { description: 'figures of now', schema: boardSchema } },
    handler: ({ viewer, context }) => context.services.board.get(viewer),
  }),
  route({
    method: 'get',
    path: '/api/v1/board/heatmaps/:definitionKey',
    tag,
    policy,
    params: z.object({ definitionKey: keySchema }),
    summary: 'Where time is spent',
    responses: { 200: { description: 'per element', schema: heatmapSchema } },
    handler: ({ viewer, params: { definitionKey }, context }) =>
      context.services.board.heatmap(viewer, definitionKey),
  }),
];
