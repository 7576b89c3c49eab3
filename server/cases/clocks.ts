import { clockState, dayOf, explain } from '../clock/index.ts';
import { instant, type Desk } from '../desk.ts';
import { clockModel, type CaseRecord, type ClockRecord } from './case.model.ts';
import { ladderOf } from './clock.projection.ts';
import type { CaseClock } from './schema.ts';

/** Most ledgers shown with a case: those of copies would be hundreds. */
const MAX_CLOCKS = 20;

/** A case's clocks with “为什么是这一天”. Those of the whole case first, then the next to end. */
export async function presentClocks(desk: Desk, found: CaseRecord): Promise<CaseClock[]> {
  const kept = await clockModel(desk.connection)
    .find({ caseKey: found._id })
    .limit(2_000)
    .lean<ClockRecord[]>();
  const order = [...kept].sort(
    (left, right) =>
      Number(left.scopeKey !== null) - Number(right.scopeKey !== null) || left.dueAt - right.dueAt,
  );
  return order.slice(0, MAX_CLOCKS).flatMap((clock) => presentClock(desk, found, clock));
}

function presentClock(desk: Desk, found: CaseRecord, kept: ClockRecord): CaseClock[] {
  const clock = desk.packages.clocks(found.business).find(({ id }) => id === kept.clockId);
  if (!clock) return [];
  const now = desk.clock.now();
  const state = clockState(kept.entries, desk.calendar, now, ladderOf(clock, kept.entries));
  if (state.status === 'notStarted') return [];
  const account = explain(kept.entries, desk.calendar, now);
  const limit = kept.entries.find((entry) => entry.limit !== undefined)?.limit ?? clock.limit;
  return [
    {
      id: kept.scopeKey === null ? clock.id : `${clock.id}-${kept.scopeKey}`,
      name: clock.name,
      kind: clock.kind,
      limit,
      basis: clock.basis,
      state: state.status,
      due:
        state.dueAt === undefined
          ? null
          : {
              dueAt: instant(state.dueAt),
              warnAt: state.warnAt === undefined ? null : instant(state.warnAt),
              light: state.light,
              provisional: state.provisional,
              remainingWorkingDays:
                state.remainingWorkingDays ??
                desk.calendar.countBetween(dayOf(now), dayOf(state.dueAt)),
            },
      entries: kept.entries.map(({ action, at, reason, basis }) => ({
        type: action,
        at: instant(at),
        text: `${reason}${basis === '' ? '' : `（${basis}）`}`,
      })),
      explanation: account.days.map(({ date, counted, number, why }) => ({
        date,
        counted,
        number: number ?? null,
        reason: why,
      })),
    },
  ];
}
