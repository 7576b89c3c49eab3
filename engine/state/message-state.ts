import type { MessageValue } from '../protocol/value/message.value.ts';
import type { KeyTable } from './key-table.ts';
import type { PairTable } from './pair-table.ts';
import type { Store } from './store.ts';

/** Buffered messages, and who got them. Source: zeebe/engine, `DbMessageState.java`. */
export class MessageState {
  private readonly messages: KeyTable<number, MessageValue>;
  private readonly byName: PairTable<string, number, true>;
  private readonly byDeadline: PairTable<number, number, true>;
  private readonly byId: KeyTable<string, { readonly key: number }>;
  /** message → process ids that got it. */
  private readonly correlations: PairTable<number, string, true>;
  /** process id and correlation key → locked by an instance that a message started. */
  private readonly locks: KeyTable<string, { readonly isLocked: true }>;
  private readonly startedBy: KeyTable<number, { readonly correlationKey: string }>;

  constructor(store: Store) {
    this.messages = store.keyTable('messages', ({ variables }) => variables.length);
    this.byName = store.pairTable('messages-by-name');
    this.byDeadline = store.pairTable('messages-by-deadline');
    this.byId = store.keyTable('message-ids');
    this.correlations = store.pairTableByKey('message-correlations');
    this.locks = store.keyTable('message-start-locks');
    this.startedBy = store.keyTable('message-started-instances');
  }

  /** The message while it is buffered, or undefined. */
  get(key: number): MessageValue | undefined {
    return this.messages.get(key);
  }

  /** Whether a message of the same name, correlation key and (non-empty) id is buffered. */
  existsId({ name, correlationKey, messageId }: MessageValue): boolean {
    return this.byId.get(joined(name, correlationKey, messageId)) !== undefined;
  }

  put(key: number, value: MessageValue): void {
    this.messages.insert(key, value);
    this.byName.insert(joined(value.name, value.correlationKey), key, true);
    this.byDeadline.insert(value.deadline, key, true);
    if (value.messageId !== '') {
      this.byId.put(joined(value.name, value.correlationKey, value.messageId), { key });
    }
  }

  /** Removes a message and the memory of who got it. */
  remove(key: number): void {
    const value = this.messages.get(key);
    if (value === undefined) return;
    this.messages.delete(key);
    this.byName.delete(joined(value.name, value.correlationKey), key);
    this.byDeadline.delete(value.deadline, key);
    if (value.messageId !== '') {
      this.byId.delete(joined(value.name, value.correlationKey, value.messageId));
    }
    const got: string[] = [];
    this.correlations.forEach(key, (processId) => {
      got.push(processId);
    });
    for (const processId of got) this.correlations.delete(key, processId);
  }

  /** Walks the messages of a name and correlation key, oldest first; false stops. */
  forEach(
    name: string,
    correlationKey: string,
    visit: (key: number, value: MessageValue) => boolean | void,
  ): void {
    this.byName.forEach(joined(name, correlationKey), (key) => {
      const value = this.messages.get(key);
      return value === undefined ? true : visit(key, value);
    });
  }

  /** Walks messages whose deadline is at `nowMs` or before, earliest first; false stops. */
  forEachExpired(nowMs: number, visit: (key: number) => boolean | void): void {
    this.byDeadline.forEachUpTo(nowMs, (_deadline, key) => visit(key));
  }

  wasCorrelated(key: number, bpmnProcessId: string): boolean {
    return this.correlations.get(key, bpmnProcessId) !== undefined;
  }

  putCorrelation(key: number, bpmnProcessId: string): void {
    this.correlations.put(key, bpmnProcessId, true);
  }

  removeCorrelation(key: number, bpmnProcessId: string): void {
    this.correlations.delete(key, bpmnProcessId);
  }

  /** Whether an instance that a message with this correlation key started is still running. */
  isLocked(bpmnProcessId: string, correlationKey: string): boolean {
    return this.locks.get(joined(bpmnProcessId, correlationKey)) !== undefined;
  }

  lock(bpmnProcessId: string, correlationKey: string, processInstanceKey: number): void {
    this.locks.put(joined(bpmnProcessId, correlationKey), { isLocked: true });
    this.startedBy.put(processInstanceKey, { correlationKey });
  }

  /** The correlation key of the message that started the instance, or undefined. */
  correlationKeyOf(processInstanceKey: number): string | undefined {
    return this.startedBy.get(processInstanceKey)?.correlationKey;
  }

  unlock(bpmnProcessId: string, processInstanceKey: number): void {
    const correlationKey = this.correlationKeyOf(processInstanceKey);
    if (correlationKey === undefined) return;
    this.locks.delete(joined(bpmnProcessId, correlationKey));
    this.startedBy.delete(processInstanceKey);
  }
}

/** One key of several texts; none of them can be taken for another's part. */
function joined(...parts: string[]): string {
  return JSON.stringify(parts);
}
