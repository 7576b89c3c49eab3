import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ControlledClock } from '../../engine/clock.ts';
import { openEngineCore } from '../../engine/engine-core.ts';
import { Random } from '../differential/random/random.ts';
import { temporaryFolder } from '../support/product.ts';
import type { Fault, FaultReport, Scale } from './fault.ts';

/** What is damaged: a file of lmdb, and who makes and reads it. */
export interface Subject {
  readonly of: string;
  readonly file: string;
  /** Program that reads everything in the folders it is given, as `damage-child.ts` does. */
  readonly reader: string;
  /** Makes data in a folder, with {@link WORD} in many places. */
  make(dataDir: string): Promise<void>;
}

/** Stands in every row that is made, so that rows are found in the file. */
export const WORD = 'a word kept in a row';

const engine: Subject = {
  of: 'engine',
  file: 'engine.mdb',
  reader: fileURLToPath(new URL('./damage-child.ts', import.meta.url)),
  make: makeData,
};
const PAGE_BYTES = 4096;
const SHORT_TRIALS = 12;
const TRIALS = 100;

/** What the reader made of one damaged folder. */
interface Verdict {
  readonly folder: string;
  /** The line in which it was refused, or null when every row and record was read. */
  readonly refused: string | null;
  /** Digest of all that was read. */
  readonly digest: string;
}

/** The last pages are missing: the file was cut short by a torn write or a bad copy. */
export const tornTail: Fault = torn(engine);
/** Some page holds what another program wrote. */
export const garbledPage: Fault = garbled(engine);
/** Bits that flipped in the rows and records of the state and the log. */
export const corruptedRecord: Fault = corrupted(engine);

/** The last pages of a subject's file are missing. */
export function torn(subject: Subject): Fault {
  return damage(subject, 'torn last page of the', (bytes, random) => {
    const whole = bytes.length / PAGE_BYTES;
    return bytes.subarray(0, (whole - random.int(1, whole - 3)) * PAGE_BYTES + random.int(0, 4095));
  });
}

/** A page of a subject's file is noise. */
export function garbled(subject: Subject): Fault {
  return damage(subject, 'garbled page of the', (bytes, random) => {
    const copy = Buffer.from(bytes);
    const at = random.int(0, copy.length / PAGE_BYTES - 1) * PAGE_BYTES;
    for (let i = at; i < at + PAGE_BYTES; i += 1) copy[i] = random.int(0, 255);
    return copy;
  });
}

/** A bit flipped in a row of a subject's file. */
export function corrupted(subject: Subject): Fault {
  return damage(subject, 'corrupted record in the', (bytes, random) => {
    const copy = Buffer.from(bytes);
    const places = [...placesOf(copy, WORD)];
    const at = random.pick(places) + random.int(0, 19);
    copy[at] = copy[at]! ^ (1 << random.int(0, 7));
    return copy;
  });
}

function damage(
  subject: Subject,
  name: string,
  harm: (bytes: Buffer, random: Random) => Uint8Array,
): Fault {
  return {
    name: `${name} ${subject.of}`,
    run: async (scale) => {
      const folder = temporaryFolder('damage');
      try {
        return await tryAll(scale, { subject, root: folder.path }, harm);
      } finally {
        folder.remove();
      }
    },
  };
}

async function tryAll(
  { seed, isShort }: Scale,
  { subject, root }: { subject: Subject; root: string },
  harm: (bytes: Buffer, random: Random) => Uint8Array,
): Promise<FaultReport> {
  const random = new Random(seed, 'damage');
  const sound = path.join(root, 'sound');
  await subject.make(sound);
  const bytes = readFileSync(path.join(sound, subject.file));
  const folders = Array.from({ length: isShort ? SHORT_TRIALS : TRIALS }, (_, trial) => {
    const folder = path.join(root, String(trial));
    mkdirSync(folder);
    writeFileSync(path.join(folder, subject.file), harm(bytes, random));
    return folder;
  });
  const [whole, ...verdicts] = await readAll(subject.reader, [sound, ...folders]);
  if (whole?.refused !== null) throw new Error(`sound data is refused: ${whole?.refused}`);
  const silent = verdicts.filter(
    ({ refused, digest }) => refused === null && digest !== whole.digest,
  );
  const named = verdicts.filter(({ refused }) => refused !== null);
  for (const { folder } of silent) console.error(`  applied silently: ${folder}`);
  for (const { refused } of named) {
    if (!/corrupted|damaged/.test(refused!)) throw new Error(`not said clearly: ${refused}`);
  }
  return {
    injected: verdicts.length,
    lost: silent.length,
    doubled: 0,
    longestUnavailableMs: null,
    note: `${named.length} named, ${verdicts.length - named.length - silent.length} harmless`,
  };
}

/** Reads folder after folder in a process of its own; one that dies without a word is a failure. */
async function readAll(reader: string, folders: readonly string[]): Promise<Verdict[]> {
  const child = spawn(process.execPath, ['--import', 'tsx', reader, ...folders], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  const verdicts = said
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Verdict);
  if (code !== 0 || verdicts.length !== folders.length) {
    const at = folders[verdicts.length];
    throw new Error(`ended with ${code ?? signal} without a word at ${at}`);
  }
  return verdicts;
}

/** Data of an engine with a log: instances that wait, each with a word in its variables. */
async function makeData(dataDir: string): Promise<void> {
  const clock = new ControlledClock(Date.UTC(2026, 10, 23));
  const core = await openEngineCore({ dataDir, clock, keepsLog: true });
  const value = { name: 'kept', timeToLive: 3_600_000, messageId: '' };
  for (let number = 1; number <= 60; number += 1) {
    await core.port.write({
      valueType: 'MESSAGE',
      intent: 'PUBLISH',
      key: -1,
      value: {
        ...value,
        correlationKey: String(number),
        deadline: -1,
        variables: JSON.stringify({ number, text: WORD }),
      },
    } as Parameters<typeof core.port.write>[0]);
  }
  await core.close();
}

function* placesOf(bytes: Buffer, word: string): Generator<number> {
  for (let at = bytes.indexOf(word); at >= 0; at = bytes.indexOf(word, at + 1)) yield at;
}
