import { z } from 'zod';
import { signedIn } from '../http/policy.ts';
import { type Route, route } from '../http/route.ts';
import { sendDocument } from './download.ts';
import { receiveFile } from './multipart.ts';
import { documentSchema } from './schema.ts';

const idParams = z.object({ id: z.string().min(1).max(60) });

/** Files: in, what they are, out. */
export const documentRoutes: Route[] = [
  route({
    method: 'post',
    path: '/api/v1/documents',
    tag: 'documents',
    summary: 'Upload one file (field `file`); its type is read from its content',
    body: z.object({ file: z.string().meta({ format: 'binary' }) }),
    bodyType: 'multipart',
    responses: { 201: { description: 'Stored', schema: documentSchema } },
    policy: signedIn,
    handler: ({ viewer, context, request }) =>
      receiveFile(request, context.config.uploadLimitBytes, (incoming) =>
        context.documents.upload(viewer, incoming),
      ),
  }),
  route({
    method: 'get',
    path: '/api/v1/documents/:id',
    tag: 'documents',
    summary: 'What a file is, with the beginning of its text',
    params: idParams,
    responses: { 200: { description: 'The facts', schema: documentSchema } },
    policy: signedIn,
    handler: ({ viewer, params, context }) => context.services.documents.get(viewer, params.id),
  }),
  route({
    method: 'get',
    path: '/api/v1/documents/:id/content',
    tag: 'documents',
    summary: 'Download a file, whole or in ranges; `inline=1` shows it in the window',
    params: idParams,
    query: z.object({ inline: z.stringbool().default(false) }),
    responses: {
      200: { description: 'The bytes', content: 'application/octet-stream' },
    },
    policy: signedIn,
    handler: ({ viewer, params, query, context, request, response }) =>
      sendDocument(context.documents, viewer, params.id, query.inline, request, response),
  }),
];
