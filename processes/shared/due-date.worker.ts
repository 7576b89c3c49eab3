import { instant, isoInChina, text, type ClockPause, type Worker } from '../worker/index.ts';

/** The variable, header value or literal: `=name` reads a variable, anything else is itself. */
function valueOf(
  written: string | undefined,
  variables: Readonly<Record<string, unknown>>,
): string {
  if (written === undefined) return '';
  return written.startsWith('=') ? text(variables[written.slice(1).trim()]) : written;
}

/**
 * Computes when a limit ends, into a variable that timers wait for and pages show.
 * Completes with an ISO time in China's zone (`2026-03-13T23:59:59.999+08:00`) and, beside it,
 * `<result>Provisional` when a holiday notice is still to come (暂定).
 * With `warnBefore`, also `<result>Warn`, the instant at which that much is left.
 * Refuses with an incident when the limit cannot be read: the diagram or the data is wrong.
 */
export const dueDateWorker: Worker = {
  type: 'tongqu:due-date',
  purpose: '按法定工作日历计算期限届满的时间，写入变量，供定时器和页面使用',
  // `from` and `limit` may name any variable, so all are fetched: cases keep theirs small.
  fetchVariables: [],
  headers: {
    limit: { required: true, meaning: '期限，如 5wd、60d、30m，或 =变量名' },
    result: { required: true, meaning: '写入的变量名' },
    from: { required: false, meaning: '起算时间所在的变量名；不填为现在' },
    pauses: { required: false, meaning: '不计入的时段所在的变量名：[{from, to}]' },
    warnBefore: { required: false, meaning: '提前多久预警，如 2wd；写入“变量名Warn”' },
  },
  async work(job, ports) {
    const limit = valueOf(job.headers['limit'], job.variables);
    const result = job.headers['result'];
    if (!result) return { incident: { message: '缺少 result：不知道写入哪个变量' } };
    const from = startOf(job.headers['from'], job.variables, ports.clock.now());
    if (from === undefined) return { incident: { message: '起算时间无法识别' } };
    const pauses = pausesOf(job.variables[job.headers['pauses'] ?? '']);
    const due = ports.clock.dueAt(from, limit, pauses);
    if (!due)
      return { incident: { message: `期限“${limit}”无法识别，应写作 5wd、60d、3mo 或 30m` } };
    const answer: Record<string, unknown> = {
      [result]: isoInChina(due.dueAt),
      [`${result}Provisional`]: due.provisional,
    };
    const warnBefore = valueOf(job.headers['warnBefore'], job.variables);
    const warnAt = warnBefore ? ports.clock.before(due.dueAt, warnBefore) : undefined;
    if (warnBefore && warnAt === undefined) {
      return { incident: { message: `提前量“${warnBefore}”无法识别` } };
    }
    if (warnAt !== undefined) answer[`${result}Warn`] = isoInChina(warnAt);
    return { complete: answer };
  },
};

function startOf(
  from: string | undefined,
  variables: Readonly<Record<string, unknown>>,
  now: number,
): number | undefined {
  return from ? instant(variables[from.replace(/^=\s*/, '')]) : now;
}

/** The pauses of a list `[{from, to}]`; what is no pause is left out. */
function pausesOf(value: unknown): ClockPause[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((item: unknown) => {
    if (typeof item !== 'object' || item === null) return [];
    const { from, to } = { from: undefined, to: undefined, ...item };
    const [begin, end] = [instant(from), instant(to)];
    return begin === undefined || end === undefined ? [] : [{ from: begin, to: end }];
  });
}
