import { setPriority } from 'node:os';
import { parseArgs } from 'node:util';
import { reasonOf } from './boot/backoff.ts';
import { readConfig } from './config.ts';
import { rebuildBeside } from './stream/rebuild/beside.ts';
import {
  PROJECTION_NAMES,
  type RebuildProgress,
  type RebuildReport,
} from './stream/rebuild/rebuild.ts';

const USAGE = `usage: npm run rebuild -- [--dry-run] [--projection ${PROJECTION_NAMES.join('|')}]`;
const EXIT_USAGE = 64;
const EXIT_CONFIG = 78;
/** Below everything that people wait for. */
const NICE = 10;
const TELL_EVERY_MS = 2_000;

/**
 * Builds the read models again from the archive of the record stream, beside the running product of
 * this configuration. `--dry-run` only says whether they are right. Ctrl-C cancels.
 */
const say = (line: string): void => void process.stdout.write(`Tongqu: ${line}\n`);
const complain = (line: string): void => void process.stderr.write(`Tongqu: ${line}\n`);

const choice = chosen();
const read = readConfig(process.env);
if (choice === null) {
  complain(USAGE);
  process.exitCode = EXIT_USAGE;
} else if (!read.ok) {
  for (const mistake of read.mistakes) complain(mistake);
  process.exitCode = EXIT_CONFIG;
} else {
  setPriority(NICE);
  const canceling = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => canceling.abort());
  }
  const startedAt = Date.now();
  const outcome = await rebuildBeside(read.config, {
    ...choice,
    signal: canceling.signal,
    tell: teller(startedAt),
  });
  if ('done' in outcome) report(outcome.done, choice.dryRun, Date.now() - startedAt);
  else {
    complain(`not rebuilt: ${outcome.refused}`);
    process.exitCode = 1;
  }
}

function chosen(): { dryRun: boolean; projection: string | null } | null {
  try {
    const { values } = parseArgs({
      options: { 'dry-run': { type: 'boolean' }, projection: { type: 'string' } },
    });
    const projection = values.projection ?? null;
    if (projection !== null && !PROJECTION_NAMES.includes(projection)) return null;
    return { dryRun: values['dry-run'] ?? false, projection };
  } catch (error) {
    complain(reasonOf(error));
    return null;
  }
}

function teller(startedAt: number): (progress: RebuildProgress) => void {
  let toldAt = startedAt;
  return ({ phase, percent, records }) => {
    const now = Date.now();
    if (now - toldAt < TELL_EVERY_MS) return;
    toldAt = now;
    const rate = Math.round((1000 * records) / (now - startedAt));
    say(`${phase} ${percent.toFixed(0)} %, ${records} records, ${rate} records/s`);
  };
}

function report(done: RebuildReport, dryRun: boolean, durationMs: number): void {
  for (const [name, one] of Object.entries(done.collections)) {
    const wrong = one.different + one.missing + one.extra;
    const what = `${one.different} different, ${one.missing} missing, ${one.extra} extra`;
    say(`${name}: ${one.compared} compared, ${wrong === 0 ? 'all right' : what}`);
    for (const example of one.examples) say(`  ${example}`);
  }
  const { records, differences, repaired, undigested, cleared, heldMs } = done;
  say(`${records} records in ${(durationMs / 1000).toFixed(1)} s; the stream waited ${heldMs} ms`);
  if (undigested > 0) complain(`${undigested} records can't be digested: see "unprojected"`);
  if (cleared > 0) say(`${cleared} records that had been put aside are taken in`);
  if (differences === 0) say('the read models are what the stream says');
  else if (dryRun) say(`${differences} differences; nothing was changed`);
  else say(`${differences} differences, ${repaired} repaired`);
}
