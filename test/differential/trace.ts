import type { TraceLine } from './normalize.ts';

/** A trace as the lines of a file. */
export function writeTrace(lines: readonly TraceLine[]): string[] {
  return lines.map((line) => JSON.stringify([line.group, line.title, line.body]));
}

/** The lines of a file as a trace. */
export function readTrace(lines: readonly string[]): TraceLine[] {
  return lines.map((line) => {
    const [group, title, body] = JSON.parse(line) as [string, string, unknown];
    return { group, title, body };
  });
}
