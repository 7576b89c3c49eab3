import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The oldest Java that Zeebe 8.5 runs on. */
export const OLDEST_JAVA = 21;

/** The major version that a `java -version` says, or 0 when the program cannot be run. */
export function javaMajor(java: string): number {
  try {
    const said = execFileSync(java, ['--version'], { encoding: 'utf8', stdio: 'pipe' });
    return Number(/^\S+ (\d+)/.exec(said)?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/**
 * Finds a Java home that Zeebe runs on: JAVA_HOME, the `java` of the path, then the usual folders.
 * `undefined` means that there is none, which a caller must say loudly and not pass over.
 */
export function findJavaHome(): string | undefined {
  const homes = [process.env['JAVA_HOME'], ...usualHomes()];
  for (const home of homes) {
    if (home && javaMajor(join(home, 'bin', 'java')) >= OLDEST_JAVA) return home;
  }
  return undefined;
}

function usualHomes(): string[] {
  const roots = ['/usr/lib/jvm', '/Library/Java/JavaVirtualMachines'];
  return roots
    .filter((root) => existsSync(root))
    .flatMap((root) => readdirSync(root).map((name) => join(root, name)))
    .flatMap((home) => [home, join(home, 'Contents', 'Home')])
    .filter((home) => existsSync(join(home, 'bin', 'java')));
}
