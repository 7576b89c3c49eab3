import { expect } from 'chai';
import { elasticsearchExporter } from '../../../engine/exporters/elasticsearch.exporter.ts';
import { recordToJson } from '../../../engine/protocol/record-json.ts';
import { openRecordSink, type RecordSink } from '../../zeebe/record-sink.ts';
import { records } from './sample-records.ts';

describe('the exporter to a sink that speaks Elasticsearch', () => {
  let sink: RecordSink;

  beforeEach(async () => {
    sink = await openRecordSink();
  });

  afterEach(() => sink.close());

  const batch = (first: number, last: number) => {
    const all = records(first, last);
    return { records: all, lastPosition: last, lines: all.map(recordToJson) };
  };

  it('makes the templates once, then sends under Zeebe’s names', async () => {
    const exporter = elasticsearchExporter(`${sink.url}/`);
    expect(await exporter.export(batch(1, 2))).to.equal(2);
    expect(await exporter.export(batch(3, 3))).to.equal(3);
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
