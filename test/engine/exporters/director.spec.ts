import { expect } from 'chai';
import { ControlledClock } from '../../../engine/clock.ts';
import {
  ExporterDirector,
  type ExportSource,
  type StoredBatch,
} from '../../../engine/exporters/director.ts';
import { LIMITS } from '../../../engine/limits.ts';
import type { ExportBatch, Exporter } from '../../../engine/exporters/exporter.ts';
import { readPacked } from '../../../engine/protocol/packed-records.ts';
import { encodeBatch } from '../../../engine/protocol/record-batch.ts';
import type { AnyRecord } from '../../../engine/protocol/record.ts';
import { records } from './sample-records.ts';

/** A log in memory. */
class MemorySource implements ExportSource {
  readonly log: AnyRecord[] = [];
  readonly positions = new Map<string, number>();
  readonly said = new Map<string, string>();

  read(position: number, min: number): readonly StoredBatch[] {
    const found = this.log.filter((record) => record.position >= position).slice(0, min);
    return found.length === 0 ? [] : [stored(found)];
  }

  acknowledged(exporterId: string): number {
    return this.positions.get(exporterId) ?? 0;
  }

  metadata(exporterId: string): string | undefined {
    return this.said.get(exporterId);
  }

  acknowledge(exporterId: string, position: number, metadata?: string): void {
    this.positions.set(exporterId, position);
    if (metadata !== undefined) this.said.set(exporterId, metadata);
  }
}

function stored(some: readonly AnyRecord[]): StoredBatch {
  return { first: some[0]!.position, last: some.at(-1)!.position, bytes: encodeBatch(some) };
}

function commit(director: ExporterDirector, first: number, last: number): void {
  const some = records(first, last);
  director.committed(some, encodeBatch(some));
}

/** Keeps what it gets; `refuse` makes the next batches fail, `open` lets a held batch through. */
class Keeper implements Exporter {
  readonly id: string;
  readonly got: number[] = [];
  refuse = 0;
  hold: Promise<void> = Promise.resolve();

  constructor(id: string) {
    this.id = id;
  }

  async export(batch: ExportBatch): Promise<number> {
    await this.hold;
    if (this.refuse > 0) {
      this.refuse -= 1;
      throw new Error('refused');
    }
    this.got.push(...batch.records.map((record) => record.position));
    return batch.lastPosition;
  }
}

