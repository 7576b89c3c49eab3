import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
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
  /** Compared only with both brokers running, because what it deploys changes with the product. */
  readonly live: boolean;
}

interface ScenarioFile {
  readonly about: string;
  readonly process?: ProcessNotation;
  readonly resources?: Readonly<Record<string, ProcessNotation | readonly ProcessNotation[]>>;
  /** Folders and files of the project, by their paths from its root. */
  readonly files?: readonly string[];
  readonly live?: boolean;
  readonly steps: readonly Step[];
}

/** Where the scenarios are; compiled tests do not exist, so the folder is beside this file. */
export const SCENARIOS = join(dirname(fileURLToPath(import.meta.url)), 'scenarios');

const ROOT = join(SCENARIOS, '../../..');

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
  for (const place of [folder, ...(file.files ?? []).map((path) => join(ROOT, path))]) {
    for (const path of filesAt(place)) {
      resources.set(basename(path), { name: basename(path), content: readFileSync(path) });
    }
  }
  return {
    name: relative(SCENARIOS, folder).split(sep).join('/'),
    about: file.about,
    folder,
    resources,
    steps: file.steps,
    live: file.live ?? false,
  };
}

/** The file itself, or what a folder holds that can be deployed (or that should be refused). */
function filesAt(place: string): string[] {
  if (!statSync(place).isDirectory()) return [place];
  const names = readdirSync(place).filter((name) => /\.(bpmn|dmn|form|txt)$/.test(name));
  return names.sort().map((name) => join(place, name));
}

/** The real Zeebe's trace of a scenario, or undefined when it was never made. */
export function readGolden(scenario: Scenario): string[] | undefined {
  const path = join(scenario.folder, GOLDEN);
  if (!existsSync(path)) return undefined;
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
}
