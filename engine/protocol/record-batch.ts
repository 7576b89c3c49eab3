import { Packr } from 'msgpackr';
import { KEY_BASE } from './key.ts';
import type { AnyRecord, AnyValue, LogRecord } from './record.ts';
import type { RecordType, RejectionType } from './record-type.ts';
import type { ValueType } from './value-type.ts';

/**
 * Consecutive records as one stored value, column by column; values and kinds that repeat are
 * stored once.
 */
interface StoredBatch {
  readonly first: number;
  readonly kinds: string[];
  readonly kind: number[];
  readonly key: number[];
  readonly source: number[];
  readonly time: number[];
  readonly value: number[];
  readonly values: AnyValue[];
  /** Index in the batch → rejection type and reason. */
  readonly rejections: [number, RejectionType, string][];
}

/** Each stored value carries its own structures, so a log can be read without anything else. */
const packr = new Packr({ useRecords: true, variableMapSize: true });

/** Records of consecutive positions as bytes. */
export function encodeBatch(records: readonly AnyRecord[]): Buffer {
  const first = records[0]!;
  const batch: StoredBatch = {
    first: first.position,
    kinds: [],
    kind: [],
    key: [],
    source: [],
    time: [],
    value: [],
    values: [],
    rejections: [],
  };
  const kindIndex = new Map<string, number>();
  const valueIndex = new Map<AnyValue, number>();
  for (let i = 0; i < records.length; i++) {
    const record = records[i]!;
    batch.kind.push(indexOf(kindIndex, batch.kinds, kindOf(record)));
    batch.key.push(shortKey(record.key));
    batch.source.push(
      record.sourceRecordPosition < 0 ? 0 : record.position - record.sourceRecordPosition,
    );
    batch.time.push(record.timestamp - first.timestamp);
    batch.value.push(indexOf(valueIndex, batch.values, record.value));
    if (record.recordType === 'COMMAND_REJECTION') {
      batch.rejections.push([i, record.rejectionType, record.rejectionReason]);
    }
  }
  return packr.pack({ time0: first.timestamp, ...batch });
}

/** The records that were encoded. */
export function decodeBatch(bytes: Uint8Array): AnyRecord[] {
  const batch = packr.unpack(bytes) as StoredBatch & { readonly time0: number };
  const kinds = batch.kinds.map((kind) => kind.split(' '));
  const rejections = new Map(batch.rejections.map(([i, type, reason]) => [i, { type, reason }]));
  return batch.kind.map((kind, i) => {
    const [recordType, valueType, intent] = kinds[kind]!;
    const position = batch.first + i;
    const source = batch.source[i]!;
    const rejection = rejections.get(i);
    const record: LogRecord = {
      position,
      sourceRecordPosition: source === 0 ? -1 : position - source,
      key: longKey(batch.key[i]!),
      timestamp: batch.time0 + batch.time[i]!,
      recordType: recordType as RecordType,
      valueType: valueType as ValueType,
      intent: intent as LogRecord['intent'],
      rejectionType: rejection?.type ?? 'NULL_VAL',
      rejectionReason: rejection?.reason ?? '',
      value: batch.values[batch.value[i]!]!,
    };
    return record as AnyRecord;
  });
}

function indexOf<T>(index: Map<T, number>, list: T[], item: T): number {
  let at = index.get(item);
  if (at === undefined) {
    at = list.push(item) - 1;
    index.set(item, at);
  }
  return at;
}

/**
 * Kinds already put into words: their text is made once, because there is one per record of the
 * log.
 */
const KINDS: { [recordType: string]: { [valueType: string]: { [intent: string]: string } } } = {};

function kindOf({ recordType, valueType, intent }: AnyRecord): string {
  const known = KINDS[recordType]?.[valueType]?.[intent];
  if (known !== undefined) return known;
  const kind = `${recordType} ${valueType} ${intent}`;
  ((KINDS[recordType] ??= {})[valueType] ??= {})[intent] = kind;
  return kind;
}

/** Our own keys are small when counted from their base; -1 stays; any other key is kept exact. */
function shortKey(key: number): number {
  if (key >= KEY_BASE) return key - KEY_BASE;
  if (key === -1) return -1;
  return key >= 0 ? -(key + 2) : key - 0.5;
}

function longKey(short: number): number {
  if (!Number.isInteger(short)) return short + 0.5;
  if (short >= 0) return short + KEY_BASE;
  return short === -1 ? -1 : -short - 2;
}
