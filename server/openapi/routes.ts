import { z } from 'zod';
import { anyone } from '../http/policy.ts';
import { type Route, route } from '../http/route.ts';
import { openApiDocument } from './openapi.ts';

/** The route that describes all routes, itself included. `version` is the product's. */
export function withOpenApi(routes: readonly Route[], version: string): Route[] {
  const all: Route[] = [...routes];
  let text: string | undefined;
  all.push(
    route({
      method: 'get',
      path: '/api/v1/openapi.json',
      tag: 'operations',
      summary: 'This description of the API (OpenAPI 3.1)',
      responses: {
        200: { description: 'An OpenAPI 3.1 document', schema: z.record(z.string(), z.unknown()) },
      },
      policy: anyone,
      handler: ({ response }) => {
        text ??= JSON.stringify(openApiDocument(all, version));
        response.type('json').send(text);
      },
    }),
  );
  return all;
}
