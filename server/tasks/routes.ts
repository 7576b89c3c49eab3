import { z } from 'zod';
import { signedIn } from '../http/policy.ts';
import { route, type Route } from '../http/route.ts';
import { keySchema } from '../schema.ts';
import {
  acceptedSchema,
  completionInputSchema,
  draftInputSchema,
  draftSchema,
  returnInputSchema,
  returnPreviewSchema,
  taskCountsSchema,
  taskDetailSchema,
  taskPageSchema,
  taskQuerySchema,
} from './schema.ts';

const tag = 'tasks';
const policy = signedIn;
const params = z.object({ key: keySchema });
const accepted = { 202: { description: 'the broker accepted it', schema: acceptedSchema } };
const path = '/api/v1/tasks';

/** The inbox and what is done with a task. */
export const taskRoutes: Route[] = [
  route({
    method: 'get',
    path,
    tag,
    policy,
    query: taskQuerySchema,
    summary: 'One page of a box',
    responses: { 200: { description: 'tasks in order', schema: taskPageSchema } },
    handler: ({ viewer, query, context }) => context.services.tasks.list(viewer, query),
  }),
  route({
    method: 'get',
    path: `${path}/counts`,
    tag,
    policy,
    summary: 'Numbers beside the boxes',
    responses: { 200: { description: 'counts', schema: taskCountsSchema } },
    handler: ({ viewer, context }) => context.services.tasks.counts(viewer),
  }),
  route({
    method: 'get',
    path: `${path}/:key`,
    tag,
    policy,
    params,
    summary: 'A task with its form',
    responses: { 200: { description: 'the task', schema: taskDetailSchema } },
    handler: ({ viewer, params: { key }, context }) => context.services.tasks.get(viewer, key),
  }),
  route({
    method: 'put',
    path: `${path}/:key/claim`,
    tag,
    policy,
    params,
    responses: accepted,
    summary: 'Claim (签领)',
    handler: ({ viewer, params: { key }, context }) => context.services.tasks.claim(viewer, key),
  }),
  route({
    method: 'delete',
    path: `${path}/:key/claim`,
    tag,
    policy,
    params,
    responses: accepted,
    summary: 'Give a claim up',
    handler: ({ viewer, params: { key }, context }) => context.services.tasks.release(viewer, key),
  }),
  route({
    method: 'put',
    path: `${path}/:key/draft`,
    tag,
    policy,
    params,
    body: draftInputSchema,
    summary: 'Save a draft',
    description: 'A stale baseVersion answers 409 with the newer draft.',
    responses: { 200: { description: 'the draft as saved', schema: draftSchema } },
    handler: ({ viewer, params: { key }, body, context }) =>
      context.services.tasks.saveDraft(viewer, key, body),
  }),
  route({
    method: 'post',
    path: `${path}/:key/completions`,
    tag,
    policy,
    params,
    responses: accepted,
    body: completionInputSchema,
    summary: 'Complete (提交)',
    handler: ({ viewer, params: { key }, body, context }) =>
      context.services.tasks.complete(viewer, key, body),
  }),
  route({
    method: 'get',
    path: `${path}/:key/return-preview`,
    tag,
    policy,
    params,
    query: z.object({ to: z.string().min(1).max(200) }),
    summary: 'What a return (退回) would cancel and void',
    responses: { 200: { description: 'the preview', schema: returnPreviewSchema } },
    handler: ({ viewer, params: { key }, query, context }) =>
      context.services.tasks.previewReturn(viewer, key, query.to),
  }),
  route({
    method: 'post',
    path: `${path}/:key/returns`,
    tag,
    policy,
    params,
    responses: accepted,
    body: returnInputSchema,
    summary: 'Return (退回) to an earlier step',
    handler: ({ viewer, params: { key }, body, context }) =>
      context.services.tasks.return(viewer, key, body),
  }),
];
