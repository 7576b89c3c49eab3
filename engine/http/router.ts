import { acceptFault, contentTypeFault, UNREADABLE_ACCEPT } from './media-type.ts';
import { problemAnswer, type Problem } from './problem.ts';

/** A request, its body unread. */
export interface HttpRequest {
  readonly method: string;
  /** As it was sent, without the query. */
  readonly path: string;
  readonly contentType: string | undefined;
  readonly accept: string | undefined;
  /** `host:port` as the client calls us. */
  readonly host: string;
  readonly hasBody: boolean;
  /** Reads the body as text; null: it is too long. */
  body(): Promise<string | null>;
}

/** An answer as it is sent. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What is served at a path by a method. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Segments with `{}` for a variable one: `/v1/user-tasks/{}/completion`. */
  readonly path: string;
  /** The type that a body must have. */
  readonly consumes?: string;
  /** A body may be missing, and its type with it. */
  readonly bodyIsOptional?: boolean;
  /** Other methods of its path are answered as if there were no such path. */
  readonly isAlone?: boolean;
  /** The types that it can answer in, the usual one first; none: whatever is asked for. */
  readonly produces?: readonly string[];
  /** `parameters`: the variable segments, decoded. */
  handle(request: HttpRequest, parameters: readonly string[]): HttpAnswer | Promise<HttpAnswer>;
}

/**
 * Answers a request by its route, or says why there is none: 404 for the path, 405 for the method,
 * 415 for the content type, 406 for what is accepted, in this order.
 * Source: Spring WebFlux, `RequestMappingInfoHandlerMapping.handleNoMatch`, measured on 8.5.8.
 */
export async function dispatch(
  routes: readonly Route[],
  request: HttpRequest,
): Promise<HttpAnswer> {
  const { method, path } = request;
  const atPath = routes.filter((route) => parametersOf(route, path) !== undefined);
  if (atPath.length === 0) return problemAnswer({ status: 404 }, path);
  const wanted = method === 'HEAD' ? 'GET' : method;
  const found = atPath.find((route) => route.method === wanted);
  if (found === undefined) {
    if (atPath.every(({ isAlone }) => isAlone)) return problemAnswer({ status: 404 }, path);
    return method === 'OPTIONS' ? optionsOf(atPath) : notAllowed(atPath, path);
  }
  const problem = mediaProblem(found, request);
  if (problem !== undefined) return forReader(problemAnswer(problem, path), request);
  return found.handle(request, parametersOf(found, path) ?? []);
}

/** Who cannot say what they read get no words. */
function forReader(answer: HttpAnswer, { accept }: HttpRequest): HttpAnswer {
  if (acceptFault(accept, []) !== UNREADABLE_ACCEPT) return answer;
  const { 'Content-Type': _type, ...headers } = answer.headers;
  return { status: answer.status, headers };
}

function optionsOf(routes: readonly Route[]): HttpAnswer {
  const methods = routes.flatMap(({ method }) => (method === 'GET' ? [method, 'HEAD'] : [method]));
  const patched = routes.filter(({ method }) => method === 'PATCH');
  const types = patched.flatMap(({ consumes }) => (consumes === undefined ? [] : [consumes]));
  const headers = {
    Allow: [...methods, 'OPTIONS'].join(','),
    'Accept-Patch': types.join(', '),
  };
  return { status: 200, headers };
}

function notAllowed(routes: readonly Route[], path: string): HttpAnswer {
  const methods = routes.map(({ method }) => method);
  const problem = {
    status: 405,
    detail: `Supported methods: [${methods.join(', ')}]`,
    headers: { Allow: methods.join(',') },
  };
  return problemAnswer(problem, path);
}

function mediaProblem(route: Route, request: HttpRequest): Problem | undefined {
  const { consumes, produces } = route;
  const fault = consumes === undefined ? undefined : bodyTypeFault(route, consumes, request);
  if (consumes !== undefined && fault !== undefined) {
    const isSentFor = request.hasBody || route.bodyIsOptional !== true;
    const accepted = isSentFor ? consumes : JSON_READERS;
    const headers: Record<string, string> = { Accept: accepted };
    if (route.method === 'PATCH') headers['Accept-Patch'] = accepted;
    const detail = fault === '' ? {} : { detail: fault };
    return { status: 415, ...detail, headers };
  }
  if (produces === undefined) return undefined;
  const detail = acceptFault(request.accept, produces);
  if (detail === undefined) return undefined;
  return { status: 406, detail, headers: { Accept: produces.join(', ') } };
}

/** What can be read where nothing was sent: Spring looks at the type only then. */
const JSON_READERS = 'application/json, application/*+json, application/x-ndjson';

function bodyTypeFault(
  { bodyIsOptional }: Route,
  consumes: string,
  { hasBody, contentType }: HttpRequest,
): string | undefined {
  if (hasBody || bodyIsOptional !== true) return contentTypeFault(contentType, consumes);
  return contentType === undefined ? undefined : contentTypeFault(contentType, consumes);
}

/** The variable segments of a path, decoded and without `;name=value`; undefined: another path. */
function parametersOf(route: Route, path: string): string[] | undefined {
  const wanted = route.path.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return undefined;
  const parameters: string[] = [];
  for (const [index, segment] of wanted.entries()) {
    const value = decoded(given[index]!.replace(/;.*$/, ''));
    if (segment !== '{}') {
      if (value !== segment) return undefined;
    } else if (value === '') return undefined;
    else parameters.push(value);
  }
  return parameters;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
