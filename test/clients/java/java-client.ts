import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Missing } from '../../zeebe/distribution.ts';
import { ZEEBE_VERSION } from '../../zeebe/distribution.ts';
import { findJavaHome } from '../../zeebe/java.ts';

const HERE = dirname(fileURLToPath(import.meta.url));
const GIVEN_UP_AFTER_MS = 100_000;

/** Zeebe's Java client, and the Java to run it with. */
export interface JavaClient {
  readonly javaHome: string;
  /** The folder of its jars. */
  readonly lib: string;
}

/**
 * Finds the jars of Zeebe's Java client under `~/.cache/tongqu`, where Maven copies them once.
 * Failures, in order: no Java, no Maven, Maven cannot fetch.
 */
export function findJavaClient(): JavaClient | Missing {
  const javaHome = findJavaHome();
  if (!javaHome) return { missing: 'no JDK 21 or newer (set JAVA_HOME)' };
  const cache = join(homedir(), '.cache', 'tongqu');
  const lib = join(cache, `zeebe-client-java-${ZEEBE_VERSION}`);
  if (existsSync(lib)) return { javaHome, lib };
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'jars-'));
  try {
    const goal = ['dependency:copy-dependencies', `-DoutputDirectory=${folder}`];
    const words = ['-q', '-B', '-f', join(HERE, 'pom.xml'), ...goal];
    const env = { ...process.env, JAVA_HOME: javaHome };
    execFileSync('mvn', words, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    renameSync(folder, lib);
    return { javaHome, lib };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    const [line = ''] = String(error).split('\n');
    return { missing: `the Java client is not to be had by Maven: ${line}` };
  }
}

/** Runs the tour against a gateway, and answers what it printed, without addresses. */
export async function tour(client: JavaClient, grpc: string, rest: string): Promise<string> {
  const java = join(client.javaHome, 'bin', 'java');
  const source = join(HERE, 'ClientTour.java');
  const words = ['-XX:TieredStopAtLevel=1', '-cp', join(client.lib, '*'), source, grpc, rest];
  const { stdout } = await promisify(execFile)(java, words, { timeout: GIVEN_UP_AFTER_MS });
  return stdout.replace(/127\.0\.0\.1:\d+/g, 'ADDRESS');
}
