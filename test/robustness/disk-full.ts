import { execFileSync } from 'node:child_process';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { isBuilt, temporaryFolder } from '../support/product.ts';
import type { Fault, FaultReport, Scale } from './fault.ts';
import { openSite } from './product/site.ts';
import type { Site } from './product/site.ts';

/** Room for a demo city and some more. */
const SIZE_MB = 96;
const SHORT_ROUNDS = 1;
const ROUNDS = 5;

/** The data folder's file system has no room for a while; then somebody makes room. */
export const diskFull: Fault = {
  name: 'disk full under load',
  missing: () => {
    if (!isBuilt()) return 'dist/ is missing: npm run build';
    return canMount() ? null : 'a small file system cannot be mounted (needs root)';
  },
  run: async (scale) => {
    const folder = temporaryFolder('disk-full');
    mount(folder.path);
    try {
      return await fillAndEmpty(scale, folder.path);
    } finally {
      execFileSync('umount', ['--lazy', folder.path]);
      folder.remove();
    }
  },
};

async function fillAndEmpty({ seed, isShort }: Scale, dataDir: string): Promise<FaultReport> {
  const site = await openSite(seed, dataDir);
  const rounds = isShort ? SHORT_ROUNDS : ROUNDS;
  try {
    site.work();
    for (let round = 0; round < rounds; round += 1) {
      await pause(1_000);
      const filler = path.join(dataDir, 'filler');
      fill(filler);
      await pause(2_000);
      const before = site.ledger.acknowledged;
      rmSync(filler);
      await isAtWorkAgain(site, before);
    }
    const { lost, doubled } = await site.finish();
    for (const flaw of [...lost, ...doubled]) console.error(`  ${flaw}`);
    const said = site.product.said().match(/^.*(no space|full).*$/im)?.[0];
    if (said === undefined) throw new Error(`it never said why:\n${site.product.said()}`);
    return {
      injected: rounds,
      lost: lost.length,
      doubled: doubled.length,
      longestUnavailableMs: site.away.longestMs(),
      note: 'goes on by itself when there is room',
    };
  } catch (error) {
    console.error(site.product.said());
    await site.drop();
    throw error;
  }
}

/** Something is acknowledged again by the same process: nobody had to start it. */
async function isAtWorkAgain(site: Site, before: number): Promise<void> {
  const deadline = performance.now() + 30_000;
  while (site.ledger.acknowledged < before + 20) {
    if (performance.now() > deadline) throw new Error('does not go on although there is room');
    await pause(20);
  }
}

/** Takes all the room there is. */
function fill(file: string): void {
  const target = openSync(file, 'w');
  const zeros = Buffer.alloc(64 * 1_024);
  try {
    for (;;) if (writeSync(target, zeros) < zeros.length) break;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  } finally {
    closeSync(target);
  }
}

function mount(folder: string): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE_MB}m`, 'tongqu-test', folder], {
    stdio: 'pipe',
  });
}

function canMount(): boolean {
  const folder = temporaryFolder('mount');
  try {
    mount(folder.path);
    execFileSync('umount', [folder.path]);
    return true;
  } catch {
    return false;
  } finally {
    folder.remove();
  }
}
