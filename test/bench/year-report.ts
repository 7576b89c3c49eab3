import type { YearFigures, YearMark } from './year.ts';
import { CITY_YEAR } from './year-facts.ts';
import { DOWNLOADED_BY_ONE_IN } from './year-people.ts';

const MS_PER_HOUR = 3_600_000;
const YEAR_HOURS = CITY_YEAR.workingDays * CITY_YEAR.workingHoursPerDay;

/** Rates between two moments of a run. */
interface Rate {
  readonly copiesPerSecond: number;
  readonly cpuMsPerCopy: number;
  readonly bytesPerCopy: number;
  readonly cpuMsPerRequest: number;
}

/** What the figures say, as text for a terminal: table, extrapolation, and its limits. */
export function yearReport(figures: YearFigures): string {
  const { marks, machine, backup } = figures;
  const first = marks[0]!;
  const last = marks.at(-1)!;
  const whole = rate(first, last);
  const parts = thirds(marks).map(([from, to]) => rate(from, to));
  const perCopy = (ms: number): string => `${(ms / last.copies).toFixed(2)} ms`;
  const peakMb = Math.max(...marks.map(({ residentMb }) => residentMb));
  const { cpu } = last;
  const shares = Object.entries(cpu).sort((one, other) => other[1] - one[1]);
  const year = CITY_YEAR.copies;
  const hours = (year / whole.copiesPerSecond) * (1_000 / MS_PER_HOUR);
  const cpuHours = (year * whole.cpuMsPerCopy) / MS_PER_HOUR;
  const rows: [string, string][] = [
    ['copies delivered, signed and answered', thousands(last.copies)],
    ['played working hours, wall time', `${figures.playedHours} h in ${seconds(last.wallMs)}`],
    ['copies per second', whole.copiesPerSecond.toFixed(1)],
    ['requests per second', ((last.requests / last.wallMs) * 1_000).toFixed(0)],
    ['CPU of the product per copy', `${whole.cpuMsPerCopy.toFixed(2)} ms`],
    ...shares.map(([part, ms]): [string, string] => [`  ${PARTS[part] ?? part}`, perCopy(ms)]),
    [
      'CPU per request, by thirds of them',
      parts.map((r) => `${r.cpuMsPerRequest.toFixed(2)} ms`).join(', '),
    ],
    ['commands to the store, and its commits', storeWork(figures)],
    ['CPU of the people played, per copy', perCopy(last.clientCpuMs)],
    ['memory at the end, at most', `${last.residentMb.toFixed(0)}, ${peakMb.toFixed(0)} MB`],
    ['disk: engine, store', `${mb(last.disk.engine)}, ${mb(last.disk.store)}`],
    ['disk per copy', `${(whole.bytesPerCopy / 1_024).toFixed(2)} KB`],
    ...Object.entries(figures.store.collections)
      .slice(0, 8)
      .map(([name, bytes]): [string, string] => [
        `  documents of ${name}`,
        `${(bytes / last.copies / 1_024).toFixed(2)} KB per copy`,
      ]),
    ...(backup === null
      ? []
      : [
          [
            'backup at the end, running',
            `${mb(backup.bytes)} in ${seconds(backup.durationMs)}, writes waited ${backup.heldMs} ms`,
          ] as [string, string],
        ]),
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  const table = rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n');
  return [
    `${machine.processor}, ${machine.cores} cores, load ${machine.loadBefore.toFixed(1)} before`,
    table,
    '',
    `A full year (${thousands(CITY_YEAR.dispatches)} dispatches, ${thousands(year)} copies) at the`,
    'rate of the whole run:',
    `  ${hours.toFixed(0)} h of this machine with everybody played on it too, ` +
      `${((hours / YEAR_HOURS) * 100).toFixed(0)} % of the ${YEAR_HOURS} working hours of a year`,
    `  ${cpuHours.toFixed(0)} core hours of the product, ` +
      `${((cpuHours / YEAR_HOURS / machine.cores) * 100).toFixed(1)} % of ${machine.cores} cores in those hours`,
    `  ${((whole.bytesPerCopy * year) / 2 ** 30).toFixed(0)} GB on the disk`,
    `  the busiest part is ${PARTS[shares[0]![0]] ?? ''}`,
    '',
    ...limits(figures),
  ].join('\n');
}

const PARTS: Readonly<Record<string, string>> = {
  server: 'server (pages, API, projections)',
  engine: 'engine',
  store: 'store',
  others: 'collector, files, hashing',
};

function storeWork({ store, marks }: YearFigures): string {
  const copies = marks.at(-1)!.copies;
  const commands = Object.values(store.commands).reduce((sum, n) => sum + n, 0);
  return `${(commands / copies).toFixed(1)} and ${(store.commits / copies).toFixed(1)} per copy`;
}

/** What the extrapolation does not know. */
function limits({ scale, dispatches }: YearFigures): string[] {
  return [
    'Its limits:',
    `  - ${(scale * 100).toFixed(2)} % of a year was played (${dispatches} dispatches); the rest is a straight line`,
    '    through it, and a store a hundred times larger no longer fits into memory',
    '  - the delays of units are assumed; nobody but the played people looks at boards and lists',
    `  - one reader in ${DOWNLOADED_BY_ONE_IN} downloads the document, of 40 KB, which is stored once per dispatch`,
    '  - the played people share the cores with the product',
  ];
}

function rate(from: YearMark, to: YearMark): Rate {
  const copies = Math.max(1e-9, to.copies - from.copies);
  const total = ({ cpu }: YearMark): number => Object.values(cpu).reduce((sum, ms) => sum + ms, 0);
  const bytes = ({ disk }: YearMark): number => disk.engine + disk.store;
  return {
    copiesPerSecond: (copies / (to.wallMs - from.wallMs)) * 1_000,
    cpuMsPerCopy: (total(to) - total(from)) / copies,
    bytesPerCopy: (bytes(to) - bytes(from)) / copies,
    cpuMsPerRequest: (total(to) - total(from)) / Math.max(1, to.requests - from.requests),
  };
}

/** Moments between which a third of the requests was answered each. */
function thirds(marks: readonly YearMark[]): [YearMark, YearMark][] {
  const all = marks.at(-1)!.requests;
  const at = (share: number): YearMark =>
    marks.find(({ requests }) => requests >= all * share) ?? marks.at(-1)!;
  const bounds = [0, 1 / 3, 2 / 3, 1].map(at);
  return bounds
    .slice(1)
    .map((to, i): [YearMark, YearMark] => [bounds[i]!, to])
    .filter(([from, to]) => to.requests > from.requests);
}

const mb = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(0)} MB`;
const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;
const thousands = (n: number): string => Math.round(n).toLocaleString('en');
