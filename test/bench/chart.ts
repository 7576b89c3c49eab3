import type { ReachLine } from './reach.ts';
import type { BenchResult, WorkloadResult } from './result.ts';
import { inUnit, machineLine } from './table.ts';
import type { FigureKind } from './workloads/workload.ts';

const BAR_HEIGHT = 18;
const ROW_HEIGHT = 26;
const NAME_WIDTH = 200;
const BAR_WIDTH = 420;
const VALUE_WIDTH = 160;

/** Ours stands out; the others are told apart by their names. */
const OURS = '#0b6e4f';
const OTHERS = '#9db4c0';

/** Text for HTML and SVG. */
export function escapeHtml(text: string): string {
  const names: Record<string, string> = {
    '&': 'amp',
    '<': 'lt',
    '>': 'gt',
    '"': 'quot',
    "'": '#39',
  };
  return text.replace(/[&<>"']/g, (sign) => `&${names[sign] ?? ''};`);
}

/** One bar of a chart. */
export interface Bar {
  readonly name: string;
  readonly value: number;
  readonly isOurs: boolean;
  /** Lowest and highest round. */
  readonly low: number;
  readonly high: number;
}

/** Lying bars on one scale from zero, with a line from the lowest to the highest round. */
export function barChart(title: string, unit: string, bars: readonly Bar[]): string {
  const most = Math.max(...bars.map(({ high }) => high), Number.MIN_VALUE);
  const x = (value: number): number => NAME_WIDTH + (value / most) * BAR_WIDTH;
  const height = bars.length * ROW_HEIGHT + 8;
  const rows = bars.map(({ name, value, isOurs, low, high }, i) => {
    const y = i * ROW_HEIGHT + 4;
    const middle = y + BAR_HEIGHT / 2;
    const width = Math.max(1, x(value) - NAME_WIDTH);
    return (
      `<text x="${NAME_WIDTH - 8}" y="${middle + 4}" text-anchor="end">${escapeHtml(name)}</text>` +
      `<rect x="${NAME_WIDTH}" y="${y}" width="${fixed(width)}" height="${BAR_HEIGHT}"` +
      ` fill="${isOurs ? OURS : OTHERS}"/>` +
      `<line x1="${fixed(x(low))}" x2="${fixed(x(high))}" y1="${middle}" y2="${middle}" class="r"/>` +
      `<text x="${fixed(x(Math.max(value, high)) + 8)}" y="${middle + 4}" class="v">` +
      `${escapeHtml(inUnit(value, unit))}</text>`
    );
  });
  const width = NAME_WIDTH + BAR_WIDTH + VALUE_WIDTH;
  return (
    `<figure><figcaption>${escapeHtml(title)}</figcaption>` +
    `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeHtml(title)}">` +
    `${rows.join('')}</svg></figure>`
  );
}

const fixed = (value: number): string => value.toFixed(1);

/** The whole run as one page that needs nothing else: limits, charts, who was measured. */
export function chartPage(result: BenchResult, reach: readonly ReachLine[]): string {
  const charts = result.workloads.map(
    (workload) =>
      `<section><h2>(${escapeHtml(workload.letter)}) ${escapeHtml(workload.title)}</h2>` +
      workload.figures.map((kind) => figureChart(kind, workload, result)).join('') +
      '</section>',
  );
  const who = result.columns.map(
    ({ title, note }) => `<dt>${escapeHtml(title)}</dt><dd>${escapeHtml(note)}</dd>`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Tongqu: measured</title>
<meta name="viewport" content="width=device-width">
<style>
body { font: 15px/1.5 system-ui, sans-serif; color: #1c2b33; background: #fff; max-width: 860px;
  margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.15rem; margin: 2.2rem 0 .4rem; }
figure { margin: .8rem 0; } figcaption { color: #4a5b64; }
svg { width: 100%; height: auto; font-size: 13px; } .r { stroke: #1c2b33; stroke-width: 1.5; }
.v { fill: #1c2b33; } table { border-collapse: collapse; width: 100%; }
td, th { text-align: left; padding: .25rem .6rem .25rem 0; border-bottom: 1px solid #dde5e9; }
.no { color: #a4161a; font-weight: 600; } .yes { color: ${OURS}; } dt { font-weight: 600; }
</style></head><body>
<h1>Tongqu beside its peers</h1>
<p>${escapeHtml(machineLine(result))}. Bars are medians, the line spans the rounds.</p>
<h2>Limits</h2>${reachHtml(reach)}
${charts.join('\n')}
<h2>Who was measured</h2><dl>${who.join('')}</dl>
</body></html>
`;
}

function reachHtml(reach: readonly ReachLine[]): string {
  const rows = reach.map(({ name, value, limit, sense, unit, isReached }) => {
    const verdict = isReached === null ? 'not in this run' : isReached ? 'yes' : 'no';
    const measured = value === null ? '' : inUnit(value, unit);
    return (
      `<tr><td>${escapeHtml(name)}</td><td>${escapeHtml(measured)}</td>` +
      `<td>${sense} ${escapeHtml(inUnit(limit, unit))}</td>` +
      `<td class="${isReached === null ? '' : verdict}">${verdict}</td></tr>`
    );
  });
  return `<table><tr><th>limit</th><th>measured</th><th>wanted</th><th>reached</th></tr>${rows.join('')}</table>`;
}

function figureChart(kind: FigureKind, workload: WorkloadResult, result: BenchResult): string {
  const bars = result.columns.flatMap(({ id, title }): Bar[] => {
    const column = workload.columns[id];
    const value = column?.median[kind.key];
    if (column === undefined || value === undefined) return [];
    const rounds = column.rounds.flatMap((round) => round[kind.key] ?? []);
    const isOurs = /^(embedded|product|store|engine-.*)$/.test(id);
    return [{ name: title, value, isOurs, low: Math.min(...rounds), high: Math.max(...rounds) }];
  });
  const sense = kind.better === 'less' ? 'less is better' : 'more is better';
  return bars.length === 0 ? '' : barChart(`${kind.title} (${sense})`, kind.unit, bars);
}
