import { signedIn } from '../http/policy.ts';
import { route, type Route } from '../http/route.ts';
import {
  noticeCountSchema,
  noticeListSchema,
  noticeQuerySchema,
  readingInputSchema,
} from './schema.ts';

const tag = 'notices';
const policy = signedIn;
const path = '/api/v1/notices';

/** What the viewer was told: the newest notices, and marking them as read. */
export const noticeRoutes: Route[] = [
  route({
    method: 'get',
    path,
    tag,
    policy,
    query: noticeQuerySchema,
    summary: 'The newest notices addressed to the viewer (提醒)',
    responses: { 200: { description: 'newest first', schema: noticeListSchema } },
    handler: ({ viewer, query, context }) => context.services.notices.list(viewer, query),
  }),
  route({
    method: 'post',
    path: `${path}/readings`,
    tag,
    policy,
    body: readingInputSchema,
    summary: 'Mark notices as read',
    responses: { 201: { description: 'what is left', schema: noticeCountSchema } },
    handler: ({ viewer, body, context }) => context.services.notices.markRead(viewer, body),
  }),
];
