import { parseArgs } from 'node:util';
import { faults } from './faults.ts';
import type { FaultReport } from './fault.ts';

/**
 * `npm run test:robustness`: injects every fault of `faults.ts` and prints a table: fault, times
 * injected, lost, doubled, longest unavailability. Ends with 1 when anything was lost, doubled or
 * went wrong. Options: `--short`, `--seed N`, `--grep TEXT`.
 */
const { values } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    grep: { type: 'string', default: '' },
  },
});
const scale = { seed: Number(values.seed), isShort: values.short };
if (!Number.isSafeInteger(scale.seed)) throw new Error('--seed takes a whole number');
console.log(`seed ${scale.seed} (repeat with --seed ${scale.seed})`);

const rows: string[][] = [['fault', 'injected', 'lost', 'doubled', 'longest away', 'note']];
let failed = 0;
const chosen = faults.filter(({ name }) => name.includes(values.grep));
for (const fault of chosen.filter(({ isLong }) => !scale.isShort || isLong !== true)) {
  const missing = fault.missing?.() ?? null;
  if (missing !== null) {
    console.log(`!!! skipped: ${fault.name}: ${missing}`);
    continue;
  }
  const began = performance.now();
  try {
    const report = await fault.run(scale);
    const isSurvived = report.lost === 0 && report.doubled === 0;
    if (!isSurvived) failed += 1;
    rows.push(rowOf(fault.name, report));
    say(isSurvived ? 'survived' : 'NOT SURVIVED', fault.name, began);
  } catch (error) {
    failed += 1;
    rows.push([fault.name, '?', '?', '?', '?', 'went wrong']);
    say('NOT SURVIVED', fault.name, began);
    console.error(error);
  }
}
printTable(rows);
process.exitCode = failed === 0 ? 0 : 1;

function say(what: string, name: string, began: number): void {
  console.log(`${what} ${name} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
}

function rowOf(name: string, report: FaultReport): string[] {
  const away = report.longestUnavailableMs;
  return [
    name,
    String(report.injected),
    String(report.lost),
    String(report.doubled),
    away === null ? '-' : `${Math.round(away)} ms`,
    report.note ?? '',
  ];
}

function printTable(table: readonly string[][]): void {
  const widths = table[0]!.map((_, i) => Math.max(...table.map((row) => row[i]!.length)));
  for (const row of table) console.log(row.map((cell, i) => cell.padEnd(widths[i]!)).join('  '));
}
