/** The worker of 督办: which light the item has reached, and when to look again. */
import { instant, isoInChina, text, type LegalClock, type Worker } from '../worker/index.ts';

const ORDER = ['none', 'blue', 'yellow', 'red'] as const;
type Rung = (typeof ORDER)[number];

/** When nothing is left to reach, look again after this long: the due time may have moved. */
const LOOK_AGAIN = '1wd';

function rungsOf(
  due: number,
  clock: LegalClock,
  blueBefore: string,
  yellowBefore: string,
): { light: Rung; at: number }[] | undefined {
  const blue = clock.before(due, blueBefore);
  const yellow = clock.before(due, yellowBefore);
  if (blue === undefined || yellow === undefined) return undefined;
  return [
    { light: 'blue', at: Math.min(blue, yellow) },
    { light: 'yellow', at: yellow },
    { light: 'red', at: due + 1 },
  ];
}

/**
 * Looks at the present due time, so an extension or a new calendar is seen at the next look: a
 * timer that has become too early finds nothing changed and waits for the new time.
 * Completes with the highest light reached, whether it is new, and the next instant to look.
 */
const ladder: Worker = {
  type: 'supervision:ladder',
  purpose: '按当前期限判断蓝、黄、红灯，并给出下一次查看的时间',
  fetchVariables: ['supervisionDueAt', 'lightReached'],
  headers: {
    due: { required: true, meaning: '期限所在的变量名' },
    blueBefore: { required: true, meaning: '到期前多久蓝色预警，如 2wd' },
    yellowBefore: { required: true, meaning: '到期前多久亮黄灯；0wd 为到期当日' },
  },
  async work(job, ports) {
    const due = instant(job.variables['supervisionDueAt']);
    const { blueBefore = '2wd', yellowBefore = '0wd' } = job.headers;
    const rungs =
      due === undefined ? undefined : rungsOf(due, ports.clock, blueBefore, yellowBefore);
    if (!rungs) return { incident: { message: '督办期限或预警提前量无法识别' } };
    const now = ports.clock.now();
    const reached = rungs.filter((rung) => rung.at <= now).at(-1)?.light ?? 'none';
    const before = text(job.variables['lightReached'], 'none') as Rung;
    const next =
      rungs.find((rung) => rung.at > now)?.at ??
      ports.clock.dueAt(now, LOOK_AGAIN)?.dueAt ??
      now + 86_400_000;
    return {
      complete: {
        lightReached: reached,
        lightChanged: reached !== 'none' && ORDER.indexOf(reached) > ORDER.indexOf(before),
        nextCheckAt: isoInChina(next),
      },
    };
  },
};

/** Workers of this package. */
export const workers: readonly Worker[] = [ladder];
