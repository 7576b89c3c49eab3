import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { findProduct } from '../../server/operator/client.ts';
import type { BackupReport } from '../../server/operator/backup/outcome.ts';
import { projectRoot } from '../architecture/project-files.ts';
import { isBuilt, temporaryFolder } from '../support/product.ts';
import { machine } from './machine.ts';
import { YearClient } from './year-client.ts';
import { CITY_YEAR, RECIPIENTS } from './year-facts.ts';
import { YearPeople } from './year-people.ts';
import { yearPlan } from './year-plan.ts';
import {
  type CpuByPart,
  type DiskByPart,
  startYearProcess,
  storeFacts,
  type StoreFacts,
  type YearProcess,
} from './year-process.ts';
import { yearReport } from './year-report.ts';

/** Where the product stood at one moment of the run. */
export interface YearMark {
  readonly wallMs: number;
  /** A copy counts a third when delivered, signed, and answered. */
  readonly copies: number;
  readonly requests: number;
  readonly cpu: CpuByPart;
  readonly clientCpuMs: number;
  readonly disk: DiskByPart;
  readonly residentMb: number;
}

/** What a run measured. */
export interface YearFigures {
  readonly at: string;
  readonly machine: ReturnType<typeof machine>;
  readonly scale: number;
  readonly seed: number;
  readonly dispatches: number;
  readonly recipients: number;
  readonly playedHours: number;
  readonly marks: readonly YearMark[];
  readonly store: StoreFacts;
  /** Of a backup at the end, while the product runs. */
  readonly backup: BackupReport | null;
}

/**
 * `npm run bench:year -- --scale 0.01`: plays the first part of a city's year of document exchange
 * through the whole built product (API, engine, projections, store) in accelerated time, and
 * extrapolates. Ends by itself; prints a table and writes `test/bench/out/year.json`. Options:
 * `--scale S` (0.01: 386 dispatches, 192,760 copies), `--seed N`.
 */
const { values } = parseArgs({
  options: {
    scale: { type: 'string', default: '0.01' },
    seed: { type: 'string', default: '1' },
    out: { type: 'string', default: path.join(projectRoot, 'test/bench/out') },
  },
});
if (!isBuilt()) throw new Error('dist/ is missing: run `npm run build` first');
const scale = Number(values.scale);
const seed = Number(values.seed);
if (!(scale > 0 && scale <= 1)) throw new Error('--scale takes a number above 0 and up to 1');
const dispatches = Math.max(1, Math.round(CITY_YEAR.dispatches * scale));
const text = readFileSync(
  path.join(projectRoot, 'server/demo/documents/衢州市电子政务建设情况.txt'),
  'utf8',
);
const described = machine();
const folder = temporaryFolder('year');
const product = await startYearProcess(folder.path, RECIPIENTS);
try {
  const figures = await play(product);
  mkdirSync(values.out, { recursive: true });
  writeFileSync(path.join(values.out, 'year.json'), `${JSON.stringify(figures, null, 2)}\n`);
  console.log(yearReport(figures));
} finally {
  await product.stop();
  YearClient.close();
  folder.remove();
}

async function play(running: YearProcess): Promise<YearFigures> {
  const people = new YearPeople(running.url, running, text);
  const afterMs = Date.now();
  const slots = yearPlan({ dispatches, recipients: RECIPIENTS, afterMs, seed });
  console.log(`${dispatches} dispatches to ${RECIPIENTS} units, ${slots.length} hours to play`);
  const began = performance.now();
  const cpuBefore = running.cpu();
  const clientBefore = process.cpuUsage();
  const mark = (): YearMark => {
    const { delivered, signed, replied, requests } = people.done;
    const { user, system } = process.cpuUsage(clientBefore);
    return {
      wallMs: performance.now() - began,
      copies: (delivered + signed + replied) / 3,
      requests,
      cpu: less(running.cpu(), cpuBefore),
      clientCpuMs: (user + system) / 1_000,
      disk: running.disk(),
      residentMb: running.residentMb(),
    };
  };
  const marks = [mark()];
  for (const [hour, slot] of slots.entries()) {
    await running.moveClocks(slot.atMs - Date.now());
    await people.play(slot);
    marks.push(mark());
    if (hour % 7 === 6) say(slots.length, hour + 1, marks.at(-1)!);
  }
  const store = await storeFacts(folder.path);
  return {
    ...{ at: new Date().toISOString(), machine: described, scale, seed, dispatches },
    ...{ recipients: RECIPIENTS, playedHours: slots.length, marks, store },
    backup: await backup(),
  };
}

async function backup(): Promise<BackupReport | null> {
  const door = await findProduct(path.join(folder.path, 'data'));
  const to = path.join(folder.path, 'backup');
  const outcome = await door?.act<BackupReport>('backup', { to }, () => undefined);
  if (outcome === undefined || 'refused' in outcome) {
    console.log(`no backup: ${outcome?.refused ?? 'no door'}`);
    return null;
  }
  return outcome.done;
}

function less(now: CpuByPart, before: CpuByPart): CpuByPart {
  return {
    server: now.server - before.server,
    engine: now.engine - before.engine,
    store: now.store - before.store,
    others: now.others - before.others,
  };
}

function say(hours: number, hour: number, { wallMs, copies, residentMb, disk }: YearMark): void {
  const mb = (bytes: number): string => (bytes / 2 ** 20).toFixed(0);
  console.log(
    `hour ${hour} of ${hours}: ${copies.toFixed(0)} copies in ${(wallMs / 1000).toFixed(0)} s, ` +
      `memory ${residentMb.toFixed(0)} MB, engine ${mb(disk.engine)} MB, store ${mb(disk.store)} MB`,
  );
}
