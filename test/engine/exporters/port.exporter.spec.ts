import { expect } from 'chai';
import { MessageChannel } from 'node:worker_threads';
import { portExporter, type ExportMessage } from '../../../engine/exporters/port.exporter.ts';
import { readPacked } from '../../../engine/protocol/packed-records.ts';
import { batchOf, records } from './sample-records.ts';

describe('the exporter to another thread', () => {
  const open = () => {
    const { port1, port2 } = new MessageChannel();
    const messages: ExportMessage[] = [];
    const waiting: (() => void)[] = [];
    port2.on('message', (message: ExportMessage) => {
      messages.push(message);
      waiting.splice(0).forEach((go) => go());
    });
    const exporter = portExporter(port1);
    const all = records(1, 2);
    const batch = batchOf(all);
    const arrival = () => new Promise<void>((resolve) => waiting.push(resolve));
    const close = () => {
      port1.close();
      port2.close();
    };
    return { exporter, batch, messages, arrival, reader: port2, close };
  };

  it('sends nothing before it is asked to start, then waits for the acknowledgment', async () => {
    const { exporter, batch, messages, arrival, reader, close } = open();
    const arrived = arrival();
    const exported = exporter.export(batch);
    expect(messages).to.have.length(0);
    reader.postMessage({ type: 'start-export' });
    await arrived;
    const { packed = [], after = -1, position } = messages[0] ?? {};
    expect(readPacked(packed, after).map((record) => record.value)).to.deep.equal(
      batch.records.map(({ value }) => ({ ...value, variables: {} })),
    );
    expect(position).to.equal(2);
    reader.postMessage({ type: 'ack', position: 2 });
    expect(await exported).to.equal(2);
    close();
  });

  it('rejects when the reader could not store the batch', async () => {
    const { exporter, batch, arrival, reader, close } = open();
    reader.postMessage({ type: 'start-export' });
    const arrived = arrival();
    const exported = exporter.export(batch).then(
      () => 'stored',
      () => 'not stored',
    );
    await arrived;
    reader.postMessage({ type: 'nack' });
    expect(await exported).to.equal('not stored');
    close();
  });
});
