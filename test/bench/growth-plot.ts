import type { Growth, SampledPoint } from './growth.ts';

const WIDTH = 860;
const PANEL = 250;
const LEFT = 70;
const RIGHT = 190;
const TOP = 40;
const BOTTOM = 36;
const COLORS = ['#0b6e99', '#c1440e', '#3d7a34', '#7a4c9e', '#8a6d1a'];

interface Line {
  readonly name: string;
  readonly points: readonly (readonly [count: number, value: number])[];
}

/** Draws what was measured as an SVG: time per instance, memory and disk over their number. */
export function growthSvg(growth: Pick<Growth, 'completed' | 'waiting'>): string {
  const { completed, waiting } = growth;
  const of = (
    name: string,
    rows: readonly SampledPoint[],
    value: (row: SampledPoint) => number | null,
  ): Line => ({
    name,
    points: rows.flatMap((row) => {
      const found = value(row);
      return found === null ? [] : [[row.count, found] as const];
    }),
  });
  const panels = [
    panel(0, 'CPU of the engine per instance, µs', [
      of('played, that many completed', completed, (row) => row.playCpuUs),
      of('played, that many waiting', waiting, (row) => row.playCpuUs),
      of('created, to wait', waiting, (row) => row.growCpuUs),
      of('oldest waiting completed', waiting, (row) => row.oldestCpuUs),
    ]),
    panel(1, 'through the gateway, one at a time, p50, ms', [
      of('that many completed', completed, (row) => row.gatewayP50Ms),
      of('that many waiting', waiting, (row) => row.gatewayP50Ms),
    ]),
    panel(2, 'memory of the process without the mapped file, MB', [
      of('that many completed', completed, (row) => row.ownMb),
      of('that many waiting', waiting, (row) => row.ownMb),
    ]),
    panel(3, 'file, MB', [
      of('that many completed', completed, (row) => row.fileMb),
      of('that many waiting', waiting, (row) => row.fileMb),
    ]),
  ];
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${PANEL * panels.length}" ` +
    `font-family="sans-serif" font-size="12">${panels.join('')}</svg>\n`
  );
}

function panel(index: number, title: string, lines: readonly Line[]): string {
  const top = index * PANEL + TOP;
  const height = PANEL - TOP - BOTTOM;
  const width = WIDTH - LEFT - RIGHT;
  const all = lines.flatMap((line) => line.points);
  const counts = all.map(([count]) => Math.log10(count));
  const low = Math.min(3, ...counts);
  const high = Math.max(4, ...counts);
  const most = Math.max(1e-9, ...all.map(([, value]) => value)) * 1.1;
  const x = (count: number): number => LEFT + ((Math.log10(count) - low) / (high - low)) * width;
  const y = (value: number): number => top + height - (value / most) * height;
  const ticks = [0, 0.5, 1].map((share) => {
    const value = most * share;
    return (
      `<line x1="${LEFT}" x2="${LEFT + width}" y1="${y(value)}" y2="${y(value)}" stroke="#ddd"/>` +
      `<text x="${LEFT - 6}" y="${y(value) + 4}" text-anchor="end">${value.toPrecision(3)}</text>`
    );
  });
  const decades = [];
  for (let power = Math.ceil(low); power <= high; power += 1) {
    const at = x(10 ** power);
    const label = (10 ** power).toLocaleString('en');
    decades.push(`<text x="${at}" y="${top + height + 18}" text-anchor="middle">${label}</text>`);
  }
  const drawn = lines.map((line, i) => {
    const color = COLORS[i % COLORS.length]!;
    const path = line.points.map(([count, value]) => `${x(count)},${y(value)}`).join(' ');
    const labelY = top + 12 + i * 18;
    return (
      `<polyline points="${path}" fill="none" stroke="${color}" stroke-width="2"/>` +
      `<text x="${LEFT + width + 10}" y="${labelY}" fill="${color}">${line.name}</text>`
    );
  });
  const heading = `<text x="${LEFT}" y="${top - 12}" font-weight="bold">${title}</text>`;
  return heading + ticks.join('') + decades.join('') + drawn.join('');
}
