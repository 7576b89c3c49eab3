import type { ExportedRecord } from './record.ts';

/** A record with the text it came as, if it came as one: the archive keeps it. */
export interface Entry {
  readonly record: ExportedRecord;
  readonly text?: string;
}

/** In Zeebe's exported shape, but for keys, which are texts here; `parseRecord` reads both. */
export function textOf(record: ExportedRecord): string {
  const { partitionId, position, sourceRecordPosition, key, timestamp } = record;
  const { valueType, intent, recordType, rejectionType, rejectionReason } = record;
  const { brokerVersion, value } = record;
  return JSON.stringify({
    ...{ partitionId, position, sourceRecordPosition, key, timestamp, valueType, intent },
    ...{ recordType, rejectionType, rejectionReason, brokerVersion, value },
  });
}

/** Entries by partition, each in its order. */
export function byPartition(entries: readonly Entry[]): Entry[][] {
  const parts = new Map<number, Entry[]>();
  for (const entry of entries) {
    const part = parts.get(entry.record.partitionId);
    if (part) part.push(entry);
    else parts.set(entry.record.partitionId, [entry]);
  }
  return [...parts.values()];
}
