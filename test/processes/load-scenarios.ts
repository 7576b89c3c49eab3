import { parse } from 'yaml';
import { loadPackages, type ProcessPackage } from '../../processes/package/index.ts';
import { scenarioSchema, type Scenario } from './scenario.schema.ts';

/** A scenario with the package it belongs to; `name` is `package/file`. */
export interface NamedScenario {
  name: string;
  pack: ProcessPackage;
  scenario: Scenario;
}

/** All scenarios of all packages. Throws when a file is not a scenario. */
export async function loadScenarios(): Promise<NamedScenario[]> {
  const packages = await loadPackages();
  return packages.flatMap((pack) =>
    pack.scenarios.map(({ name, path, text }) => {
      const read = scenarioSchema.safeParse(parse(text));
      if (!read.success) throw new Error(`${path}: ${read.error.message}`);
      return { name: `${pack.name}/${name.replace(/\.yaml$/, '')}`, pack, scenario: read.data };
    }),
  );
}
