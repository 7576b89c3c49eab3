import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { findDistribution } from '../distribution.ts';

/** What Zeebe's libraries say to one question; `ZeebeAnswers.java` has the kinds of questions. */
export type RawAnswer = Readonly<Record<string, unknown>>;

/** The libraries' log goes to the standard output, where the answers are. */
const QUIET = [
  '-Dlog4j2.level=OFF',
  '-Dlog4j2.loggerContextFactory=org.apache.logging.log4j.simple.SimpleLoggerContextFactory',
];

/**
 * Asks the libraries of a Zeebe distribution, all questions in one Java process.
 * Failures (thrown): no Java, no distribution (by Maven), a process that ends before its answers.
 */
export async function askZeebe(questions: readonly object[]): Promise<RawAnswer[]> {
  const distribution = findDistribution();
  if ('missing' in distribution) throw new Error(distribution.missing);
  const source = fileURLToPath(new URL('./ZeebeAnswers.java', import.meta.url));
  const child = spawn(
    join(distribution.javaHome, 'bin', 'java'),
    ['-cp', join(distribution.home, 'lib', '*'), ...QUIET, source],
    { stdio: ['pipe', 'pipe', 'ignore'] },
  );
  const exited = once(child, 'exit');
  const answers: RawAnswer[] = [];
  const reading = (async () => {
    for await (const line of createInterface({ input: child.stdout })) {
      answers.push(JSON.parse(line) as RawAnswer);
    }
  })();
  for (const question of questions) child.stdin.write(`${JSON.stringify(question)}\n`);
  child.stdin.end();
  await Promise.all([reading, exited]);
  if (answers.length < questions.length) throw new Error('Zeebe did not answer every question');
  return answers;
}
