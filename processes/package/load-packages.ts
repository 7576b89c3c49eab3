/** Reads process packages from disk into typed objects. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Worker } from '../worker/index.ts';
import { manifestSchema, type Manifest } from './manifest.schema.ts';

/** A file of a package: its name as deployed, and its text. */
export interface PackageFile {
  name: string;
  path: string;
  text: string;
}

/** A package, read. */
export interface ProcessPackage {
  name: string;
  folder: string;
  manifest: Manifest;
  diagrams: PackageFile[];
  /** form id → form-js schema, with the file it came from. */
  forms: Map<string, { file: PackageFile; schema: Record<string, unknown> }>;
  decisions: PackageFile[];
  /** template name (without `.hbs`) → text. */
  templates: Map<string, string>;
  scenarios: PackageFile[];
  samples: PackageFile[];
  workers: readonly Worker[];
  /** What to deploy, in an order that a broker accepts: forms, decisions, then diagrams. */
  resources: PackageFile[];
}

/** A manifest or form that cannot be read, with the file's path in its message. */
export class PackageError extends Error {}

const NOT_PACKAGES = new Set(['package', 'checks', 'worker', 'shared']);

/** The folder of the packages shipped with the program, found from package.json. */
export function shippedPackagesFolder(): string {
  let root = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(root, 'package.json'))) {
    const parent = dirname(root);
    if (parent === root) throw new PackageError('package.json not found above processes/package');
    root = parent;
  }
  return join(root, 'processes');
}

/**
 * All packages of a folder, by name. Throws a {@link PackageError} that names the file when one
 * cannot be read: a server must not start with half a business.
 */
export async function loadPackages(
  folder: string = shippedPackagesFolder(),
): Promise<ProcessPackage[]> {
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((item) => item.isDirectory() && !NOT_PACKAGES.has(item.name))
    .map((item) => item.name)
    .filter((name) => existsSync(join(folder, name, 'manifest.json')))
    .sort();
  return Promise.all(names.map((name) => loadPackage(join(folder, name))));
}

/** One package from its folder. Throws as {@link loadPackages}. */
export async function loadPackage(folder: string): Promise<ProcessPackage> {
  const manifest = readManifest(join(folder, 'manifest.json'));
  const diagrams = filesIn(folder, '.bpmn');
  const forms = filesIn(join(folder, 'forms'), '.form');
  const decisions = filesIn(join(folder, 'decisions'), '.dmn');
  const templates = filesIn(join(folder, 'templates'), '.hbs');
  return {
    name: manifest.name,
    folder,
    manifest,
    diagrams,
    decisions,
    forms: new Map(forms.map((file) => formOf(file))),
    templates: new Map(templates.map(({ name, text }) => [name.replace(/\.hbs$/, ''), text])),
    scenarios: filesIn(join(folder, 'scenarios'), '.yaml'),
    samples: filesIn(join(folder, 'samples'), '.json'),
    workers: await workersOf(folder),
    resources: [...forms, ...decisions, ...diagrams],
  };
}

function readManifest(path: string): Manifest {
  const read = manifestSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  if (read.success) return read.data;
  const first = read.error.issues[0];
  throw new PackageError(`${path}: ${first?.path.join('.') ?? ''} ${first?.message ?? ''}`);
}

function filesIn(folder: string, ending: string): PackageFile[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => {
      const path = join(folder, name);
      return { name, path, text: readFileSync(path, 'utf8') };
    });
}

type Form = { file: PackageFile; schema: Record<string, unknown> };

function formOf(file: PackageFile): [string, Form] {
  const schema: unknown = JSON.parse(file.text);
  if (
    typeof schema !== 'object' ||
    schema === null ||
    !('id' in schema) ||
    typeof schema.id !== 'string'
  ) {
    throw new PackageError(`${file.path}: a form needs an id`);
  }
  return [schema.id, { file, schema: { ...schema } }];
}

/** Code runs from where this file runs: the compiled tree has `workers.js` in the same place. */
async function workersOf(folder: string): Promise<readonly Worker[]> {
  if (!existsSync(join(folder, 'workers.ts'))) return [];
  const here = fileURLToPath(import.meta.url);
  const compiled = here.endsWith('.js');
  const name = folder.split(/[\\/]/).at(-1) ?? '';
  const path = compiled
    ? join(dirname(here), '..', name, 'workers.js')
    : join(folder, 'workers.ts');
  const module = (await import(pathToFileURL(path).href)) as { workers?: readonly Worker[] };
  return module.workers ?? [];
}
