import { setTimeout as pause } from 'node:timers/promises';
import type { EngineCore } from '../../engine/engine-core.ts';
import { openEngineCore } from '../../engine/engine-core.ts';
import { temporaryFolder } from '../support/product.ts';
import type { Fault, FaultReport } from './fault.ts';

const HOUR_MS = 3_600_000;
/** Where the machine's clock stands beside the real time, one jump after the other. */
const JUMPS_MS = [0, -2 * HOUR_MS, 5 * HOUR_MS, -24 * HOUR_MS, 24 * HOUR_MS];
/** Messages that live for an hour, published after each jump. */
const MESSAGES = 20;
/** How long after a jump forward what is due by it may stay undone. */
const NOTICED_MS = 10_000;

/** Somebody sets the machine's clock, hours forward and back, while messages wait to expire. */
export const clockJumps: Fault = {
  name: 'clock jumps both ways under the engine',
  run: async () => {
    const folder = temporaryFolder('clock-jumps');
    const realNow = Date.now;
    try {
      const core = await openEngineCore({ dataDir: folder.path, keepsLog: true });
      try {
        return await jump(core, realNow);
      } finally {
        await core.close();
      }
    } finally {
      Date.now = realNow;
      folder.remove();
    }
  },
};

async function jump(core: EngineCore, realNow: () => number): Promise<FaultReport> {
  const deadlines = new Map<number, number>();
  let longest = 0;
  for (const [index, offsetMs] of JUMPS_MS.entries()) {
    Date.now = () => realNow() + offsetMs;
    const jumpedAt = performance.now();
    await publish(core, index, deadlines);
    const due = (): number => [...deadlines.values()].filter((at) => at <= Date.now()).length;
    while (expiries(core).length < due()) {
      if (performance.now() - jumpedAt > NOTICED_MS) break;
      await pause(10);
    }
    longest = Math.max(longest, performance.now() - jumpedAt);
  }
  const expired = expiries(core);
  const times = expired.filter(({ timestamp, key }) => timestamp < (deadlines.get(key) ?? 0));
  if (times.length > 0) throw new Error(`${times.length} messages expired before their time`);
  const highest = Math.max(...JUMPS_MS) + realNow();
  const due = [...deadlines].filter(([, at]) => at <= highest).map(([key]) => key);
  const keys = new Set(expired.map(({ key }) => key));
  return {
    injected: JUMPS_MS.length - 1,
    lost: due.filter((key) => !keys.has(key)).length,
    doubled: expired.length - keys.size,
    longestUnavailableMs: longest,
    note: `${expired.length} of ${deadlines.size} messages were due and expired`,
  };
}

async function publish(
  core: EngineCore,
  round: number,
  deadlines: Map<number, number>,
): Promise<void> {
  for (let number = 0; number < MESSAGES; number += 1) {
    const answer = await core.port.write({
      valueType: 'MESSAGE',
      intent: 'PUBLISH',
      key: -1,
      value: {
        name: 'waits',
        correlationKey: `${round}-${number}`,
        timeToLive: HOUR_MS,
        messageId: '',
        deadline: -1,
        variables: '{}',
      },
    } as Parameters<typeof core.port.write>[0]);
    if (answer.kind !== 'event') throw new Error(`not published: ${JSON.stringify(answer)}`);
    deadlines.set(answer.record.key, Date.now() + HOUR_MS);
  }
}

function expiries(core: EngineCore): { key: number; timestamp: number }[] {
  return [...core.log.all()].filter(
    ({ valueType, intent, recordType }) =>
      valueType === 'MESSAGE' && intent === 'EXPIRED' && recordType === 'EVENT',
  );
}
