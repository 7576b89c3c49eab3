import type { NoticeKind, Ports } from '../../processes/worker/index.ts';
import { dueWithPauses, instantBefore, type Calendar } from '../../server/clock/index.ts';

/** The ports in memory, on a clock that the scenario moves. */
export interface TestPorts extends Ports {
  readonly notices: { kind: NoticeKind; to: readonly string[]; title: string }[];
  readonly started: { business: string; variables: Record<string, unknown> }[];
}

/** Ports for one scenario. `now` tells the virtual time, epoch milliseconds. */
export function createTestPorts(calendar: Calendar, now: () => number): TestPorts {
  const notices: TestPorts['notices'] = [];
  const started: TestPorts['started'] = [];
  const done = new Set<string>();
  const numbers = new Map<string, string>();
  const next = new Map<string, number>();
  return {
    notices,
    started,
    numbering: {
      async next({ series, pattern, year, onceKey }) {
        const given = numbers.get(onceKey);
        if (given !== undefined) return given;
        const sequence = (next.get(`${series}:${year}`) ?? 0) + 1;
        next.set(`${series}:${year}`, sequence);
        const number = pattern
          .replace('{year}', String(year))
          .replace(/\{seq(?::(\d+))?\}/, (_, width?: string) =>
            String(sequence).padStart(Number(width ?? 1), '0'),
          );
        numbers.set(onceKey, number);
        return number;
      },
    },
    clock: {
      now,
      dueAt: (from, limit, pauses) => dueWithPauses(calendar, from, limit, pauses),
      before: (dueAt, limit) => instantBefore(calendar, dueAt, limit),
    },
    notifier: {
      async send({ kind, to, title, onceKey }) {
        if (!done.has(onceKey)) notices.push({ kind, to, title });
        done.add(onceKey);
      },
    },
    organisation: {
      unitName: (code) => code,
      unitsOf: async () => [],
      unknownUnits: async (codes) => codes.filter((code) => !/^\d{6}/.test(code)),
    },
    cases: {
      async start({ business, variables, onceKey }) {
        if (!done.has(onceKey)) started.push({ business, variables });
        done.add(onceKey);
        return { caseKey: `2251799813685${started.length}` };
      },
    },
  };
}
