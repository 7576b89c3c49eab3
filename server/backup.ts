import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { copyStoppedEngine } from '../engine/copy-engine.ts';
import { reasonOf } from './boot/backoff.ts';
import { readConfig } from './config.ts';
import type { BackupOutcome, BackupReport } from './operator/backup/outcome.ts';
import { backupStopped } from './operator/backup/stopped.ts';
import { megabytes } from './operator/backup/target.ts';
import { findProduct } from './operator/client.ts';
import { productVersion } from './root.ts';

const USAGE = 'usage: npm run backup -- --to DIR   (a new or empty folder)';
const EXIT_USAGE = 64;
const EXIT_CONFIG = 78;

/**
 * Backs up the product of this configuration's data folder: asks it when it runs, copies its files
 * when it doesn't. Restoring is copying the folder back.
 */
const say = (line: string): void => void process.stdout.write(`Tongqu: ${line}\n`);
const complain = (line: string): void => void process.stderr.write(`Tongqu: ${line}\n`);

const to = target();
const read = readConfig(process.env);
if (to === null) {
  complain(USAGE);
  process.exitCode = EXIT_USAGE;
} else if (!read.ok) {
  for (const mistake of read.mistakes) complain(mistake);
  process.exitCode = EXIT_CONFIG;
} else {
  const { config } = read;
  const product = await findProduct(config.dataDir);
  const outcome: BackupOutcome =
    product === null
      ? await backupStopped(
          { config, version: productVersion(), copyEngine: copyStoppedEngine },
          to,
          say,
        )
      : await product.act<BackupReport>('backup', { to }, say);
  if ('done' in outcome) report(outcome.done);
  else {
    complain(`no backup was made: ${outcome.refused}`);
    process.exitCode = 1;
  }
}

function target(): string | null {
  try {
    const { values } = parseArgs({ options: { to: { type: 'string' } } });
    return values.to === undefined || values.to === '' ? null : resolve(values.to);
  } catch (error) {
    complain(reasonOf(error));
    return null;
  }
}

function report({ to: folder, bytes, durationMs, heldMs, elsewhere }: BackupReport): void {
  say(
    `backed up to ${folder}: ${megabytes(bytes)} in ${durationMs} ms; writes waited ${heldMs} ms`,
  );
  for (const line of elsewhere) complain(`not in it: ${line}`);
  say(`to restore: stop the product, copy that folder to DATA_DIR, start`);
}
