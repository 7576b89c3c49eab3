import type { CaseClock } from '../../server/cases/schema.ts';

/** A clock as a page shows it; `copies` counts equal clocks of many units that it stands for. */
export type ClockView = CaseClock & { copies: number };

/**
 * The clocks of a case. Where many units have the same clock each, the one that ends first stands
 * for all: 500 equal cards tell nobody anything.
 */
export function clocksOf(clocks: readonly CaseClock[]): ClockView[] {
  const groups = new Map<string, CaseClock[]>();
  for (const clock of clocks) {
    const name = `${clock.kind} ${clock.name}`;
    groups.set(name, [...(groups.get(name) ?? []), clock]);
  }
  return [...groups.values()].flatMap((group) => {
    if (group.length <= 3) return group.map((clock) => ({ ...clock, copies: 0 }));
    const running = group.filter((clock) => clock.state !== 'stopped');
    const first = [...(running.length > 0 ? running : group)].sort(byDue)[0]!;
    return [{ ...first, copies: group.length }];
  });
}

function byDue(a: CaseClock, b: CaseClock): number {
  return (a.due?.dueAt ?? '9').localeCompare(b.due?.dueAt ?? '9');
}
