import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { findJavaHome } from './java.ts';

/** The release that the embedded engine is compared with. */
export const ZEEBE_VERSION = '8.5.8';

/** A Zeebe that can be started: its folder, and the Java to start it with. */
export interface Distribution {
  readonly home: string;
  readonly javaHome: string;
}

/** Why there is no real Zeebe on this machine, in one sentence for the person who reads the run. */
export interface Missing {
  readonly missing: string;
}

/**
 * Finds the unpacked Zeebe distribution, or fetches it once by Maven and unpacks it.
 * It is kept under `~/.cache/tongqu`; Maven keeps the archive in its own repository.
 * Failures, in order: no Java, no Maven, Maven cannot fetch.
 */
export function findDistribution(): Distribution | Missing {
  const javaHome = findJavaHome();
  if (!javaHome) return { missing: 'no JDK 21 or newer (set JAVA_HOME)' };
  const cache = join(homedir(), '.cache', 'tongqu');
  const home = join(cache, `camunda-zeebe-${ZEEBE_VERSION}`);
  if (existsSync(join(home, 'bin', 'broker'))) return { home, javaHome };
  try {
    unpack(fetchArchive(javaHome), cache, home);
    return { home, javaHome };
  } catch (error) {
    return { missing: `Zeebe ${ZEEBE_VERSION} is not to be had by Maven: ${firstLine(error)}` };
  }
}

function fetchArchive(javaHome: string): string {
  const archive = join(
    mavenRepository(),
    'io/camunda/camunda-zeebe',
    ZEEBE_VERSION,
    `camunda-zeebe-${ZEEBE_VERSION}.tar.gz`,
  );
  if (existsSync(archive)) return archive;
  const artifact = `io.camunda:camunda-zeebe:${ZEEBE_VERSION}:tar.gz`;
  const words = ['-q', '-B', 'dependency:get', `-Dartifact=${artifact}`, '-Dtransitive=false'];
  execFileSync('mvn', words, {
    env: { ...process.env, JAVA_HOME: javaHome },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return archive;
}

/** Maven's local repository: where settings.xml puts it, else `~/.m2/repository`. */
function mavenRepository(): string {
  const settings = join(homedir(), '.m2', 'settings.xml');
  const text = existsSync(settings) ? readFileSync(settings, 'utf8') : '';
  const moved = /<localRepository>([^<]+)<\/localRepository>/.exec(text)?.[1]?.trim();
  return moved ?? join(homedir(), '.m2', 'repository');
}

/** Unpacks beside the place and renames, so that an interrupted run leaves no half distribution. */
function unpack(archive: string, cache: string, home: string): void {
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'unpack-'));
  try {
    execFileSync('tar', ['xzf', archive, '-C', folder]);
    renameSync(join(folder, `camunda-zeebe-${ZEEBE_VERSION}`), home);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n').find((line) => line.trim() !== '') ?? text;
}
