import { randomBytes } from 'node:crypto';
import { accessSync, constants, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { Config } from '../config.ts';
import { dataPaths } from '../config.ts';
import { unfinishedBackup } from '../operator/backup/target.ts';
import { reasonOf } from './backoff.ts';

/**
 * Makes the data folder. Answers null when it can be written and isn't half of a backup, else
 * one line for the operator.
 * Not needed at all when broker, store and secret all come from outside.
 */
export function prepareDataFolder(config: Config): string | null {
  const external = config.mongodbUri !== null && config.zeebe !== null;
  if (external && config.sessionSecret !== null) return null;
  try {
    mkdirSync(config.dataDir, { recursive: true, mode: 0o750 });
    accessSync(config.dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
    return unfinishedBackup(config.dataDir);
  } catch (error) {
    return `DATA_DIR ${config.dataDir} can't be written: ${reasonOf(error)}`;
  }
}

/** The session secret: as configured, or made once and kept readable for this user only. */
export function sessionSecret(config: Config): string {
  if (config.sessionSecret !== null) return config.sessionSecret;
  const { secret: file } = dataPaths(config.dataDir);
  try {
    // `wx` lets one of two servers on the same folder win; the other reads what the first wrote.
    writeFileSync(file, randomBytes(48).toString('base64url'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return readFileSync(file, 'utf8').trim();
}
