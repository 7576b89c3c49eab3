import { setPriority } from 'node:os';
import { parseArgs } from 'node:util';
import { runProgram } from './boot/program.ts';
import { speaker } from './boot/say.ts';
import { rebuildBeside } from './stream/rebuild/beside.ts';
import {
  PROJECTION_NAMES,
  type RebuildProgress,
  type RebuildReport,
} from './stream/rebuild/rebuild.ts';

/** Below everything that people wait for. */
const NICE = 10;
const TELL_EVERY_MS = 2_000;

/**
 * Builds the read models again from the archive of the record stream, beside the running product of
 * this configuration. `--dry-run` only says whether they are right. Ctrl-C cancels.
 */
const say = speaker(process.stdout, process.stderr);
await runProgram(
  {
    usage: `usage: npm run rebuild -- [--dry-run] [--projection ${PROJECTION_NAMES.join('|')}]`,
    words: chosen,
    run: async (choice, config) => {
      setPriority(NICE);
      const canceling = new AbortController();
      for (const signal of ['SIGINT', 'SIGTERM'] as const) {
        process.on(signal, () => canceling.abort());
      }
      const startedAt = Date.now();
      const tell = teller(startedAt);
      const outcome = await rebuildBeside(config, { ...choice, signal: canceling.signal, tell });
      if ('refused' in outcome) return `not rebuilt: ${outcome.refused}`;
      report(outcome.done, choice.dryRun, Date.now() - startedAt);
      return null;
    },
  },
  say,
);

function chosen(): { dryRun: boolean; projection: string | null } | null {
  const { values } = parseArgs({
    options: { 'dry-run': { type: 'boolean' }, projection: { type: 'string' } },
  });
  const projection = values.projection ?? null;
  if (projection !== null && !PROJECTION_NAMES.includes(projection)) return null;
  return { dryRun: values['dry-run'] ?? false, projection };
}

function teller(startedAt: number): (progress: RebuildProgress) => void {
  let toldAt = startedAt;
  return ({ phase, percent, records }) => {
    const now = Date.now();
    if (now - toldAt < TELL_EVERY_MS) return;
    toldAt = now;
    const rate = Math.round((1000 * records) / (now - startedAt));
    say.news(`${phase} ${percent.toFixed(0)} %, ${records} records, ${rate} records/s`);
  };
}

function report(done: RebuildReport, dryRun: boolean, durationMs: number): void {
  for (const [name, one] of Object.entries(done.collections)) {
    const wrong = one.different + one.missing + one.extra;
    const what = `${one.different} different, ${one.missing} missing, ${one.extra} extra`;
    say.news(`${name}: ${one.compared} compared, ${wrong === 0 ? 'all right' : what}`);
    for (const example of one.examples) say.news(`  ${example}`);
  }
  const { records, differences, repaired, undigested, cleared, heldMs } = done;
  say.news(
    `${records} records in ${(durationMs / 1000).toFixed(1)} s; the stream waited ${heldMs} ms`,
  );
  if (undigested > 0) say.trouble(`${undigested} records can't be digested: see "unprojected"`);
  if (cleared > 0) say.news(`${cleared} records that had been put aside are taken in`);
  if (differences === 0) say.news('the read models are what the stream says');
  else if (dryRun) say.news(`${differences} differences; nothing was changed`);
  else say.news(`${differences} differences, ${repaired} repaired`);
}
