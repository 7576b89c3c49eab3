import type { ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';

const KILL_AFTER_MS = 30_000;

/** Ends a process by SIGTERM, after 30 seconds by SIGKILL, and waits until it has ended. */
export async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  const hard = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS);
  await ended;
  clearTimeout(hard);
}

/** Appends all that a process says to a file. */
export function logTo(file: string, child: ChildProcess): void {
  const log = createWriteStream(file, { flags: 'a' });
  child.stdout?.pipe(log, { end: false });
  child.stderr?.pipe(log, { end: false });
  child.once('close', () => log.end());
}
