import { z } from 'zod';
import { signedIn } from '../http/policy.ts';
import { route, type Route } from '../http/route.ts';
import { keySchema } from '../schema.ts';
import { acceptedSchema } from '../tasks/schema.ts';
import {
  actionInputSchema,
  caseDetailSchema,
  casePageSchema,
  casePositionSchema,
  caseQuerySchema,
  copyRowSchema,
  reminderInputSchema,
  startedSchema,
  startInputSchema,
  supervisionInputSchema,
  withdrawalInputSchema,
} from './schema.ts';

const tag = 'cases';
const policy = signedIn;
const params = z.object({ key: keySchema });
const accepted = { 202: { description: 'accepted', schema: acceptedSchema } };
const started = { 201: { description: 'the case as started', schema: startedSchema } };
const path = '/api/v1/cases';

/** Body of POST /api/v1/cases/:key/cancellations. */
export const cancellationInputSchema = z.object({
  reason: z.string().trim().min(1, '请填写终止理由').max(500),
});

/** Cases, and what people do to a case as a whole. */
export const caseRoutes: Route[] = [
  route({
    method: 'get',
    path,
    tag,
    policy,
    query: caseQuerySchema,
    summary: 'One page of cases',
    responses: { 200: { description: 'cases in order', schema: casePageSchema } },
    handler: ({ viewer, query, context }) => context.services.cases.list(viewer, query),
  }),
  route({
    method: 'post',
    path,
    tag,
    policy,
    body: startInputSchema,
    responses: started,
    summary: 'Start a business',
    handler: ({ viewer, body, context }) => context.services.cases.start(viewer, body),
  }),
  route({
    method: 'get',
    path: `${path}/:key`,
    tag,
    policy,
    params,
    summary: 'A case with its course',
    responses: { 200: { description: 'the case', schema: caseDetailSchema } },
    handler: ({ viewer, params: { key }, context }) => context.services.cases.get(viewer, key),
  }),
  route({
    method: 'get',
    path: `${path}/:key/position`,
    tag,
    policy,
    params,
    summary: 'Live position for the diagram',
    responses: { 200: { description: 'counts per element', schema: casePositionSchema } },
    handler: ({ viewer, params: { key }, context }) => context.services.cases.position(viewer, key),
  }),
  route({
    method: 'get',
    path: `${path}/:key/copies`,
    tag,
    policy,
    params,
    summary: 'Copies by unit: who has signed',
    responses: { 200: { description: 'one row per unit', schema: z.array(copyRowSchema) } },
    handler: ({ viewer, params: { key }, context }) => context.services.cases.copies(viewer, key),
  }),
  route({
    method: 'post',
    path: `${path}/:key/cancellations`,
    tag,
    policy,
    params,
    responses: accepted,
    body: cancellationInputSchema,
    summary: 'End a case before its time',
    handler: ({ viewer, params: { key }, body, context }) =>
      context.services.cases.cancel(viewer, key, body.reason),
  }),
  route({
    method: 'post',
    path: `${path}/:key/reminders`,
    tag,
    policy,
    params,
    responses: accepted,
    body: reminderInputSchema,
    summary: 'Remind the holders (催办)',
    handler: ({ viewer, params: { key }, body, context }) =>
      context.services.cases.remind(viewer, key, body),
  }),
  route({
    method: 'post',
    path: `${path}/:key/supervisions`,
    tag,
    policy,
    params,
    responses: started,
    body: supervisionInputSchema,
    summary: 'Open a supervision item (督办)',
    handler: ({ viewer, params: { key }, body, context }) =>
      context.services.cases.supervise(viewer, key, body),
  }),
  route({
    method: 'post',
    path: `${path}/:key/actions/:id`,
    tag,
    policy,
    responses: accepted,
    params: params.extend({ id: z.string().min(1).max(60) }),
    body: actionInputSchema,
    summary: 'Do what the package allows beside tasks (补发, 提前办结, 申请延期)',
    handler: ({ viewer, params: { key, id }, body, context }) =>
      context.services.cases.act(viewer, key, id, body),
  }),
  route({
    method: 'post',
    path: `${path}/:key/withdrawals`,
    tag,
    policy,
    params,
    responses: accepted,
    body: withdrawalInputSchema,
    summary: 'Call unsigned copies back (撤回)',
    handler: ({ viewer, params: { key }, body, context }) =>
      context.services.cases.withdraw(viewer, key, body),
  }),
  route({
    method: 'post',
    path: `${path}/:key/incidents/:incidentKey/resolutions`,
    tag,
    policy,
    params: params.extend({ incidentKey: keySchema }),
    responses: accepted,
    summary: 'Run a broken step again',
    handler: ({ viewer, params: { key, incidentKey }, context }) =>
      context.services.cases.resolveIncident(viewer, key, incidentKey),
  }),
];
