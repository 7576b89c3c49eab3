import type { ChildProcess } from 'node:child_process';

const running = new Set<ChildProcess>();

/** Whoever leaves early takes its processes along. */
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => process.exit(130));
}

/** Has a process killed when this one ends before it. */
export function takeAlong<T extends ChildProcess>(child: T): T {
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}
