import type { Board } from '../../server/board/schema.ts';

type Lights = Partial<Record<string, number>>;

/** A line of a table of lights, with the link to the cases behind it. */
export interface LightLine {
  name: string;
  href: string;
  open: number;
  red: number;
  yellow: number;
  blue: number;
  green: number;
  redHref: string;
}

function lineOf(name: string, query: string, open: number, lights: Lights): LightLine {
  const href = `/cases?scope=all&state=active&${query}`;
  return {
    name,
    href,
    open,
    red: lights['red'] ?? 0,
    yellow: lights['yellow'] ?? 0,
    blue: lights['blue'] ?? 0,
    green: (lights['green'] ?? 0) + (lights['none'] ?? 0),
    redHref: `${href}&light=red`,
  };
}

/** The tables of the board: by business, by unit (most overdue first), by step. */
export function boardTables(board: Board): {
  business: LightLine[];
  unit: LightLine[];
  step: (LightLine & { median: number | null; p90: number | null })[];
} {
  const titles = new Map(board.byBusiness.map((row) => [row.business, row.title]));
  const query = (name: string, value: string): string => `${name}=${encodeURIComponent(value)}`;
  return {
    business: board.byBusiness.map((row) =>
      lineOf(row.title, query('business', row.business), row.cases, row.lights),
    ),
    unit: board.byUnit
      .map((row) => lineOf(row.unitName, query('unit', row.unitCode || '-'), row.open, row.lights))
      .sort((a, b) => b.red - a.red || b.yellow - a.yellow || b.open - a.open)
      .slice(0, 100),
    step: board.byStep
      .map((row) => ({
        ...lineOf(
          `${titles.get(row.business) ?? row.business} · ${row.stepName}`,
          `${query('business', row.business)}&${query('step', row.element)}`,
          row.open,
          row.lights,
        ),
        median: row.medianMinutes,
        p90: row.p90Minutes,
      }))
      .sort((a, b) => b.red - a.red || b.open - a.open)
      .slice(0, 60),
  };
}
