import type { TraceLine } from './normalize.ts';

/** One difference between two traces, for a reader. */
export interface Difference {
  readonly group: string;
  readonly lines: readonly string[];
}

/**
 * Compares a trace with the real Zeebe's: per group the titles in order, then the fields of the
 * lines that both have. Commands are left out unless asked for.
 */
export function compareTraces(
  expected: readonly TraceLine[],
  actual: readonly TraceLine[],
  withCommands = false,
): Difference[] {
  const keep = (line: TraceLine): boolean => withCommands || !line.title.startsWith('COMMAND ');
  const left = groups(expected.filter(keep));
  const right = groups(actual.filter(keep));
  return [...new Set([...left.keys(), ...right.keys()])]
    .map((group) => ({ group, lines: diff(left.get(group) ?? [], right.get(group) ?? []) }))
    .filter((difference) => difference.lines.length > 0);
}

/** Differences as text: `-` the real Zeebe has it, `+` the other has it, `~` fields differ. */
export function renderDifferences(differences: readonly Difference[], most = 60): string {
  const lines = differences.flatMap(({ group, lines: own }) => [`[${group}]`, ...own]);
  const more = lines.length > most ? [`… ${lines.length - most} more lines`] : [];
  return [...lines.slice(0, most), ...more].join('\n');
}

function groups(lines: readonly TraceLine[]): Map<string, TraceLine[]> {
  const result = new Map<string, TraceLine[]>();
  for (const line of lines) {
    const group = result.get(line.group) ?? [];
    group.push(line);
    result.set(line.group, group);
  }
  return result;
}

function diff(left: readonly TraceLine[], right: readonly TraceLine[]): string[] {
  const lengths = commonLengths(left, right);
  const lines: string[] = [];
  let i = 0;
  let j = 0;
  while (i < left.length || j < right.length) {
    const a = left[i];
    const b = right[j];
    if (a && b && a.title === b.title) {
      lines.push(...fieldDifferences(a, b));
      i += 1;
      j += 1;
    } else if (b && (!a || (lengths[i]?.[j + 1] ?? 0) > (lengths[i + 1]?.[j] ?? 0))) {
      lines.push(`  + ${b.title}${detail(b)}`);
      j += 1;
    } else if (a) {
      lines.push(`  - ${a.title}${detail(a)}`);
      i += 1;
    }
  }
  return lines;
}

/** The lengths of the longest common subsequences of all ends of the two lists. */
function commonLengths(left: readonly TraceLine[], right: readonly TraceLine[]): number[][] {
  const table = Array.from({ length: left.length + 1 }, () =>
    new Array<number>(right.length + 1).fill(0),
  );
  for (let i = left.length - 1; i >= 0; i -= 1) {
    const row = table[i] ?? [];
    const below = table[i + 1] ?? [];
    for (let j = right.length - 1; j >= 0; j -= 1) {
      row[j] =
        left[i]?.title === right[j]?.title
          ? (below[j + 1] ?? 0) + 1
          : Math.max(below[j] ?? 0, row[j + 1] ?? 0);
    }
  }
  return table;
}

/** What makes a refusal or an incident understandable without its whole value. */
function detail(line: TraceLine): string {
  const body = line.body as { rejectionReason?: string; value?: Record<string, unknown> };
  if (body.rejectionReason) return `  (${body.rejectionReason})`;
  if (line.title.includes('INCIDENT')) return `  (${String(body.value?.['errorMessage'])})`;
  return line.group === 'answers' ? `  ${JSON.stringify(line.body)}` : '';
}

function fieldDifferences(left: TraceLine, right: TraceLine): string[] {
  const found: string[] = [];
  walk(left.body, right.body, '', found);
  return found.length === 0 ? [] : [`  ~ ${left.title}`, ...found.map((text) => `      ${text}`)];
}

function walk(left: unknown, right: unknown, path: string, found: string[]): void {
  if (isObject(left) && isObject(right)) {
    for (const name of new Set([...Object.keys(left), ...Object.keys(right)])) {
      walk(left[name], right[name], path === '' ? name : `${path}.${name}`, found);
    }
    return;
  }
  const [a, b] = [JSON.stringify(left), JSON.stringify(right)];
  if (a !== b) found.push(`${path}: zeebe ${a}, ours ${b}`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
