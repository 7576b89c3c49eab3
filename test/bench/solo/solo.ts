import type { Figures } from '../peers/peer.ts';
import type { FigureKind, Scale } from '../workloads/workload.ts';
import type { BenchOptions } from '../options.ts';

/** What a solo is given. */
export interface SoloStage {
  readonly options: BenchOptions;
  readonly scale: Scale;
  say(line: string): void;
}

/** Rounds by column, and why a column has none. */
export interface SoloRounds {
  readonly rounds: Readonly<Record<string, readonly Figures[]>>;
  readonly missing?: Readonly<Record<string, string>>;
}

/** Something that is measured on its own, with columns of its own. */
export interface Solo {
  readonly letter: string;
  readonly id: string;
  readonly title: string;
  readonly figures: readonly FigureKind[];
  /** Columns beside those of the peers. */
  readonly columns: readonly {
    readonly id: string;
    readonly title: string;
    readonly note: string;
  }[];
  run(stage: SoloStage): Promise<SoloRounds>;
}
