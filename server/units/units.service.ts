import type { Identity } from '../identity/identity.service.ts';
import type { Services } from '../services.ts';

/** The organisation as pages and the API see it; the same for every signed-in person. */
export function createUnits(identity: Identity): Services['units'] {
  return {
    list: async (_viewer, query) => identity.units.list(query),
    groups: async () => identity.units.groups(),
  };
}
