import { Problem } from '../errors.ts';
import type { Role, Viewer } from '../sessions/schema.ts';

/**
 * The gate of a route: who may come in at all. What a viewer may see or do with one thing is asked
 * in the service, from `server/<resource>/policy.ts`. `V` is what handlers get as viewer.
 */
export interface Policy<V> {
  readonly name: string;
  /** False leaves the session out of the API description. */
  readonly needsSession: boolean;
  /** True: the operator's token opens it as well. */
  readonly takesBearer?: boolean;
  /** Gives the viewer on, or throws `signed_out` (401), then `forbidden` (403). */
  readonly admit: (viewer: Viewer | null) => V;
}

/** Everybody, signed in or not. */
export const anyone: Policy<Viewer | null> = {
  name: 'anyone',
  needsSession: false,
  admit: (viewer) => viewer,
};

/** Every signed-in person. */
export const signedIn: Policy<Viewer> = {
  name: 'signed-in',
  needsSession: true,
  admit: (viewer) => {
    if (viewer === null) throw new Problem('signed_out');
    return viewer;
  },
};

/** Signed-in persons who hold one of the roles. */
export function hasRole(...roles: [Role, ...Role[]]): Policy<Viewer> {
  return {
    name: `role:${roles.join('|')}`,
    needsSession: true,
    admit: (viewer) => {
      const person = signedIn.admit(viewer);
      if (!roles.some((role) => person.roles.includes(role))) throw new Problem('forbidden');
      return person;
    },
  };
}
