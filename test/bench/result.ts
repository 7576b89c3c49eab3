import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Figures } from './peers/peer.ts';
import { middle } from './statistics.ts';
import type { FigureKind } from './workloads/workload.ts';

/** What one column of a table measured: every round, and the middle of them. */
export interface ColumnResult {
  readonly rounds: readonly Figures[];
  readonly median: Figures;
  /** Why there are no figures. */
  readonly missing?: string;
}

/** One workload: what its figures are, and who measured what. */
export interface WorkloadResult {
  readonly id: string;
  readonly letter: string;
  readonly title: string;
  readonly figures: readonly FigureKind[];
  readonly columns: Record<string, ColumnResult>;
}

/** Who a column is. */
export interface ColumnTitle {
  readonly id: string;
  readonly title: string;
  readonly note: string;
}

/** All that one run measured. */
export interface BenchResult {
  readonly machine: Readonly<Record<string, unknown>>;
  readonly options: Readonly<Record<string, unknown>>;
  readonly columns: ColumnTitle[];
  readonly workloads: WorkloadResult[];
}

/** The figure of a workload and column in the middle of the rounds, or undefined. */
export function figureOf(
  result: BenchResult,
  workload: string,
  column: string,
  key: string,
): number | undefined {
  return result.workloads.find(({ id }) => id === workload)?.columns[column]?.median[key];
}

/** A column of the rounds that there were; `missing` says why there are fewer, or none. */
export function columnOf(rounds: readonly Figures[], missing?: string): ColumnResult {
  return { rounds, median: middle(rounds), ...(missing !== undefined && { missing }) };
}

/**
 * Writes `bench.json`; called after every workload, so that a run that breaks off leaves what it
 * had.
 */
export function writeResult(folder: string, result: object): void {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'bench.json');
  writeFileSync(`${file}.new`, `${JSON.stringify(result, null, 2)}\n`);
  renameSync(`${file}.new`, file);
}
