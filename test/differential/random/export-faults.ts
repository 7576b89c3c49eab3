import { isDeepStrictEqual } from 'node:util';
import { readPacked, type PackedRecord } from '../../../engine/protocol/packed-records.ts';
import { encodeBatch } from '../../../engine/protocol/record-batch.ts';
import { recordToJson } from '../../../engine/protocol/record-json.ts';
import type { AnyRecord } from '../../../engine/protocol/record.ts';
import { parseRecord } from '../../../server/stream/parse-record.ts';

/**
 * Records that the server would read otherwise from the engine's bytes than from Zeebe's JSON. The
 * two ways into the read models must tell the same.
 */
export function exportFaults(records: readonly AnyRecord[]): string[] {
  if (records.length === 0) return [];
  return readPacked([encodeBatch(records)], 0)
    .filter((packed, at) => differs(packed, records[at]!))
    .map(
      ({ valueType, intent, position }) =>
        `${valueType} ${intent} #${position} is packed otherwise than its JSON`,
    );
}

/** What Zeebe's JSON says besides, and no projection reads. */
const UNREAD = ['recordVersion', 'authorizations'];

function differs(packed: PackedRecord, record: AnyRecord): boolean {
  const { brokerVersion, intent, key, partitionId, position, recordType } = packed;
  const { rejectionReason, rejectionType, sourceRecordPosition, timestamp } = packed;
  const { value, valueType } = packed;
  const parsed: Record<string, unknown> = { ...parseRecord(recordToJson(record)) };
  for (const name of UNREAD) delete parsed[name];
  const told = {
    brokerVersion,
    intent,
    key,
    partitionId,
    position,
    recordType,
    rejectionReason,
    rejectionType,
    sourceRecordPosition,
    timestamp,
    value,
    valueType,
  };
  return !isDeepStrictEqual(told, parsed);
}
