import { Problem } from './errors.ts';
import type { Health } from './health/health.ts';

/**
 * A service that refuses with `starting` or `store_unavailable` while the store is away, whether
 * that is known before or found out on the way.
 */
export function guarded<S extends object>(health: Health, service: S): S {
  const entries = Object.entries(service) as [string, (...args: unknown[]) => Promise<unknown>][];
  const wrapped = entries.map(
    ([name, call]) =>
      [
        name,
        async (...args: unknown[]) => {
          const refusal = health.refusal('store');
          if (refusal !== null) throw new Problem(refusal, { retryAfterSeconds: 2 });
          try {
            return await call(...args);
          } catch (error) {
            if (!isStoreGone(error)) throw error;
            throw new Problem('store_unavailable', { retryAfterSeconds: 2, cause: error });
          }
        },
      ] as const,
  );
  return Object.fromEntries(wrapped) as S;
}

/** Names of the driver's and mongoose's errors for a store that does not answer. */
const GONE = /^Mongo(Network|ServerSelection|TopologyClosed|NotConnected|PoolCleared|PoolClosed)/;

function isStoreGone(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (
    GONE.test(error.name) ||
    error.name === 'MongooseServerSelectionError' ||
    (error.name === 'MongooseError' && /connect|buffer/i.test(error.message))
  );
}
