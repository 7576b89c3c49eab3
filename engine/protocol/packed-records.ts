import { BROKER_VERSION, PARTITION_ID } from './key.ts';
import { decodeBatch } from './record-batch.ts';
import type { LogRecord } from './record.ts';
import type { RecordType, RejectionType } from './record-type.ts';
import { DOCUMENT_FIELDS, HIDDEN_FIELDS, recordToJson } from './record-json.ts';
import type { ValueType } from './value-type.ts';

/** Any object of a record's value. */
type ObjectValue = { readonly [name: string]: unknown };

/**
 * A record as the server reads it from Zeebe's exported JSON: keys are decimal strings, positions
 * numbers, documents parsed. Its value is made when somebody looks at it, because most records are
 * only passed over.
 */
export class PackedRecord {
  readonly partitionId = PARTITION_ID;
  readonly brokerVersion = BROKER_VERSION;
  readonly position: number;
  readonly sourceRecordPosition: number;
  readonly key: string;
  /** Epoch ms. */
  readonly timestamp: number;
  readonly valueType: ValueType;
  readonly intent: string;
  readonly recordType: RecordType;
  readonly rejectionType: RejectionType;
  readonly rejectionReason: string;
  private readonly raw: ObjectValue;
  private made: ObjectValue | undefined;

  constructor(record: LogRecord) {
    this.position = record.position;
    this.sourceRecordPosition = record.sourceRecordPosition;
    this.key = String(record.key);
    this.timestamp = record.timestamp;
    this.valueType = record.valueType;
    this.intent = record.intent;
    this.recordType = record.recordType;
    this.rejectionType = record.rejectionType;
    this.rejectionReason = record.rejectionReason;
    this.raw = record.value as unknown as ObjectValue;
  }

  /** The value as it is after parsing the exported JSON. */
  get value(): ObjectValue {
    return (this.made ??= exportedValue(this.valueType, this.raw));
  }
}

/**
 * Reads what the engine's thread hands over: consecutive batches as {@link encodeBatch} made them.
 * Records at or before the position `after` are left out. Failure: bytes that are no such batch
 * (throws).
 */
export function readPacked(packed: readonly Uint8Array[], after: number): PackedRecord[] {
  const records: PackedRecord[] = [];
  for (const bytes of packed) {
    for (const record of decodeBatch(bytes)) {
      if (record.position > after) records.push(new PackedRecord(record as LogRecord));
    }
  }
  return records;
}

/** The same as JSON texts in Zeebe's exported shape. */
export function packedLines(packed: readonly Uint8Array[], after: number): string[] {
  return packed.flatMap((bytes) =>
    decodeBatch(bytes)
      .filter(({ position }) => position > after)
      .map(recordToJson),
  );
}

function exportedValue(valueType: ValueType, value: ObjectValue): ObjectValue {
  if (valueType === 'JOB_BATCH') {
    const jobs = (value['jobs'] as readonly ObjectValue[]).map((job) => exportedValue('JOB', job));
    return exported({ ...value, jobs }, [], HIDDEN_FIELDS.JOB_BATCH);
  }
  if (valueType === 'PROCESS_INSTANCE_MODIFICATION') return modification(value);
  return exported(value, DOCUMENT_FIELDS[valueType] ?? [], HIDDEN_FIELDS[valueType]);
}

function modification(value: ObjectValue): ObjectValue {
  const activateInstructions = (value['activateInstructions'] as readonly ObjectValue[]).map(
    (one) => ({
      ...one,
      variableInstructions: (one['variableInstructions'] as readonly ObjectValue[]).map(
        (instruction) => exported(instruction, ['variables']),
      ),
    }),
  );
  return exported({ ...value, activateInstructions }, []);
}

function exported(value: ObjectValue, documents: readonly string[], hidden?: string): ObjectValue {
  const found: { [name: string]: unknown } = {};
  for (const name in value) {
    if (name === hidden) continue;
    const field = value[name];
    if (typeof field === 'number') found[name] = isKeyName(name) ? String(field) : field;
    else if (typeof field !== 'object') {
      found[name] = documents.includes(name) ? parsedDocument(field as string) : field;
    } else found[name] = exportedInside(field);
  }
  return found;
}

function exportedInside(field: unknown): unknown {
  if (typeof field !== 'object' || field === null) return field;
  if (Array.isArray(field)) return field.length === 0 ? field : field.map(exportedInside);
  return exported(field as ObjectValue, []);
}

function isKeyName(name: string): boolean {
  return name === 'key' || name.endsWith('Key');
}

/**
 * A number under a name `key` or `…Key`, which becomes a string in documents too: whoever reads
 * exported JSON cannot tell a document's names from the record's own.
 */
const KEY_NUMBER = /(?<!\\)"(key|[A-Za-z_]\w*Key)":\s*(-?\d+)(?=\s*[,}])/g;

function parsedDocument(text: string): unknown {
  if (text === '{}') return {};
  const kept = text.includes('ey":') ? text.replace(KEY_NUMBER, '"$1":"$2"') : text;
  return JSON.parse(kept);
}
