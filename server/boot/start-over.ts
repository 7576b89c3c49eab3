import { spawn } from 'node:child_process';
import process from 'node:process';

/**
 * Ends this process at once, whatever its threads do, and answers never. Unless a supervisor does
 * it (systemd, a container), another process is started in its place first: the same program with
 * the same words, environment and output; it tries until port and files are free. `tell` hears
 * which.
 */
export function startOver(tell: (line: string) => void): void {
  if (isSupervised()) {
    tell('ending at once: whoever supervises this process starts it again');
    return endAtOnce();
  }
  const words = [...process.execArgv, ...process.argv.slice(1)];
  const successor = spawn(process.execPath, words, { stdio: 'inherit' });
  successor.once('error', endAtOnce);
  successor.once('spawn', () => {
    tell(`starting over as process ${successor.pid}`);
    endAtOnce();
  });
}

/** Ends this process without waiting for its threads, which `process.exit` would do. */
export function endAtOnce(): void {
  // the kernel lets the first process of a container not kill itself
  if (process.pid === 1) process.abort();
  process.kill(process.pid, 'SIGKILL');
}

/** Source: systemd.exec(5), INVOCATION_ID; a container's own process is its first. */
function isSupervised(): boolean {
  return process.pid === 1 || process.env['INVOCATION_ID'] !== undefined;
}
