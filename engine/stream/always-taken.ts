import type { Command } from './command-port.ts';

const ALWAYS_TAKEN: ReadonlySet<string> = new Set([
  'JOB COMPLETE',
  'JOB FAIL',
  'PROCESS_INSTANCE CANCEL',
  'DEPLOYMENT CREATE',
]);

/** What makes work less is taken also when the queue is full. Source: `CommandRateLimiter.java`. */
export function isAlwaysTaken({ valueType, intent }: Command): boolean {
  return ALWAYS_TAKEN.has(`${valueType} ${intent}`);
}
