import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { copyStoppedEngine } from '../engine/copy-engine.ts';
import { runProgram } from './boot/program.ts';
import { speaker } from './boot/say.ts';
import type { Config } from './config.ts';
import type { BackupOutcome, BackupReport } from './operator/backup/outcome.ts';
import { backupStopped } from './operator/backup/stopped.ts';
import { megabytes } from './operator/backup/target.ts';
import { findProduct } from './operator/client.ts';
import { productVersion } from './root.ts';

/**
 * Backs up the product of this configuration's data folder: asks it when it runs, copies its files
 * when it doesn't. Restoring is copying the folder back.
 */
const say = speaker(process.stdout, process.stderr);
await runProgram(
  {
    usage: 'usage: npm run backup -- --to DIR   (a new or empty folder)',
    words: target,
    run: async (to, config) => {
      const outcome = await backup(to, config);
      if ('refused' in outcome) return `no backup was made: ${outcome.refused}`;
      report(outcome.done);
      return null;
    },
  },
  say,
);

function target(): string | null {
  const { values } = parseArgs({ options: { to: { type: 'string' } } });
  return values.to === undefined || values.to === '' ? null : resolve(values.to);
}

async function backup(to: string, config: Config): Promise<BackupOutcome> {
  const product = await findProduct(config.dataDir);
  if (product !== null) return product.act<BackupReport>('backup', { to }, say.news);
  const stopped = { config, version: productVersion(), copyEngine: copyStoppedEngine };
  return backupStopped(stopped, to, say.news);
}

function report({ to: folder, bytes, durationMs, heldMs, elsewhere }: BackupReport): void {
  say.news(
    `backed up to ${folder}: ${megabytes(bytes)} in ${durationMs} ms; writes waited ${heldMs} ms`,
  );
  for (const line of elsewhere) say.trouble(`not in it: ${line}`);
  say.news('to restore: stop the product, copy that folder to DATA_DIR, start');
}
