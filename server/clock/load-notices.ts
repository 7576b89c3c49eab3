/** The only file of this folder that reads anything: the notices kept beside it. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { noticeSchema, type HolidayNotice } from './notice.ts';

/**
 * All holiday notices of a folder, oldest first; without a folder, those shipped with the program.
 * Throws when a file is not a notice: the program must not start on a wrong calendar.
 */
export function loadNotices(folder: string = shippedFolder()): HolidayNotice[] {
  return readdirSync(folder)
    .filter((name) => /^\d{4}\.json$/.test(name))
    .sort()
    .map((name) => noticeSchema.parse(JSON.parse(readFileSync(join(folder, name), 'utf8'))));
}

function shippedFolder(): string {
  let root = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(root, 'package.json'))) {
    const parent = dirname(root);
    if (parent === root) throw new Error('package.json not found above server/clock');
    root = parent;
  }
  return join(root, 'server', 'clock', 'notices');
}
