import { statfsSync } from 'node:fs';
import { limits } from '../limits.ts';

/**
 * Whether so little room is left on the folder's disk that nothing should be written any more: the
 * answer is a question to ask before each commit. What changes is told, once, in one line. Where
 * the system does not say there is room, and the commit itself tells what is wrong.
 */
export function watchRoom(folder: string, log: (line: string) => void): () => boolean {
  let wasFull = false;
  return () => {
    const isFull = freeBytes(folder) < limits.minFreeBytes;
    if (isFull !== wasFull) {
      wasFull = isFull;
      const megabytes = limits.minFreeBytes / 2 ** 20;
      log(
        isFull
          ? `store: the disk of ${folder} is full (less than ${megabytes} MB are free): writes are refused until there is room`
          : `store: the disk of ${folder} has room again`,
      );
    }
    return isFull;
  };
}

function freeBytes(folder: string): number {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
