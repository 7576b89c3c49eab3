import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';

/** Memory where the machine has a folder of it: the crashes are made here, not by the disk. */
export const FOLDER = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
