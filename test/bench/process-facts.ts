import { execFileSync } from 'node:child_process';
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Clock ticks per second of the kernel, for /proc/PID/stat. */
const TICKS_PER_SECOND = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

/** User and system CPU time that a process has used so far, in milliseconds (Linux). */
export function cpuMsOf(pid: number): number {
  return cpuMsIn(`/proc/${pid}/stat`);
}

function cpuMsIn(file: string): number {
  const stat = readFileSync(file, 'utf8');
  // The second field is the program's name in brackets and may hold spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND) * 1000;
}

/** CPU time of this process's threads so far, in milliseconds, by the system's number (Linux). */
export function cpuMsOfThreads(): ReadonlyMap<string, number> {
  const threads = readdirSync('/proc/self/task');
  return new Map(threads.map((id) => [id, cpuMsIn(`/proc/self/task/${id}/stat`)]));
}

/** Resident memory of a process and of all processes below it, in MB (Linux). */
export function residentMbOf(pid: number): number {
  return [pid, ...descendants(pid)].reduce((sum, id) => sum + ownResidentMb(id), 0);
}

function ownResidentMb(pid: number): number {
  const kb = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kb ?? 0) / 1024;
}

function descendants(pid: number): number[] {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').trim().split(' '),
  );
  return children
    .filter(Boolean)
    .map(Number)
    .flatMap((child) => [child, ...descendants(child)]);
}

/**
 * What a folder occupies on the disk, in bytes: blocks, not lengths, so that holes do not count and
 * what is set aside beforehand does.
 */
export function diskBytesOf(folder: string): number {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).reduce((sum, name) => {
    const stat = lstatSync(join(folder, name), { throwIfNoEntry: false });
    return sum + (stat?.isFile() ? stat.blocks * 512 : 0);
  }, 0);
}
