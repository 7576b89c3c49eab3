import type { BenchResult, WorkloadResult } from './result.ts';
import type { ReachLine } from './reach.ts';
import type { FigureKind } from './workloads/workload.ts';

/** The result as Markdown tables, for a terminal and for the README. */
export function asTable(result: BenchResult, reach: readonly ReachLine[]): string {
  return [
    machineLine(result),
    ...result.workloads.map((workload) => workloadTable(workload, result)),
    reachTable(reach),
    notes(result),
  ].join('\n\n');
}

/** On what was measured: names and loads, because a figure without them says little. */
export function machineLine({ machine, options }: BenchResult): string {
  const { host, processor, cores, memoryGb, node, loadBefore, loadAfter } = machine;
  return (
    `${host}: ${processor}, ${cores} cores, ${memoryGb} GB, Node ${node}, ` +
    `load ${loadBefore} before and ${loadAfter ?? '?'} after; ` +
    `medians of ${options['rounds']} alternating rounds`
  );
}

function workloadTable(workload: WorkloadResult, result: BenchResult): string {
  const ids = result.columns.map(({ id }) => id).filter((id) => id in workload.columns);
  const titles = ids.map((id) => result.columns.find((column) => column.id === id)?.title ?? id);
  const isCompared = ids.length > 1 && ids[0] === 'embedded';
  const head = [`(${workload.letter}) ${workload.title}`, ...titles, ...(isCompared ? ['×'] : [])];
  const rows = workload.figures
    .filter(({ key }) => ids.some((id) => workload.columns[id]?.median[key] !== undefined))
    .map((kind) => figureRow(kind, ids, workload, isCompared));
  return markdown(head, rows);
}

function figureRow(
  kind: FigureKind,
  ids: readonly string[],
  workload: WorkloadResult,
  isCompared: boolean,
): string[] {
  const values = ids.map((id) => workload.columns[id]?.median[kind.key]);
  const [first, second] = values;
  const ratio =
    first === undefined || second === undefined ? '' : `${(first / second).toPrecision(2)}`;
  return [
    `${kind.title}, ${kind.unit}`,
    ...values.map((value) => value?.toFixed(kind.digits) ?? '–'),
    ...(isCompared ? [ratio] : []),
  ];
}

/** Every limit with what was measured and whether it is reached. */
export function reachTable(reach: readonly ReachLine[]): string {
  const rows = reach.map(({ name, value, limit, sense, unit, isReached }) => [
    name,
    value === null ? 'not in this run' : inUnit(value, unit),
    `${sense} ${inUnit(limit, unit)}`,
    isReached === null ? '–' : isReached ? 'yes' : 'NO',
  ]);
  return markdown(['limit', 'measured', 'wanted', 'reached'], rows);
}

/** A number with its unit, as many digits as it is worth. */
export function inUnit(value: number, unit: string): string {
  const digits = unit === '×' ? 3 : value < 1 ? 2 : value < 10 ? 1 : 0;
  const text = value.toFixed(digits).replace(/(\.\d*?)0+$/, '$1');
  return `${text.replace(/\.$/, '')}${unit === '×' ? '' : ' '}${unit}`;
}

function notes(result: BenchResult): string {
  const missing = result.workloads.flatMap(({ letter, columns }) =>
    Object.entries(columns).flatMap(([id, { missing: why }]) =>
      why === undefined ? [] : [`!!! (${letter}) ${id}: ${why}`],
    ),
  );
  const who = result.columns.map(({ title, note }) => `- ${title}: ${note}`);
  return [...who, ...new Set(missing)].join('\n');
}

function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), `|${head.map(() => '---|').join('')}`, ...rows.map(line)].join('\n');
}
