import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { renderDiagram, type ProcessNotation } from './diagram.ts';
import type { Step } from './step.ts';

/** A file to deploy. */
export interface ScenarioResource {
  readonly name: string;
  readonly content: Buffer;
}

/** A folder with what to deploy and what to do, and the trace that the real Zeebe left of it. */
export interface Scenario {
  /** The folder's path below `scenarios/`, with `/`. */
  readonly name: string;
  readonly about: string;
  readonly folder: string;
  /** By resource name, in the order of the file. */
  readonly resources: ReadonlyMap<string, ScenarioResource>;
  readonly steps: readonly Step[];
}

interface ScenarioFile {
  readonly about: string;
  readonly process?: ProcessNotation;
  readonly resources?: Readonly<Record<string, ProcessNotation | readonly ProcessNotation[]>>;
  readonly steps: readonly Step[];
}

/** Where the scenarios are; compiled tests do not exist, so the folder is beside this file. */
export const SCENARIOS = join(dirname(fileURLToPath(import.meta.url)), 'scenarios');

/** The file that holds the real Zeebe's trace. */
export const GOLDEN = 'trace.zeebe.jsonl';

/** Every scenario, sorted by name, or those whose name contains `filter`. */
export function loadScenarios(filter = ''): Scenario[] {
  return readdirSync(SCENARIOS, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith(`${sep}steps.yaml`))
    .map((path) => dirname(path))
    .filter((name) => name.includes(filter))
    .sort()
    .map((name) => loadScenario(join(SCENARIOS, name)));
}

/** Reads one scenario folder. */
export function loadScenario(folder: string): Scenario {
  const file = parse(readFileSync(join(folder, 'steps.yaml'), 'utf8')) as ScenarioFile;
  const resources = new Map<string, ScenarioResource>();
  const diagrams = {
    ...(file.process ? { 'process.bpmn': file.process } : {}),
    ...file.resources,
  };
  for (const [name, notation] of Object.entries(diagrams)) {
    const processes = Array.isArray(notation) ? notation : [notation];
    resources.set(name, { name, content: Buffer.from(renderDiagram(processes)) });
  }
  for (const name of readdirSync(folder).sort()) {
    if (!/\.(bpmn|dmn|form|txt)$/.test(name)) continue;
    resources.set(name, { name, content: readFileSync(join(folder, name)) });
  }
  return {
    name: relative(SCENARIOS, folder).split(sep).join('/'),
    about: file.about,
    folder,
    resources,
    steps: file.steps,
  };
}

/** The real Zeebe's trace of a scenario, or undefined when it was never made. */
export function readGolden(scenario: Scenario): string[] | undefined {
  const path = join(scenario.folder, GOLDEN);
  if (!existsSync(path)) return undefined;
  return readFileSync(path, 'utf8').split('\n').filter((line) => line !== '');
}
