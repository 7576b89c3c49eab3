import type { VariableLookup } from '../feel/environment.ts';
import {
  evaluateDateTime,
  evaluateInterval,
  evaluateString,
} from '../feel/expression-processor.ts';
import type { Evaluated } from '../feel/expression-processor.ts';
import type { TimerDefinition } from '../model/executable.ts';
import { cronFailure } from './cron-fault.ts';
import { nextCronMs, parseCron } from './cron.ts';
import type { Cron } from './cron.ts';
import { startFault } from './cycle-fault.ts';
import { intervalDueMs, parseInterval } from '../feel/interval.ts';
import type { Interval } from '../feel/interval.ts';

/**
 * A timer whose definition has been evaluated. Repetitions as Zeebe counts them: 1 = once,
 * -1 = for ever.
 * Source: bpmn-model/.../util/time/{RepeatingInterval,TimeDateTimer}.java, CronTimer.java
 */
export type Timer =
  | { readonly kind: 'interval'; readonly repetitions: number; readonly interval: Interval }
  | { readonly kind: 'date'; readonly dueMs: number }
  | { readonly kind: 'cron'; readonly cron: Cron };

export type TimerParse =
  { readonly ok: true; readonly timer: Timer } | { readonly ok: false; readonly message: string };

/** When the timer is due next after `fromMs`, and how often it is due from then on. */
export function nextDue(timer: Timer, fromMs: number): { dueMs: number; repetitions: number } {
  switch (timer.kind) {
    case 'interval': {
      const dueMs = intervalDueMs(timer.interval, fromMs);
      return { dueMs, repetitions: timer.repetitions };
    }
    case 'date':
      return { dueMs: timer.dueMs, repetitions: 1 };
    case 'cron': {
      const dueMs = nextCronMs(timer.cron, fromMs);
      return dueMs === null ? { dueMs: fromMs, repetitions: 0 } : { dueMs, repetitions: -1 };
    }
  }
}

/**
 * The timer after it was triggered at `dueMs`, with the repetitions left (as the TIMER record held
 * them); null when it is over. The next due time counts from the last one, so nothing drifts.
 * Source: TimerTriggerProcessor.rescheduleTimer, refreshTimer
 */
export function nextRepetition(
  timer: Timer,
  repetitions: number,
  dueMs: number,
): { timer: Timer; repetitions: number } | null {
  if (timer.kind === 'date') return null;
  const left = repetitions === -1 ? -1 : repetitions - 1;
  if (timer.kind === 'cron') return { timer, repetitions: left };
  if (left === 0) return null;
  const { months, days, ms } = timer.interval;
  const span: Interval = { months, days, ms };
  const interval: Interval = { ...span, startMs: intervalDueMs(span, dueMs) };
  return { timer: { kind: 'interval', repetitions: left, interval }, repetitions: left };
}

/**
 * Evaluates a timer definition.
 * Failures (EXTRACT_VALUE_ERROR): the expression's; a text that is no duration, date or cycle.
 */
export function evaluateTimer(
  definition: TimerDefinition,
  lookup: VariableLookup,
  clock: () => number,
): Evaluated<Timer> {
  switch (definition.kind) {
    case 'duration': {
      const result = evaluateInterval(definition.expression, lookup, clock);
      if (!result.ok) return result;
      return { ok: true, value: { kind: 'interval', repetitions: 1, interval: result.value } };
    }
    case 'date': {
      const result = evaluateDateTime(definition.expression, lookup, clock);
      if (!result.ok) return result;
      return { ok: true, value: { kind: 'date', dueMs: result.value.epochMs } };
    }
    case 'cycle': {
      const result = evaluateString(definition.expression, lookup, clock);
      if (!result.ok) return result;
      const parsed = parseCycle(result.value);
      if (parsed.ok) return { ok: true, value: parsed.timer };
      const failure = { message: parsed.message, errorType: 'EXTRACT_VALUE_ERROR' } as const;
      return { ok: false, failure };
    }
  }
}

/** Parses `R3/PT10S`, `R/…`, `R3/start/P1D`, or cron. Failures: Zeebe's text for each. */
export function parseCycle(text: string): TimerParse {
  if (!text.startsWith('R')) {
    const cron = parseCron(text);
    if (cron === null) return { ok: false, message: cronFailure(text) };
    return { ok: true, timer: { kind: 'cron', cron } };
  }
  const slash = text.indexOf('/');
  if (slash === -1) return { ok: false, message: 'No interval given' };
  const count = text.slice(1, slash);
  if (count !== '' && !(/^[+-]?\d+$/.test(count) && Number(count) === (Number(count) | 0))) {
    return { ok: false, message: 'Cannot parse repetitions count' };
  }
  const span = text.slice(slash + 1);
  const start = span.lastIndexOf('/');
  const fault = start > 0 ? startFault(span.slice(0, start)) : null;
  const interval = fault === null ? parseInterval(span) : null;
  if (interval === null) {
    return { ok: false, message: fault ?? intervalFailure(span.slice(start + 1)) };
  }
  const repetitions = count === '' ? -1 : Number(count);
  return { ok: true, timer: { kind: 'interval', repetitions, interval } };
}

/** java.time's message for a text that is no period or duration. */
export function intervalFailure(text: string): string {
  const kind = /^[+-]?PT/i.test(text) ? 'Duration' : 'Period';
  return `Text cannot be parsed to a ${kind}`;
}
