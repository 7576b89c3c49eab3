import { statfsSync } from 'node:fs';
import { limits } from '../limits.ts';

/**
 * Whether so little room is left on the folder's disk that nothing should be written any more.
 * False when the system does not say: then the commit itself tells what is wrong.
 */
export function hasNoRoom(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize < limits.minFreeBytes;
  } catch {
    return false;
  }
}
