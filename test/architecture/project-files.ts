import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of package.json. */
export const projectRoot = path.resolve(fileURLToPath(import.meta.url), '../../..');

/** A tracked text file of the project: its path from the root and its text. */
export interface ProjectFile {
  path: string;
  text: string;
}

/**
 * The files that git tracks and that exist, as text.
 *
 * @param pattern which paths to take
 * @throws when git is not there
 */
export function projectFiles(pattern: RegExp): ProjectFile[] {
  return execFileSync('git', ['ls-files', '-z'], { cwd: projectRoot, encoding: 'utf8' })
    .split('\0')
    .filter((name) => pattern.test(name) && existsSync(path.join(projectRoot, name)))
    .map((name) => ({ path: name, text: readFileSync(path.join(projectRoot, name), 'utf8') }));
}
