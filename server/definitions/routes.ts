import { z } from 'zod';
import { hasRole, signedIn } from '../http/policy.ts';
import { route, type Route } from '../http/route.ts';
import { keySchema } from '../schema.ts';
import {
  checkResultSchema,
  definitionRowSchema,
  definitionXmlSchema,
  diagramDraftInputSchema,
  diagramDraftSchema,
  diagramInputSchema,
} from './schema.ts';

const tag = 'definitions';
const path = '/api/v1/definitions';
const drafts = '/api/v1/definition-drafts/:processId';
const draftParams = z.object({ processId: z.string().min(1).max(200) });
const designers = hasRole('designer', 'admin');

/** Diagrams: deployed versions, checks, deployment, drafts. */
export const definitionRoutes: Route[] = [
  route({
    method: 'get',
    path,
    tag,
    policy: signedIn,
    summary: 'All deployed versions',
    responses: { 200: { description: 'versions', schema: z.array(definitionRowSchema) } },
    handler: ({ viewer, context }) => context.services.definitions.list(viewer),
  }),
  route({
    method: 'get',
    path: `${path}/:key`,
    tag,
    policy: signedIn,
    summary: 'A version with its XML',
    params: z.object({ key: keySchema }),
    responses: { 200: { description: 'the version', schema: definitionXmlSchema } },
    handler: ({ viewer, params: { key }, context }) =>
      context.services.definitions.get(viewer, key),
  }),
  route({
    method: 'post',
    path: '/api/v1/definition-checks',
    tag,
    policy: designers,
    body: diagramInputSchema,
    summary: 'Check a diagram',
    responses: { 200: { description: 'what was found', schema: checkResultSchema } },
    handler: ({ viewer, body, context }) => context.services.definitions.check(viewer, body),
  }),
  route({
    method: 'post',
    path,
    tag,
    policy: designers,
    body: diagramInputSchema,
    summary: 'Deploy a new version',
    description: 'Refused with 422 and the findings.',
    responses: { 201: { description: 'the new version', schema: definitionRowSchema } },
    handler: ({ viewer, body, context }) => context.services.definitions.deploy(viewer, body),
  }),
  route({
    method: 'get',
    path: drafts,
    tag,
    policy: designers,
    params: draftParams,
    summary: 'The draft of a diagram',
    responses: { 200: { description: 'draft or null', schema: diagramDraftSchema.nullable() } },
    handler: async ({ viewer, params: { processId }, context, response }) => {
      const draft = await context.services.definitions.draft(viewer, processId);
      if (draft !== null) return draft;
      response.status(200).json(null);
      return undefined;
    },
  }),
  route({
    method: 'put',
    path: drafts,
    tag,
    policy: designers,
    params: draftParams,
    body: diagramDraftInputSchema,
    summary: 'Save the draft of a diagram',
    responses: { 200: { description: 'the draft as saved', schema: diagramDraftSchema } },
    handler: ({ viewer, params: { processId }, body, context }) =>
      context.services.definitions.saveDraft(viewer, processId, body),
  }),
];
