import type { AnyRecord } from '../../../engine/protocol/record.ts';
import { kindOf, type Sent } from './journal.ts';

/** What clients were told that is not in the log, and what is in it more often than was sent. */
export interface JournalFaults {
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
}

/** Commands that the engine writes for itself when something is due. */
const OWN = new Set([
  'TIMER TRIGGER',
  'JOB TIME_OUT',
  'JOB RECUR_AFTER_BACKOFF',
  'JOB YIELD',
  'MESSAGE EXPIRE',
  'MESSAGE_BATCH EXPIRE',
]);

const MARK = /op-(\d+)\./;

/** Holds what the clients sent and heard against the log. */
export function journalFaults(sent: readonly Sent[], records: readonly AnyRecord[]): JournalFaults {
  const lost: string[] = [];
  const doubled: string[] = [];
  const log = new CommandIndex(records);
  for (const one of sent) {
    const found = log.of(one);
    const most = isRefusedAtTheDoor(one) ? 0 : 1;
    if (log.isMarked(one) && found.length > most) {
      doubled.push(`${nameOf(one)} is ${found.length} times in the log, not ${most} times`);
    }
    const { answer } = one;
    if (answer?.kind !== 'event' && answer?.kind !== 'rejection') continue;
    if (found.some((command) => log.tells(command, one))) continue;
    lost.push(`${nameOf(one)} was answered ${JSON.stringify(answer).slice(0, 300)}`);
  }
  doubled.push(...log.unsent(sent));
  return { lost, doubled };
}

/** Not even queued. One who waits for a result may also hear that the engine closes meanwhile. */
function isRefusedAtTheDoor({ answer, command }: Sent): boolean {
  if (answer?.kind === 'closed') return command.intent !== 'CREATE_WITH_AWAITING_RESULT';
  return answer?.kind === 'exhausted';
}

/** The commands of a log that came from outside, and what they brought about. */
class CommandIndex {
  private readonly marked = new Map<number, AnyRecord[]>();
  private readonly byKind = new Map<string, AnyRecord[]>();
  private readonly effects = new Map<number, AnyRecord[]>();
  private readonly completed = new Set<number>();

  constructor(records: readonly AnyRecord[]) {
    for (const record of records) {
      if (record.recordType !== 'COMMAND') this.addEffect(record);
      else if (record.sourceRecordPosition < 0 && !OWN.has(kindOf(record))) this.addCommand(record);
    }
  }

  isMarked({ op, command }: Sent): boolean {
    return Number(MARK.exec(JSON.stringify(command.value))?.[1]) === op;
  }

  of(sent: Sent): readonly AnyRecord[] {
    if (this.isMarked(sent)) return this.marked.get(sent.op) ?? [];
    return this.byKind.get(keyedKind(sent.command)) ?? [];
  }

  /** Whether what a command brought about is what the client was told. */
  tells(command: AnyRecord, { answer }: Sent): boolean {
    if (answer?.kind === 'event') {
      const { record } = answer;
      if (record.valueType === 'PROCESS_INSTANCE_RESULT') return this.completed.has(record.key);
      return this.effectsOf(command).some(
        (effect) =>
          effect.recordType === 'EVENT' &&
          effect.key === record.key &&
          kindOf(effect) === kindOf(record) &&
          textOf(effect.value) === textOf(record.value),
      );
    }
    if (answer?.kind !== 'rejection') return false;
    // Not the type: as in Zeebe, who resolves in vain hears another than the log has.
    return this.effectsOf(command).some(
      ({ recordType, rejectionReason }) =>
        recordType === 'COMMAND_REJECTION' && rejectionReason === answer.reason,
    );
  }

  /** Commands in the log that nobody sent, or not so often. */
  unsent(sent: readonly Sent[]): string[] {
    const times = new Map<string, number>();
    for (const { command } of sent) {
      const kind = keyedKind(command);
      times.set(kind, (times.get(kind) ?? 0) + 1);
    }
    return [...this.byKind]
      .filter(([kind, found]) => found.length > (times.get(kind) ?? 0))
      .map(
        ([kind, found]) =>
          `${kind} is ${found.length} times in the log, sent ${times.get(kind) ?? 0} times`,
      );
  }

  private effectsOf({ position }: AnyRecord): readonly AnyRecord[] {
    return this.effects.get(position) ?? [];
  }

  private addCommand(record: AnyRecord): void {
    add(this.byKind, keyedKind(record), record);
    const mark = MARK.exec(JSON.stringify(record.value))?.[1];
    if (mark !== undefined) add(this.marked, Number(mark), record);
  }

  private addEffect(record: AnyRecord): void {
    add(this.effects, record.sourceRecordPosition, record);
    if (record.intent === 'ELEMENT_COMPLETED') this.completed.add(record.key);
  }
}

function keyedKind(one: Pick<AnyRecord, 'valueType' | 'intent' | 'key'>): string {
  return `${kindOf(one)} ${one.key}`;
}

function nameOf({ op, command }: Sent): string {
  return `op ${op} (${keyedKind(command)})`;
}

const textOf = (value: unknown): string => JSON.stringify(value);

function add<Key, Row>(rows: Map<Key, Row[]>, key: Key, row: Row): void {
  const list = rows.get(key);
  if (list) list.push(row);
  else rows.set(key, [row]);
}
