import { expect } from 'chai';
import type { Ingest } from '../../../server/stream/ingest.ts';
import { parseRecord } from '../../../server/stream/parse-record.ts';
import type { ExportedRecord } from '../../../server/stream/record.ts';
import { unprojectedModel, type UnprojectedRecord } from '../../../server/stream/unprojected.ts';
import { testStore, type TestStore } from '../support/store.ts';
import { freshIngest, readModel, recorded } from './replay.ts';

interface Loose {
  position: number;
  valueType: string;
  intent: string;
  value: Record<string, unknown>;
}

/** Changes the n-th line that fits. */
function spoil(
  lines: readonly string[],
  fits: (record: Loose) => boolean,
  change: (record: Loose) => void,
): { lines: string[]; position: number } {
  const at = lines.findIndex((line) => fits(JSON.parse(line) as Loose));
  const record = JSON.parse(lines[at] ?? '{}') as Loose;
  change(record);
  const spoiled = lines.map((line, index) => (index === at ? JSON.stringify(record) : line));
  return { lines: spoiled, position: record.position };
}

describe('a record that a projection throws on', () => {
  const lines = recorded('exchange');
  const isIncidentless = (record: Loose): boolean =>
    record.valueType === 'VARIABLE' && record.intent === 'CREATED';
  let store: TestStore;
  let parked: number;
  const ingests: Ingest[] = [];

  const ingest = (): Ingest => {
    const made = freshIngest(store.connection, { onParked: () => (parked += 1) });
    ingests.push(made);
    return made;
  };
  const aside = () =>
    unprojectedModel(store.connection).find().sort({ position: 1 }).lean<UnprojectedRecord[]>();

  beforeEach(async () => {
    parked = 0;
    store = await testStore();
  });
  afterEach(async () => {
    for (const one of ingests.splice(0)) await one.stop();
    await store.close();
  });

  it('is put aside with what went wrong, and everything else goes on', async () => {
    const spoiled = spoil(lines, isIncidentless, (record) => (record.value['value'] = null));
    const whole = await ingest().ingest(spoiled.lines);
    expect(whole).to.equal(221);
    const [record, ...others] = await aside();
    expect(others).to.deep.equal([]);
    expect(record).to.include({ position: spoiled.position, projection: 'variable', times: 1 });
    expect(record?.error).to.match(/TypeError/);
    expect(record?.caseKey).to.match(/^\d+$/);
    expect(parked).to.equal(1);
    const { tasks } = await readModel(store.connection);
    expect(tasks as unknown[]).to.have.length(6);
  });

  it('given several in one batch, puts each aside, and only for the projection that threw', async () => {
    const first = spoil(lines, isIncidentless, (record) => (record.value['value'] = null));
    const isJob = (record: Loose): boolean =>
      record.valueType === 'JOB' && record.intent === 'CREATED' && record.position > 100;
    const second = spoil(first.lines, isJob, (record) => (record.value['customHeaders'] = null));
    await ingest().ingest(second.lines);
    const found = await aside();
    expect(found.map(({ projection }) => projection)).to.deep.equal(['variable', 'task']);
    const { positions } = await readModel(store.connection);
    const copy = (positions as { element: string }[]).find(({ element }) => element === 'copy');
    expect(copy).to.include({ completed: 3, active: 0 });
  });

  it('given dozens in one long batch, does not begin the whole batch again for each', async () => {
    const made = lines.map(parseRecord);
    const past = (made.at(-1)?.position ?? 0) + 1;
    let readings = 0;
    const batch = (isSpoiled: boolean): ExportedRecord[] =>
      [0, 1, 2, 3].flatMap((round) =>
        made.map((record) => {
          const isBad = isSpoiled && isIncidentless(record as unknown as Loose);
          const value = isBad ? { ...record.value, value: null } : record.value;
          const copy = { ...record, position: record.position + round * past };
          return Object.defineProperty(copy, 'value', { get: () => ((readings += 1), value) });
        }),
      );
    await ingest().take(batch(false));
    const readOnce = readings;
    await store.connection.dropDatabase();
    readings = 0;
    await ingest().take(batch(true));
    const bad = made.filter((record) => isIncidentless(record as unknown as Loose));
    expect(await aside()).to.have.length(4 * bad.length);
    expect(bad.length).to.be.above(5);
    expect(readings / readOnce).to.be.below(4 + 4 * bad.length * (64 / (4 * made.length)) + 2);
  }).timeout(30_000);

  it('given the batch again, is put aside again as the same', async () => {
    const spoiled = spoil(lines, isIncidentless, (record) => (record.value['value'] = null));
    await ingest().ingest(spoiled.lines);
    await store.connection.collection('checkpoints').updateMany({}, { $set: { position: 0 } });
    await ingest().ingest(spoiled.lines);
    expect(await aside()).to.have.length(1);
    expect((await aside())[0]?.times).to.equal(2);
  });

  it('given a document that the store refuses, finds the record by halving the batch', async () => {
    const big = 'x'.repeat(17 * 1_048_576);
    const isComplete = (record: Loose): boolean =>
      record.valueType === 'JOB' && record.intent === 'COMPLETED';
    const spoiled = spoil(lines, isComplete, (record) => {
      (record.value['variables'] as Record<string, unknown>)['opinion'] = big;
    });
    await ingest().ingest(spoiled.lines);
    const [record, ...others] = await aside();
    expect(others).to.deep.equal([]);
    expect(record).to.include({ position: spoiled.position, projection: 'all' });
    expect(record?.record.length).to.be.below(30_000);
  }).timeout(30_000);
});
