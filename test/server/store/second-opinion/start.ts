import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const here = fileURLToPath(new URL('.', import.meta.url));

function tool(name: string): string | null {
  const home = process.env['JAVA_HOME'];
  const places = [
    ...(home ? [join(home, 'bin')] : []),
    ...(process.env['PATH'] ?? '').split(delimiter),
  ];
  return places.map((p) => join(p, name)).find((p) => existsSync(p)) ?? null;
}

/** Why the second opinion cannot be asked here; null when it can. */
export function missingTools(): string | null {
  const missing = ['mvn', 'javac', 'java'].filter((t) => !tool(t));
  return missing.length > 0 ? `${missing.join(', ')} not found` : null;
}

/**
 * Fetches mongo-java-server by Maven, compiles the small main beside this file and starts it: in
 * memory, or over H2 in a temporary file. `pid` is that of its machine.
 * Failures: a tool missing; Maven cannot resolve; the server does not print its address.
 */
export async function startSecondOpinion(
  kind: 'memory' | 'h2' = 'memory',
): Promise<{ uri: string; pid: number; close(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'tongqu-second-opinion-'));
  await run(
    tool('mvn') ?? 'mvn',
    ['-q', '-B', 'dependency:copy-dependencies', `-DoutputDirectory=${folder}`],
    { cwd: here },
  );
  await run(tool('javac') ?? 'javac', [
    '-cp',
    join(folder, '*'),
    '-d',
    folder,
    join(here, 'SecondOpinion.java'),
  ]);
  const server = spawn(
    tool('java') ?? 'java',
    [
      '-cp',
      `${join(folder, '*')}${delimiter}${folder}`,
      'SecondOpinion',
      ...(kind === 'h2' ? [join(folder, 'store.h2')] : []),
    ],
    { stdio: ['pipe', 'pipe', 'ignore'] },
  );
  const exited = new Promise((resolve) => server.once('exit', resolve));
  const uri = await new Promise<string>((resolve, reject) => {
    server.stdout.once('data', (line: Buffer) => resolve(line.toString().trim()));
    void exited.then(() => reject(new Error('the second opinion did not start')));
  });
  return {
    uri,
    pid: server.pid ?? 0,
    close: async () => {
      server.stdin.end();
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
