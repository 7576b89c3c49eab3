import type { ExportBatch, Exporter } from '../../../engine/exporters/exporter.ts';
import type { AnyRecord } from '../../../engine/protocol/record.ts';
import { Random } from '../../differential/random/random.ts';
import type { Boundary } from './crash-points.ts';

/** How a reader behaves. */
export interface ReaderRules {
  readonly id: string;
  /** Batches of a hundred that it refuses. */
  readonly refuses: number;
  /** Batches of a hundred of which it stores only a part. */
  readonly halves: number;
}

/** What a reader has stored: it outlives every crash of the engine. */
export class ReaderDisk {
  readonly records: AnyRecord[] = [];
  /** Batches as they came, the repeated ones too. */
  readonly batches: (readonly string[])[] = [];
  readonly faults: string[] = [];
  private readonly lines: string[] = [];
  private readonly random: Random;
  private readonly rules: ReaderRules;
  /** While set, everything is taken at once. */
  isPatient = false;

  constructor(rules: ReaderRules, seed: number) {
    this.rules = rules;
    this.random = new Random(seed, `reader ${rules.id}`);
  }

  get lastPosition(): number {
    return this.records.length;
  }

  /**
   * The reader as an exporter of one run of the engine. `pass` is called at its boundaries and
   * throws when the run ends there.
   */
  connect(pass: (boundary: Boundary) => void): Exporter {
    const { id, refuses, halves } = this.rules;
    return {
      id,
      export: async (batch) => {
        const trouble = this.isPatient ? 100 : this.random.int(0, 99);
        await new Promise(setImmediate);
        pass('before export');
        if (trouble < refuses) throw new Error('not now');
        const all = batch.records.length;
        const isHalf = trouble < refuses + halves;
        const count = isHalf ? this.random.int(0, all) : all;
        this.store(batch, count);
        pass('exported, not acknowledged');
        return batch.lastPosition - all + count;
      },
    };
  }

  private store(batch: ExportBatch, count: number): void {
    const lines = batch.lines.slice(0, count);
    this.batches.push(lines);
    for (const [index, line] of lines.entries()) this.keep(batch.records[index]!, line);
  }

  private keep(record: AnyRecord, line: string): void {
    const { position } = record;
    const expected = this.records.length + 1;
    if (position > expected) {
      this.faults.push(`${this.rules.id} gets #${position}, before it has #${expected}`);
    } else if (position < expected) {
      const known = this.lines[position - 1];
      if (known !== line) {
        this.faults.push(`${this.rules.id} gets #${position} otherwise: ${known} / ${line}`);
      }
    } else {
      this.records.push(record);
      this.lines.push(line);
    }
  }
}
