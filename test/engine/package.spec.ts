import { expect } from 'chai';
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');
const ENGINE = join(ROOT, 'engine');
const READY_WITHIN_MS = 1_000;

interface Manifest {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

const manifest = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;

const run = (cwd: string, program: string, ...words: string[]): string =>
  execFileSync(program, words, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

describe('the engine as a package', function () {
  this.timeout(120_000);
  let folder: string;
  /** Another project, which has the unpacked package and what it says it needs. */
  let project: string;
  let installed: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'tongqu-package-'));
    project = join(folder, 'project');
    installed = join(project, 'node_modules/@tongqu/engine');
    unpackInto(installed, packedIn(join(folder, 'staged')));
    const { dependencies } = manifest(installed);
    for (const name of [...Object.keys(dependencies), 'zeebe-node']) linkPackage(project, name);
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  it('says what it needs as the project does', () => {
    const { dependencies } = manifest(installed);
    const { dependencies: known } = manifest(ROOT);
    for (const [name, range] of Object.entries(dependencies)) {
      expect(known[name], name).to.equal(range);
    }
  });

  it('brings what a package needs, and no sources', () => {
    const files = ['README.md', 'LICENSE', 'dist/index.js', 'dist/index.d.ts', 'dist/cli.js'];
    for (const name of files) expect(existsSync(join(installed, name)), name).to.equal(true);
    expect(existsSync(join(installed, 'index.ts'))).to.equal(false);
  });

  it('runs its example with plain node, ready within a second', () => {
    cpSync(join(installed, 'example'), project, { recursive: true });
    const said = run(project, process.execPath, 'order.mjs');
    expect(said).to.contain('order A-1 shipped, total 80\n');
    expect(said).to.contain('order A-2 shipped, total 120, paid by card\n');
    const readyMs = Number(/ready on \S+ in (\d+) ms/.exec(said)?.[1]);
    expect(readyMs).to.be.lessThan(READY_WITHIN_MS);
  });

  it('has a command line', () => {
    const said = run(project, process.execPath, join(installed, 'dist/cli.js'), '--help');
    expect(said).to.contain('Usage: tongqu-engine --data DIR');
  });

  it('types what it exports', () => {
    writeFileSync(
      join(project, 'uses.ts'),
      `import { ControlledClock, createEngine, type Engine, type Exporter } from '@tongqu/engine';
const kinds: string[] = [];
const exporter: Exporter = {
  id: 'kinds',
  export: async ({ records, lastPosition }) => {
    for (const record of records) kinds.push(record.valueType);
    return lastPosition;
  },
};
export const engine: Promise<Engine> = createEngine({
  dataDir: 'data', clock: new ControlledClock(), exporters: [exporter],
});
// @ts-expect-error a folder is needed
void createEngine({});
`,
    );
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
    const words = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2023'];
    linkPackage(project, '@types/node');
    const all = [tsc, ...words, '--types', 'node', 'uses.ts'];
    const { stdout } = spawnSync(process.execPath, all, { cwd: project, encoding: 'utf8' });
    expect(stdout).to.equal('');
  });
});

/** Builds and packs the package in a folder of its own, and answers the archive's path. */
function packedIn(staged: string): string {
  mkdirSync(staged, { recursive: true });
  const { files } = JSON.parse(readFileSync(join(ENGINE, 'package.json'), 'utf8')) as {
    files: string[];
  };
  const kept = files.filter((name) => name !== 'dist');
  for (const name of ['package.json', 'README.md', 'LICENSE', 'index.ts', ...kept]) {
    cpSync(join(ENGINE, name), join(staged, name), { recursive: true });
  }
  run(ROOT, process.execPath, join(ENGINE, 'build.mjs'), join(staged, 'dist'));
  const name = run(staged, 'npm', 'pack', '--silent', '--ignore-scripts').trim();
  return join(staged, name.split('\n').at(-1) ?? '');
}

function unpackInto(target: string, archive: string): void {
  mkdirSync(target, { recursive: true });
  run(target, 'tar', 'xzf', archive, '--strip-components=1');
}

/** Puts an installed package of the project into another one's node_modules. */
function linkPackage(project: string, name: string): void {
  const target = join(project, 'node_modules', name);
  mkdirSync(dirname(target), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules', name), target);
}
