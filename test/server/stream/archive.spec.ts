import { expect } from 'chai';
import { Archive } from '../../../server/stream/archive.ts';
import { ArchiveGap, readAfter } from '../../../server/stream/archive-reader.ts';
import { segmentModel } from '../../../server/stream/archive.model.ts';
import { testStore, type TestStore } from '../support/store.ts';
import { cut, freshIngest, recorded } from './replay.ts';

const READ = ['PROCESS', 'FORM', 'PROCESS_INSTANCE', 'JOB', 'USER_TASK', 'VARIABLE', 'INCIDENT'];

describe('the archive of the record stream', () => {
  const lines = recorded('exchange', 'review');
  const wanted = lines.filter((line) => {
    const { valueType, recordType } = JSON.parse(line) as Record<string, string>;
    const isRead = READ.includes(valueType ?? '') || valueType === 'PROCESS_INSTANCE_MODIFICATION';
    return isRead && recordType === 'EVENT';
  });
  let store: TestStore;

  beforeEach(async () => {
    store = await testStore();
  });
  afterEach(() => store.close());

  const documents = () => segmentModel(store.connection).countDocuments();
  const readAll = async (from = 0): Promise<string[]> => {
    const read: string[] = [];
    let seen = from;
    for (let at = from; ;) {
      const segment = await readAfter(store.connection, 1, at);
      if (segment === null) return read;
      for (const text of segment.lines.filter((one) => positionOf(one) > seen)) {
        read.push(text);
        seen = positionOf(text);
      }
      at = segment.last;
    }
  };

  it('keeps what projections read, as it came, in its order', async () => {
    const ingest = freshIngest(store.connection);
    for (const batch of cut(lines, 3, 40)) await ingest.ingest(batch);
    expect(await readAll()).to.deep.equal(wanted);
  });

  it('given batches that come again with other borders, keeps each record once', async () => {
    for (const batch of cut(lines, 5, 60)) {
      await freshIngest(store.connection).ingest(batch);
      await freshIngest(store.connection).ingest(batch.slice(batch.length >> 1));
    }
    expect(await readAll()).to.deep.equal(wanted);
    await new Archive(store.connection, null).merge(1, positionOf(lines.at(-1) ?? ''));
    expect(await documents()).to.equal(1);
    expect(await readAll()).to.deep.equal(wanted);
  });

  it('given a crash before the checkpoint, the longer batch wins, whoever writes last', async () => {
    const archive = new Archive(store.connection, null);
    const at = (position: number) => ({ position, timestamp: position });
    const line = (position: number) => ({ ...at(position), text: `{"position":${position}}` });
    await archive.keep(1, 0, at(2), [line(1), line(2)]);
    await archive.keep(1, 0, at(3), [line(1), line(2), line(3)]);
    await archive.keep(1, 0, at(1), [line(1)]);
    expect((await readAll()).map(positionOf)).to.deep.equal([1, 2, 3]);
  });

  it('merges small documents, and a reader in the middle misses nothing', async () => {
    const ingest = freshIngest(store.connection);
    const batches = cut(lines, 9, 10);
    for (const batch of batches) await ingest.ingest(batch);
    expect(await documents()).to.equal(batches.length);
    const first = await readAfter(store.connection, 1, 0);
    const archive = new Archive(store.connection, null);
    const until = positionOf(batches[20]?.at(-1) ?? '');
    expect(await archive.merge(1, until)).to.equal(21);
    expect(await documents()).to.equal(batches.length - 20);
    const rest = await readAll(first?.last);
    expect([...(first?.lines ?? []), ...rest]).to.deep.equal(wanted);
  });

  it('given a crash in the middle of a merge, reads right and cleans up with the next', async () => {
    const ingest = freshIngest(store.connection);
    const batches = cut(lines, 11, 10);
    for (const batch of batches) await ingest.ingest(batch);
    const segments = segmentModel(store.connection).collection;
    const before = await segments.find({}, { promoteBuffers: true }).sort({ _id: 1 }).toArray();
    const archive = new Archive(store.connection, null);
    await archive.merge(1, positionOf(batches[10]?.at(-1) ?? ''));
    await segments.insertMany(before.slice(3, 9));
    expect(await readAll()).to.deep.equal(wanted);
    await archive.merge(1, positionOf(lines.at(-1) ?? ''));
    expect(await documents()).to.equal(2);
    expect(await readAll()).to.deep.equal(wanted);
  });

  it('says what is missing', async () => {
    const ingest = freshIngest(store.connection);
    for (const batch of cut(lines, 7, 60)) await ingest.ingest(batch);
    const [first] = await segmentModel(store.connection).find().sort({ _id: 1 }).limit(1).lean();
    await segmentModel(store.connection).deleteOne({ _id: first?._id });
    const gap: unknown = await readAll().catch((error: unknown) => error);
    expect(gap).to.be.instanceOf(ArchiveGap);
    expect((gap as ArchiveGap).next).to.equal(first?.last);
  });

  it('keeps records as long as configured', async () => {
    const archive = new Archive(store.connection, 10);
    const day = 86_400_000;
    const keep = async (position: number, timestamp: number): Promise<void> => {
      const last = { position, timestamp };
      const text = `{"position":${position},"pad":"${'x'.repeat(2_100_000)}"}`;
      await archive.keep(1, position - 1, last, [{ ...last, text }]);
    };
    await keep(1, Date.now() - 30 * day);
    await keep(2, Date.now() - 11 * day);
    await keep(3, Date.now() - 9 * day);
    archive.tidy(1, 3, (error) => {
      throw error;
    });
    await archive.idle();
    const left = await segmentModel(store.connection).find().sort({ _id: 1 }).lean();
    expect(left.map(({ last }) => last)).to.deep.equal([3]);
  });
});

function positionOf(text: string): number {
  return (JSON.parse(text) as { position: number }).position;
}
