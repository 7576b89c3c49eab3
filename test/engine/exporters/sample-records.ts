import type { ExportBatch } from '../../../engine/exporters/exporter.ts';
import { EMPTY_DOCUMENT } from '../../../engine/protocol/json-text.ts';
import { encodeBatch } from '../../../engine/protocol/record-batch.ts';
import { recordToJson } from '../../../engine/protocol/record-json.ts';
import type { AnyRecord, LogRecord } from '../../../engine/protocol/record.ts';

/** Records of messages with the positions from `first` to `last`. */
export function records(first: number, last: number): LogRecord<'MESSAGE'>[] {
  const all: LogRecord<'MESSAGE'>[] = [];
  for (let position = first; position <= last; position += 1) {
    all.push({
      position,
      sourceRecordPosition: -1,
      key: 2 ** 51 + position,
      timestamp: Date.UTC(2026, 10, 23, 23, 59, 59),
      recordType: 'EVENT',
      valueType: 'MESSAGE',
      intent: 'PUBLISHED',
      rejectionType: 'NULL_VAL',
      rejectionReason: '',
      value: {
        name: `message ${position}`,
        correlationKey: 'k',
        timeToLive: 0,
        deadline: -1,
        variables: EMPTY_DOCUMENT,
        messageId: '',
        tenantId: '<default>',
      },
    });
  }
  return all;
}

/** A batch of the records, all of them new. */
export function batchOf(all: readonly AnyRecord[]): ExportBatch {
  return {
    records: all,
    lastPosition: all.at(-1)?.position ?? 0,
    lines: all.map(recordToJson),
    packed: [encodeBatch(all)],
    after: (all[0]?.position ?? 1) - 1,
  };
}
