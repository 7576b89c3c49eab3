import type { Request, Response } from 'express';
import type { Context } from '../context.ts';
import { buildOrganisation } from '../demo/organisation.ts';
import { personas } from '../demo/personas.ts';
import { acceptedEndings } from '../documents/file-type.ts';
import { Problem } from '../errors.ts';
import { csrfToken, type CsrfOptions } from '../http/csrf.ts';
import { viewerOf } from '../http/request-state.ts';
import { beginSession, endSession } from '../http/session.ts';
import type { Services } from '../services.ts';
import type { Freshness } from '../stream/lag.ts';
import type { LoginInput, Viewer } from '../sessions/schema.ts';

/** A demo person on the sign-in page. */
export interface DemoAccount {
  readonly account: string;
  readonly name: string;
  readonly title: string;
  readonly unitName: string;
  readonly hint: string;
}

/** What pages get of the server. The pages' room declares the same shape for itself. */
export interface WebDeps {
  readonly services: Services;
  viewer(request: Request): Viewer | null;
  csrfToken(request: Request, response: Response): string;
  signIn(request: Request, response: Response, input: LoginInput): Promise<Viewer>;
  signInDemo(request: Request, response: Response, account: string): Promise<Viewer>;
  signOut(request: Request, response: Response): Promise<void>;
  readonly demo: { accounts(): Promise<DemoAccount[]> } | null;
  readonly uploads: { readonly accept: string; readonly limitMb: number };
  now(): number;
  /** How far pages are behind; null while it is not worth a word. */
  freshness(): Freshness | null;
  /** Whether the broker is gone: pages can be read, commands are refused. */
  isBrokerAway(): boolean;
}

/** Makes it. Refusals while the store is away are the same as everywhere (`starting`, …). */
export function webDeps(context: Context, forms: CsrfOptions): WebDeps {
  const { config, services, sessions, health, clock } = context;
  const needStore = (): void => {
    const refusal = health.refusal('store');
    if (refusal !== null) throw new Problem(refusal, { retryAfterSeconds: 2 });
  };
  let accounts: Promise<DemoAccount[]> | undefined;
  return {
    services,
    viewer: (request) => viewerOf(request.res as Response),
    csrfToken: (request, response) => csrfToken(request, response, forms),
    signIn: async (request, response, input) => {
      needStore();
      const session = await sessions.signIn(input, request.ip ?? '');
      beginSession(response, session, config.secureCookies);
      return session.viewer;
    },
    signInDemo: async (_request, response, account) => {
      needStore();
      const person = await demoPerson(context, account);
      const session = await sessions.open(person);
      beginSession(response, session, config.secureCookies);
      return session.viewer;
    },
    signOut: (_request, response) => endSession(response, context),
    demo: config.demo ? { accounts: () => (accounts ??= demoAccounts()) } : null,
    uploads: { accept: acceptedEndings, limitMb: Math.floor(config.uploadLimitBytes / 1_048_576) },
    now: () => clock.now(),
    freshness: () => health.freshness(),
    isBrokerAway: () => health.wasDown('broker'),
  };
}

async function demoPerson(context: Context, account: string): Promise<string> {
  if (!context.config.demo) throw new Problem('demo_only');
  const known = personas.some((persona) => persona.account === account);
  const person = known ? await context.identity.byAccount(account) : null;
  if (person === null) throw new Problem('not_found');
  return person._id;
}

/** The personas with their names; known without the store, so the page is whole at once. */
async function demoAccounts(): Promise<DemoAccount[]> {
  const { people, units } = buildOrganisation();
  return personas.flatMap(({ account, hint }) => {
    const person = people.find((candidate) => candidate.account === account);
    const position = person?.positions[0];
    if (person === undefined || position === undefined) return [];
    const unitName = units.find((unit) => unit._id === position.unitCode)?.name ?? '';
    return [{ account, name: person.name, title: position.title, unitName, hint }];
  });
}
