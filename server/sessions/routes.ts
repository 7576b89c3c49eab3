import { Problem } from '../errors.ts';
import { anyone, signedIn } from '../http/policy.ts';
import { type Route, route } from '../http/route.ts';
import { beginSession, endSession } from '../http/session.ts';
import { loginInputSchema, viewerSchema } from './schema.ts';

/** Signing in, who am I, signing out: one session per browser. */
export const sessionRoutes: Route[] = [
  route({
    method: 'get',
    path: '/api/v1/session',
    tag: 'session',
    summary: 'Who is signed in',
    responses: { 200: { description: 'The person with positions', schema: viewerSchema } },
    policy: signedIn,
    handler: ({ viewer }) => viewer,
  }),
  route({
    method: 'post',
    path: '/api/v1/session',
    tag: 'session',
    summary: 'Sign in by account and password; sets the session cookie',
    body: loginInputSchema,
    responses: { 201: { description: 'Signed in', schema: viewerSchema } },
    policy: anyone,
    handler: async ({ body, context, request, response }) => {
      const refusal = context.health.refusal('store');
      if (refusal !== null) throw new Problem(refusal, { retryAfterSeconds: 2 });
      const session = await context.sessions.signIn(body, request.ip ?? '');
      beginSession(response, session, context.config.secureCookies);
      return session.viewer;
    },
  }),
  route({
    method: 'delete',
    path: '/api/v1/session',
    tag: 'session',
    summary: 'Sign out of this browser',
    responses: { 204: { description: 'Signed out' } },
    policy: signedIn,
    handler: ({ context, response }) => endSession(response, context),
  }),
];