describe('the exporters’ director', () => {
  it('gives every record in order to everybody', async () => {
    const source = new MemorySource();
    const [one, two] = [new Keeper('one'), new Keeper('two')];
    const director = new ExporterDirector(source, [one, two]);
    director.start(0);
    commit(director, 1, 3);
    commit(director, 4, 5);
    await until(() => director.lowestAcknowledged() === 5);
    expect(one.got).to.deep.equal([1, 2, 3, 4, 5]);
    expect(two.got).to.deep.equal([1, 2, 3, 4, 5]);
    await director.close();
  });

  it('goes on behind the last acknowledgment after a restart', async () => {
    const source = new MemorySource();
    source.log.push(...records(1, 10));
    source.positions.set('one', 6);
    const one = new Keeper('one');
    const director = new ExporterDirector(source, [one]);
    director.start(10);
    await until(() => director.lowestAcknowledged() === 10);
    expect(one.got).to.deep.equal([7, 8, 9, 10]);
    await director.close();
  });

  it('sends a batch again that failed, and skips nothing', async () => {
    const source = new MemorySource();
    const one = new Keeper('one');
    one.refuse = 2;
    const director = new ExporterDirector(source, [one]);
    director.start(0);
    commit(director, 1, 4);
    await until(() => director.lowestAcknowledged() === 4);
    expect(one.got).to.deep.equal([1, 2, 3, 4]);
    await director.close();
  });

  it('gives whole commits to who takes them packed, and says where the new records begin', async () => {
    const source = new MemorySource();
    const got: number[][] = [];
    const packed: Exporter = {
      id: 'packed',
      takesPacked: true,
      export(batch) {
        got.push(readPacked(batch.packed, batch.after).map(({ position }) => position));
        return Promise.resolve(got.length === 1 ? 2 : batch.lastPosition);
      },
    };
    const director = new ExporterDirector(source, [packed]);
    director.start(0);
    commit(director, 1, 3);
    commit(director, 4, 5);
    await until(() => director.lowestAcknowledged() === 5);
    expect(got).to.deep.equal([
      [1, 2, 3],
      [3, 4, 5],
    ]);
    await director.close();
  });

  it('gives at most so many records of a long commit at once to everybody else', async () => {
    const source = new MemorySource();
    const lengths: number[] = [];
    const one: Exporter = {
      id: 'one',
      export(batch) {
        lengths.push(batch.records.length);
        expect(batch.lines).to.have.length(batch.records.length);
        return Promise.resolve(batch.lastPosition);
      },
    };
    const director = new ExporterDirector(source, [one]);
    director.start(0);
    commit(director, 1, 2_500);
    await until(() => director.lowestAcknowledged() === 2_500);
    expect(lengths).to.deep.equal([1_000, 1_000, 500]);
    await director.close();
  });

  it('keeps a bounded number of bytes for who does not keep up, and reads the rest again', async () => {
    const source = new MemorySource();
    const one = new Keeper('one');
    let release = (): void => undefined;
    one.hold = new Promise((resolve) => {
      release = resolve;
    });
    const director = new ExporterDirector(source, [one]);
    let reads = 0;
    const { read } = source;
    source.read = (position, min) => {
      reads += 1;
      return read.call(source, position, min);
    };
    director.start(0);
    const long = 'x'.repeat(LIMITS.maxBytesKeptForExport / 4);
    for (let position = 1; position <= 12; position += 1) {
      const [record] = records(position, position);
      const some = [{ ...record!, value: { ...record!.value, name: long } }];
      source.log.push(...some);
      director.committed(some, encodeBatch(some));
    }
    release();
    await until(() => director.lowestAcknowledged() === 12);
    expect(one.got).to.deep.equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(reads).to.be.greaterThan(0);
    await director.close();
  });

  it('passes over what was never written to the log', async () => {
    const source = new MemorySource();
    const one = new Keeper('one');
    source.positions.set('one', 3);
    source.read = () => [{ ...stored(records(1, 3)), last: 2_000 }];
    const director = new ExporterDirector(source, [one]);
    director.start(2_000);
    await until(() => director.lowestAcknowledged() === 2_000);
    expect(one.got).to.deep.equal([]);
    await director.close();
  });

  it('passes over an empty log, and goes on with what comes', async () => {
    const source = new MemorySource();
    const one = new Keeper('one');
    const director = new ExporterDirector(source, [one]);
    director.start(500);
    await until(() => director.lowestAcknowledged() === 500);
    commit(director, 501, 502);
    await until(() => director.lowestAcknowledged() === 502);
    expect(one.got).to.deep.equal([501, 502]);
    await director.close();
  });

  it('tries again when the log cannot be read', async () => {
    const source = new MemorySource();
    source.log.push(...records(1, 3));
    const read = source.read.bind(source);
    let failures = 2;
    source.read = (position, min) => {
      if (failures-- > 0) throw new Error('the disk is away');
      return read(position, min);
    };
    const one = new Keeper('one');
    const clock = new ControlledClock();
    const director = new ExporterDirector(source, [one], clock);
    director.start(3);
    await until(() => {
      clock.advance(1_000);
      return director.lowestAcknowledged() === 3;
    });
    expect(one.got).to.deep.equal([1, 2, 3]);
    await director.close();
  });

  it('closes without waiting for another try when the batch under way fails', async () => {
    const source = new MemorySource();
    const one = new Keeper('one');
    one.refuse = 1;
    let release = (): void => undefined;
    one.hold = new Promise((resolve) => {
      release = resolve;
    });
    const director = new ExporterDirector(source, [one], new ControlledClock());
    director.start(0);
    commit(director, 1, 3);
    const closed = director.close();
    release();
    await closed;
    expect(one.got).to.deep.equal([]);
  });

  it('does not let a slow exporter hold up another', async () => {
    const source = new MemorySource();
    const [slow, fast] = [new Keeper('slow'), new Keeper('fast')];
    let release = (): void => undefined;
    slow.hold = new Promise((resolve) => {
      release = resolve;
    });
    const director = new ExporterDirector(source, [slow, fast]);
    director.start(0);
    source.log.push(...records(1, 3));
    commit(director, 1, 3);
    await until(() => source.acknowledged('fast') === 3);
    expect(slow.got).to.deep.equal([]);
    expect(director.lowestAcknowledged()).to.equal(0);
    release();
    await until(() => director.lowestAcknowledged() === 3);
    expect(slow.got).to.deep.equal([1, 2, 3]);
    await director.close();
  });
});

/** Waits for a fact of this process by looking once per turn of its event loop. */
async function until(done: () => boolean): Promise<void> {
  while (!done()) await new Promise((resolve) => setImmediate(resolve));
}
