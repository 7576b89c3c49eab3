import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { Context } from '../context.ts';
import type { Policy } from './policy.ts';

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** One answer of a route. Without `schema` and `content` the answer has no body. */
export interface ResponseSpec {
  readonly description: string;
  readonly schema?: z.ZodType;
  /** Media type of an answer that the handler writes itself (a download, an event stream). */
  readonly content?: string;
}

/** What a handler gets: checked input, who asks, and the server. */
export interface RouteInput<P, Q, B, V> {
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  readonly viewer: V;
  readonly context: Context;
  readonly request: Request;
  readonly response: Response;
}

type Output<S> = S extends z.ZodType ? z.output<S> : undefined;

/**
 * Declaration of one route of the API. The order at run time is fixed: input schema → policy →
 * handler → present. `path` is written as Express does (`/api/v1/tasks/:key`).
 * Failures: `invalid_input` (400), `signed_out` (401), `forbidden` (403), then the handler's own
 * `Problem`s. `status` is the success status; it must be a key of `responses`.
 */
export interface RouteSpec<
  P extends z.ZodType | undefined,
  Q extends z.ZodType | undefined,
  B extends z.ZodType | undefined,
  V,
> {
  readonly method: Method;
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  /** `multipart` leaves the body unread for the handler; the schema then only documents it. */
  readonly bodyType?: 'json' | 'multipart' | 'ndjson';
  readonly responses: Readonly<Record<number, ResponseSpec>>;
  readonly policy: Policy<V>;
  /**
   * Returns what is sent as JSON with the success status; returns undefined for an empty answer,
   * or when it has written the response itself.
   */
  readonly handler: (
    input: RouteInput<Output<P>, Output<Q>, Output<B>, V>,
  ) => Promise<unknown> | unknown;
}

/** A route with its types erased, ready to be mounted and documented. */
export interface Route {
  readonly method: Method;
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly params?: z.ZodType;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  readonly bodyType: 'json' | 'multipart' | 'ndjson';
  readonly responses: Readonly<Record<number, ResponseSpec>>;
  readonly policy: Policy<unknown>;
  readonly handler: (input: RouteInput<unknown, unknown, unknown, unknown>) => unknown;
  /** The one 2xx status of `responses`. */
  readonly status: number;
}

/**
 * Declares a route. Throws at start (a programmer's error) when no or several 2xx answers are
 * declared, or when the path names a parameter that `params` leaves out.
 */
export function route<
  P extends z.ZodType | undefined = undefined,
  Q extends z.ZodType | undefined = undefined,
  B extends z.ZodType | undefined = undefined,
  V = unknown,
>(spec: RouteSpec<P, Q, B, V>): Route {
  const successes = Object.keys(spec.responses)
    .map(Number)
    .filter((s) => s >= 200 && s < 300);
  const status = successes[0];
  if (status === undefined || successes.length > 1) {
    throw new Error(`${spec.method} ${spec.path} must declare exactly one 2xx response`);
  }
  if (spec.path.includes(':') && spec.params === undefined) {
    throw new Error(`${spec.method} ${spec.path} has parameters without a schema`);
  }
  return {
    ...(spec as unknown as Route),
    bodyType: spec.bodyType ?? 'json',
    status,
  };
}
