import type { ProcessPackage } from '../../processes/package/index.ts';
import { startingUnit } from '../cases/policy.ts';
import { definitionModel, type DefinitionRecord } from '../definitions/definition.model.ts';
import type { Desk } from '../desk.ts';
import { Problem } from '../errors.ts';
import type { Services } from '../services.ts';
import type { Viewer } from '../sessions/schema.ts';
import type { Business } from './schema.ts';

/** The catalogue of businesses. Everybody may read it; `canStart` says who may start. */
export function createBusinesses(desk: Desk): Services['businesses'] {
  return {
    list: async (viewer) => {
      const versions = await versionsOf(desk, desk.packages.list());
      return desk.packages.list().map((one) => present(viewer, one, versions));
    },
    get: async (viewer, name) => {
      const found = desk.packages.byName(name);
      if (!found) throw new Problem('not_found');
      return present(viewer, found, await versionsOf(desk, [found]));
    },
  };
}

async function versionsOf(
  desk: Desk,
  packages: readonly ProcessPackage[],
): Promise<Map<string, number>> {
  const ids = packages.map(({ manifest }) => manifest.processId);
  const found = await definitionModel(desk.connection)
    .find({ processId: { $in: ids } }, { processId: 1, version: 1 })
    .lean<DefinitionRecord[]>();
  const versions = new Map<string, number>();
  for (const { processId, version } of found) {
    versions.set(processId, Math.max(version, versions.get(processId) ?? 0));
  }
  return versions;
}

function present(
  viewer: Viewer,
  { manifest, forms }: ProcessPackage,
  versions: ReadonlyMap<string, number>,
): Business {
  const version = versions.get(manifest.processId) ?? 0;
  return {
    name: manifest.name,
    title: manifest.title,
    category: manifest.category,
    description: manifest.description,
    processId: manifest.processId,
    version,
    canStart: version > 0 && startingUnit(viewer, manifest) !== null,
    limits: manifest.clocks.map(({ name, limit, basis }) => ({ name, limit, basis })),
    startForm: forms.get(manifest.startForm)?.schema ?? null,
  };
}
