import { z } from 'zod';
import { errorTable } from '../errors.ts';
import type { ResponseSpec, Route } from '../http/route.ts';

type Json = Record<string, unknown>;

const PROBLEM = 'application/problem+json';
const problemSchema: Json = {
  type: 'object',
  description: 'RFC 9457 problem details; `detail` is Chinese and says what to do',
  required: ['type', 'title', 'status', 'detail', 'code', 'retryable'],
  properties: {
    type: { type: 'string', format: 'uri' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    code: { type: 'string', enum: Object.keys(errorTable) },
    retryable: { type: 'boolean' },
    requestId: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['path', 'message'],
        properties: { path: { type: 'string' }, message: { type: 'string' } },
      },
    },
  },
};

/**
 * The API's description, made from the very schemas that validate requests. Schemas with a
 * `meta({ id })` become components. Source: OpenAPI 3.1.0 §4.8.
 */
export function openApiDocument(routes: readonly Route[], version: string): Json {
  const components: Json = { Problem: problemSchema };
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method]: operation(route, components) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Tongqu 通衢',
      version,
      description:
        'Approval, document routing and supervision for government offices. Commands answer once ' +
        'the broker accepted them; read models follow within a second (GET /api/v1/events).',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: [...new Set(routes.map((route) => route.tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas: components,
      securitySchemes: {
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'tongqu_session',
          description: 'Set by POST /api/v1/session. Writing calls also send x-csrf-token.',
        },
        operator: {
          type: 'http',
          scheme: 'bearer',
          description: 'The token of this run, in the data folder (operator.token).',
        },
      },
    },
  };
}

function operation(route: Route, components: Json): Json {
  const result: Json = {
    operationId: operationId(route),
    tags: [route.tag],
    summary: route.summary,
    ...(route.description === undefined ? {} : { description: route.description }),
    'x-policy': route.policy.name,
    security: [
      ...(route.policy.needsSession ? [{ session: [] }] : []),
      ...(route.policy.takesBearer ? [{ operator: [] }] : []),
    ],
    parameters: [
      ...parameters(route.params, 'path', components),
      ...parameters(route.query, 'query', components),
    ],
    responses: responses(route, components),
  };
  if (route.body !== undefined) {
    const media = {
      json: 'application/json',
      multipart: 'multipart/form-data',
      ndjson: 'application/x-ndjson',
    }[route.bodyType];
    const schema = toSchema(route.body, 'input', components);
    result.requestBody = { required: true, content: { [media]: { schema } } };
  }
  return result;
}

function operationId(route: Route): string {
  const words = route.path
    .replace(/^\/api\/v1/, '')
    .split(/[^A-Za-z]+/)
    .filter(Boolean);
  return [route.method, ...words].map((word, i) => (i === 0 ? word : capital(word))).join('');
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

function parameters(
  schema: z.ZodType | undefined,
  place: 'path' | 'query',
  components: Json,
): Json[] {
  if (schema === undefined) return [];
  const object = toSchema(schema, 'input', components) as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(object.properties ?? {}).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || (object.required?.includes(name) ?? false),
    schema: property,
  }));
}

function responses(route: Route, components: Json): Json {
  const result: Json = {};
  for (const [status, spec] of Object.entries(route.responses)) {
    result[status] = answer(spec, components);
  }
  for (const status of problemStatuses(route)) {
    result[status] ??= {
      description: 'Refused; see `code`',
      content: { [PROBLEM]: { schema: { $ref: '#/components/schemas/Problem' } } },
    };
  }
  return result;
}

function problemStatuses(route: Route): string[] {
  const takesInput = route.params ?? route.query ?? route.body;
  return [
    ...(takesInput === undefined ? [] : ['400']),
    ...(route.policy.needsSession ? ['401', '403'] : []),
    ...(route.params === undefined ? [] : ['404']),
    'default',
  ];
}

function answer(spec: ResponseSpec, components: Json): Json {
  if (spec.content !== undefined) {
    const content = { [spec.content]: { schema: { type: 'string' } } };
    return { description: spec.description, content };
  }
  if (spec.schema === undefined) return { description: spec.description };
  const schema = toSchema(spec.schema, 'output', components);
  return { description: spec.description, content: { 'application/json': { schema } } };
}

/** One schema; what it names by id moves into the components. */
function toSchema(schema: z.ZodType, io: 'input' | 'output', components: Json): Json {
  const made = z.toJSONSchema(schema, { io, unrepresentable: 'any', target: 'draft-2020-12' });
  const { $defs, ...rest } = made as Json & { $defs?: Record<string, Json> };
  delete rest.$schema;
  const definitions = Object.entries($defs ?? {});
  for (const [name, definition] of definitions) components[name] ??= relocate(definition);
  const id = rest.id;
  const moved = relocate(rest);
  if (typeof id !== 'string') return moved;
  components[id] ??= moved;
  return { $ref: `#/components/schemas/${id}` };
}

/** Points references at the components, and drops `id`, which OpenAPI would read as a base. */
function relocate(value: Json): Json {
  return JSON.parse(JSON.stringify(value), function (this: unknown, key: string, part: unknown) {
    if (key === '$ref' && typeof part === 'string') {
      return part.replace('#/$defs/', '#/components/schemas/');
    }
    return key === 'id' && typeof part === 'string' ? undefined : part;
  }) as Json;
}
