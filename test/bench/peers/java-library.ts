import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findJavaHome } from '../../zeebe/java.ts';
import { startLibrary } from './line-process.ts';
import type { LibraryPeer } from './peer.ts';

const SOURCES = fileURLToPath(new URL('./java', import.meta.url));
const SHARED = ['ProcessLibrary.java', 'ChainBench.java', 'DurableH2.java'];

/** A Java process engine: its project file and its class under `java/`. */
interface JavaLibrary {
  readonly id: 'flowable' | 'camunda7';
  readonly title: string;
  readonly className: string;
  readonly note: string;
}

const H2 = 'H2 on a file, CHECKPOINT SYNC after each commit';

/** Flowable with external worker tasks. */
export const flowablePeer = (): LibraryPeer =>
  javaPeer({
    id: 'flowable',
    title: 'Flowable 7.1',
    className: 'FlowableBench',
    note: `in its client's process, external worker tasks, default history, ${H2}; CPU with 4 starters and 4 workers, no network`,
  });

/** Camunda 7 with external tasks. */
export const camunda7Peer = (): LibraryPeer =>
  javaPeer({
    id: 'camunda7',
    title: 'Camunda 7.22',
    className: 'Camunda7Bench',
    note: `in its client's process, external tasks, default history, ${H2}; CPU with 4 starters and 4 workers, no network`,
  });

function javaPeer({ id, title, className, note }: JavaLibrary): LibraryPeer {
  return {
    kind: 'library',
    id,
    title,
    note,
    missing: () => (findJavaHome() === undefined ? 'no JDK 21 or newer (set JAVA_HOME)' : null),
    start: (folder) => {
      const javaHome = findJavaHome() ?? '';
      const jars = join(fetchJars(id, javaHome), '*');
      const classes = mkdtempSync(join(tmpdir(), 'tongqu-bench-classes-'));
      const sources = [...SHARED, `${className}.java`].map((name) => join(SOURCES, name));
      execFileSync(
        join(javaHome, 'bin', 'javac'),
        ['-nowarn', '-cp', jars, '-d', classes, ...sources],
        { stdio: 'pipe' },
      );
      const words = ['-cp', `${jars}:${classes}`, className, folder];
      const program = join(javaHome, 'bin', 'java');
      return startLibrary({ program, words, dialect: id }, folder);
    },
  };
}

/** The library's jars, fetched by Maven once for each state of the project file. */
function fetchJars(id: string, javaHome: string): string {
  const project = join(SOURCES, `${id}.pom.xml`);
  const state = createHash('sha256').update(readFileSync(project)).digest('hex').slice(0, 12);
  const cache = join(homedir(), '.cache', 'tongqu');
  const folder = join(cache, `bench-${id}-${state}`);
  if (existsSync(folder)) return folder;
  mkdirSync(cache, { recursive: true });
  const fetched = mkdtempSync(join(cache, 'fetch-'));
  const words = ['-q', '-B', '-f', project, 'dependency:copy-dependencies'];
  execFileSync('mvn', [...words, `-DoutputDirectory=${fetched}`, '-DincludeScope=runtime'], {
    env: { ...process.env, JAVA_HOME: javaHome },
    stdio: 'pipe',
  });
  renameSync(fetched, folder);
  return folder;
}
