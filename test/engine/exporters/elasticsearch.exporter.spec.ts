import { expect } from 'chai';
import { elasticsearchExporter } from '../../../engine/exporters/elasticsearch.exporter.ts';
import type { AnyRecord } from '../../../engine/protocol/record.ts';
import { openRecordSink, type RecordSink } from '../../zeebe/record-sink.ts';
import { batchOf, records } from './sample-records.ts';

describe('the exporter to a sink that speaks Elasticsearch', () => {
  let sink: RecordSink;

  beforeEach(async () => {
    sink = await openRecordSink();
  });

  afterEach(() => sink.close());

  const batch = (first: number, last: number) => batchOf(records(first, last));

  it('makes the templates once, then sends under Zeebe’s names', async () => {
    const exporter = elasticsearchExporter(`${sink.url}/`);
    expect(await exporter.export(batch(1, 2))).to.have.property('position', 2);
    expect(await exporter.export(batch(3, 3))).to.have.property('position', 3);
    expect(sink.calls[0]).to.equal('PUT /_component_template/zeebe-record');
    expect(sink.calls).to.include('PUT /_index_template/zeebe-record_job_8.5.8');
    expect(sink.calls.filter((call) => call.includes('component'))).to.have.length(1);
    expect(sink.actions[0]).to.include({
      _index: 'zeebe-record_message_8.5.8_2026-11-23',
      _id: '1-1',
    });
    expect(sink.records.map((record) => record.position)).to.deep.equal([1, 2, 3]);
    expect(sink.records[0]?.value).to.have.property('name', 'message 1');
  });

  it('counts each kind without gaps, also over restarts and batches sent again', async () => {
    const first = elasticsearchExporter(sink.url);
    first.open?.(undefined);
    await first.export(batch(1, 2));
    const answer = await first.export(batch(3, 4));
    const metadata = typeof answer === 'number' ? undefined : answer.metadata;
    const second = elasticsearchExporter(sink.url);
    second.open?.(metadata);
    await second.export(batch(5, 6));
    const sequences = sink.records.map((record) => (record as { sequence?: number }).sequence);
    expect(sequences).to.deep.equal([1, 2, 3, 4, 5, 6].map((count) => 2 ** 51 + count));
  });

  it('leaves out what Zeebe leaves out, unless told to take everything', async () => {
    const [event] = records(1, 1);
    const command = { ...event, recordType: 'COMMAND', position: 2 } as AnyRecord;
    const unused = { ...event, valueType: 'PROCESS_EVENT', position: 3 } as unknown as AnyRecord;
    const all = [event, command, unused] as AnyRecord[];
    const mixed = batchOf(all);
    expect(await elasticsearchExporter(sink.url).export(mixed)).to.have.property('position', 3);
    expect(sink.records.map(({ position }) => position)).to.deep.equal([1]);
    await elasticsearchExporter(sink.url, { everything: true }).export(mixed);
    expect(sink.records.map(({ position }) => position)).to.deep.equal([1, 2, 3]);
  });

  it('rejects when nobody listens, so that the batch is kept', async () => {
    const { url } = sink;
    await sink.close();
    const outcome = await elasticsearchExporter(url)
      .export(batch(1, 1))
      .then(
        () => 'taken',
        () => 'refused',
      );
    sink = await openRecordSink();
    expect(outcome).to.equal('refused');
  });
});
