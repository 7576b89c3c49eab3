import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import {
  GOLDEN,
  loadScenario,
  loadScenarios,
  readGolden,
  SCENARIOS,
  type Scenario,
} from './scenario.ts';

const LOOK_EVERY_MS = 300;

/**
 * Calls `record` for every scenario that has no trace, and from then on for each whose files
 * change, one after the other, until `stopped`. A folder that cannot be read is said, and left
 * until it changes.
 */
export async function follow(
  grep: string,
  record: (scenario: Scenario) => Promise<boolean>,
  stopped: AbortSignal,
): Promise<void> {
  const seen = new Map<string, number>();
  for (const scenario of loadScenarios(grep)) {
    if (readGolden(scenario)) seen.set(scenario.folder, changedAt(scenario.folder));
  }
  while (!stopped.aborted) {
    for (const folder of folders(grep)) {
      const changed = changedAt(folder);
      if (stopped.aborted || seen.get(folder) === changed) continue;
      seen.set(folder, changed);
      await attempt(folder, record);
    }
    await pause(LOOK_EVERY_MS);
  }
}

async function attempt(
  folder: string,
  record: (scenario: Scenario) => Promise<boolean>,
): Promise<void> {
  try {
    const scenario = loadScenario(folder);
    if (!scenario.live) await record(scenario);
  } catch (error) {
    console.log(`${folder}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function folders(grep: string): string[] {
  return readdirSync(SCENARIOS, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('steps.yaml') && path.includes(grep))
    .map((path) => join(SCENARIOS, path, '..'))
    .sort();
}

/** When the newest file of the folder, its trace left out, was written: epoch milliseconds. */
function changedAt(folder: string): number {
  const times = readdirSync(folder)
    .filter((name) => name !== GOLDEN)
    .map((name) => statSync(join(folder, name)).mtimeMs);
  return Math.max(0, ...times);
}
