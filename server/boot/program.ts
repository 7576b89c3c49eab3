import { type Config, readConfig } from '../config.ts';
import { reasonOf } from './backoff.ts';
import type { Say } from './say.ts';

const EXIT_FAILED = 1;
/** As sysexits.h numbers them. */
const EXIT_USAGE = 64;
const EXIT_CONFIG = 78;

/** A program for the operator, such as `npm run backup`. */
export interface Program<T> {
  /** One line, said when the words mean nothing. */
  readonly usage: string;
  /** Reads the command line: null, or a throw of `parseArgs`, when the words mean nothing. */
  words(): T | null;
  /** Does the work; answers why it was not done, or null when it was. */
  run(words: T, config: Config): Promise<string | null>;
}

/**
 * Runs it with the configuration of this process's environment. Exit codes, in order: 64 for wrong
 * words, 78 for a wrong configuration, 1 for work not done.
 */
export async function runProgram<T>(program: Program<T>, say: Say): Promise<void> {
  const words = understood(program, say);
  if (words === null) {
    say.trouble(program.usage);
    process.exitCode = EXIT_USAGE;
    return;
  }
  const config = configOf(process.env, say);
  if (config === null) return;
  const refused = await program.run(words, config);
  if (refused === null) return;
  say.trouble(refused);
  process.exitCode = EXIT_FAILED;
}

/** The checked configuration; or null, every mistake said and the exit code set to 78. */
export function configOf(
  env: Readonly<Record<string, string | undefined>>,
  say: Say,
): Config | null {
  const read = readConfig(env);
  if (read.ok) return read.config;
  for (const mistake of read.mistakes) say.trouble(mistake);
  process.exitCode = EXIT_CONFIG;
  return null;
}

function understood<T>({ words }: Program<T>, say: Say): T | null {
  try {
    return words();
  } catch (error) {
    say.trouble(reasonOf(error));
    return null;
  }
}
