import { KEY_BASE } from '../../../engine/protocol/key.ts';
import type { AnyRecord } from '../../../engine/protocol/record.ts';

/** Events with which something is over: at most one of them for each key, and nothing after it. */
const ENDS: Readonly<Record<string, readonly string[]>> = {
  JOB: ['COMPLETED', 'CANCELED', 'ERROR_THROWN'],
  TIMER: ['TRIGGERED', 'CANCELED'],
  INCIDENT: ['RESOLVED'],
  MESSAGE: ['EXPIRED'],
  USER_TASK: ['COMPLETED', 'CANCELED'],
  PROCESS_INSTANCE: ['ELEMENT_COMPLETED', 'ELEMENT_TERMINATED'],
};

/** Events that may still come for something that is over: an error that nobody caught. */
const AFTERWARDS = new Set([
  'ERROR_THROWN CANCELED',
  'ERROR_THROWN MIGRATED',
  'ERROR_THROWN RETRIES_UPDATED',
]);

/**
 * Follows what ends, job by job and timer by timer: that it ends once, that a job is not given out
 * twice at the same time, that a message is correlated once, and that a message with an id is not
 * published twice while it lives.
 */
export class Endings {
  readonly faults: string[] = [];
  private readonly ended = new Map<number, string>();
  private readonly given = new Set<number>();
  private readonly correlated = new Set<string>();
  private readonly living = new Map<string, number>();

  take(records: readonly AnyRecord[]): void {
    for (const record of records) {
      if (record.recordType !== 'EVENT') continue;
      this.end(record);
      if (record.valueType === 'JOB') this.job(record);
      else if (record.valueType === 'JOB_BATCH') this.batch(record);
      else if (record.valueType === 'MESSAGE') this.message(record);
      else if (record.valueType === 'PROCESS_MESSAGE_SUBSCRIPTION') this.correlation(record);
    }
  }

  private end(record: AnyRecord): void {
    const { valueType, intent, key } = record;
    const ends = ENDS[valueType];
    if (ends === undefined) return;
    const before = this.ended.get(key);
    if (before !== undefined && !AFTERWARDS.has(`${before} ${intent}`)) {
      this.fault(record, `comes after ${before}`);
    }
    if (ends.includes(intent)) this.ended.set(key, intent);
  }

  private job({ intent, key }: AnyRecord): void {
    if (intent !== 'MIGRATED' && intent !== 'RETRIES_UPDATED' && intent !== 'TIMEOUT_UPDATED') {
      this.given.delete(key);
    }
  }

  private batch(record: AnyRecord & { valueType: 'JOB_BATCH' }): void {
    for (const key of record.value.jobKeys) {
      if (this.given.has(key)) this.fault(record, `gives out job ${key - KEY_BASE} again`);
      this.given.add(key);
    }
  }

  private message(record: AnyRecord & { valueType: 'MESSAGE' }): void {
    const { name, correlationKey, messageId } = record.value;
    if (messageId === '') return;
    const id = JSON.stringify([name, correlationKey, messageId]);
    if (record.intent === 'PUBLISHED') {
      if (this.living.has(id)) this.fault(record, `publishes ${id} again`);
      this.living.set(id, record.key);
    } else if (this.living.get(id) === record.key) this.living.delete(id);
  }

  private correlation(record: AnyRecord & { valueType: 'PROCESS_MESSAGE_SUBSCRIPTION' }): void {
    if (record.intent !== 'CORRELATED') return;
    const { messageKey, elementInstanceKey, messageName } = record.value;
    const id = `${messageKey} ${elementInstanceKey} ${messageName}`;
    if (this.correlated.has(id)) this.fault(record, 'correlates again');
    this.correlated.add(id);
  }

  private fault({ position, valueType, intent, key }: AnyRecord, text: string): void {
    this.faults.push(`#${position} ${valueType} ${intent} K${key - KEY_BASE} ${text}`);
  }
}
