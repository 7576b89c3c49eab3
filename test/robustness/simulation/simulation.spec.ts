import { expect } from 'chai';
import type { AnyRecord } from '../../../engine/protocol/record.ts';
import { recordToJson } from '../../../engine/protocol/record-json.ts';
import { CorruptedDataError } from '../../../engine/state/checked-rows.ts';
import { Store } from '../../../engine/state/store.ts';
import { Meta } from '../../../engine/stream/meta.ts';
import { journalFaults } from './journal-faults.ts';
import type { Sent } from './journal.ts';
import { simulate, type SimulationPlan, type SimulationResult } from './simulation.ts';

const PLAN: SimulationPlan = { seed: 7, ticks: 4, crashes: { apart: 12 } };

describe('the simulation of crashes', function () {
  this.timeout(60_000);

  it('is the same for the same seed, crash by crash and record by record', async () => {
    const one = await simulate(PLAN);
    const at = one.points.crashes.map((crash) => crash.at);
    const other = await simulate({ ...PLAN, crashes: { at } });
    expect(one.points.crashes).to.have.length.greaterThan(3);
    expect(other.points.crashes).to.deep.equal(one.points.crashes);
    const text = (records: readonly AnyRecord[]): string[] => records.map(recordToJson);
    expect(text(other.reader.records)).to.deep.equal(text(one.reader.records));
    expect([...one.lost, ...one.doubled, ...one.faults]).to.deep.equal([]);
  });

  it('lets the last engine live long enough to expire what a crash kept from expiring', async () => {
    const plan = { seed: 18012, ticks: 4 };
    const { passed } = (await simulate({ ...plan, crashes: { at: [] } })).points;
    for (let at = passed - 12; at <= passed; at += 1) {
      const { points, faults } = await simulate({ ...plan, crashes: { at: [at] } });
      expect(points.crashes).to.have.length(1);
      expect(faults, `crash at ${at}`).to.deep.equal([]);
    }
  });

  it('finds an engine that does not write all that it answers', async () => {
    let times = 0;
    const found = await withBroken(Store.prototype, 'append', (append) => {
      return function (this: Store, ...commit: Parameters<Store['append']>) {
        times += 1;
        if (times % 7 !== 0) append.call(this, ...commit);
      };
    });
    expect([...found.lost, ...found.faults]).to.not.deep.equal([]);
  });

  it('finds an engine that forgets how far its keys got', async () => {
    const found = await withBroken(Meta.prototype, 'reach', (reach) => {
      return function (this: Meta, position: number, key: number) {
        return reach.call(this, position, key - 3);
      };
    });
    expect([...found.faults, ...found.doubled]).to.not.deep.equal([]);
  });

  it('finds an engine that forgets an acknowledgment too early or too late', async () => {
    const found = await withBroken(Meta.prototype, 'exportedBy', (exportedBy) => {
      return function (this: Meta, id: string) {
        const position = exportedBy.call(this, id) as number;
        return position === 0 ? 0 : position + 1;
      };
    });
    expect(found.faults.join('\n')).to.match(/gets #\d+, before it has/);
  });

  it('tells what was answered and is not in the log', () => {
    const command = { valueType: 'JOB', intent: 'COMPLETE', key: 5, value: {} };
    const record = { key: 5, valueType: 'JOB', intent: 'COMPLETED', value: {} };
    const sent = { op: 1, command, answer: { kind: 'event', record } } as unknown as Sent;
    expect(journalFaults([sent], []).lost).to.have.length(1);
  });
});

/** An engine that does not start on what it left has found the fault itself. */
function refused(error: unknown): Pick<SimulationResult, 'lost' | 'doubled' | 'faults'> {
  if (error instanceof CorruptedDataError) {
    return { lost: [], doubled: [], faults: [error.message] };
  }
  throw error;
}

type Method = (this: never, ...given: never[]) => unknown;
type AnyMethod = { call(self: unknown, ...given: unknown[]): unknown };

/** Plays storms while a method is replaced, until one of them finds something. */
async function withBroken(
  prototype: object,
  name: string,
  broken: (method: AnyMethod) => Method,
): Promise<{ lost: string[]; doubled: string[]; faults: string[] }> {
  const methods = prototype as Record<string, Method>;
  const method = methods[name]!;
  methods[name] = broken(method as unknown as AnyMethod);
  try {
    for (let seed = 1; ; seed += 1) {
      const { lost, doubled, faults } = await simulate({ ...PLAN, seed }).catch(refused);
      if (lost.length + doubled.length + faults.length === 0 && seed < 20) continue;
      return { lost: [...lost], doubled: [...doubled], faults: [...faults] };
    }
  } finally {
    methods[name] = method;
  }
}
