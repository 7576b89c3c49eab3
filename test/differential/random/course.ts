import type { AnyRecord, ValueOf } from '../../../engine/protocol/record.ts';
import { KEY_BASE } from '../../../engine/protocol/key.ts';

type ProcessInstance = ValueOf<'PROCESS_INSTANCE'>;

/** An element instance as its events tell of it. */
interface Lived {
  readonly value: ProcessInstance;
  state: string;
  /** Children that have not ended. */
  readonly children: Set<number>;
}

/** Which event of an element instance may follow which; MIGRATED leaves the state as it is. */
const FOLLOWS: Readonly<Record<string, readonly string[]>> = {
  ELEMENT_ACTIVATING: ['nothing'],
  ELEMENT_ACTIVATED: ['ELEMENT_ACTIVATING'],
  ELEMENT_COMPLETING: ['ELEMENT_ACTIVATED'],
  ELEMENT_COMPLETED: ['ELEMENT_COMPLETING'],
  ELEMENT_TERMINATING: ['ELEMENT_ACTIVATING', 'ELEMENT_ACTIVATED', 'ELEMENT_COMPLETING'],
  ELEMENT_TERMINATED: ['ELEMENT_TERMINATING'],
};

/** Events that make an entity: its key is new with them. */
const BIRTHS = new Set([
  'PROCESS_INSTANCE ELEMENT_ACTIVATING',
  'JOB CREATED',
  'INCIDENT CREATED',
  'TIMER CREATED',
  'VARIABLE CREATED',
  'USER_TASK CREATED',
  'MESSAGE PUBLISHED',
]);

/**
 * Follows the records of an engine and says what should not be: positions and sources, keys, the
 * order of events of each element instance, parents that end before their children.
 */
export class Course {
  /** What was found, one line each. */
  readonly faults: string[] = [];
  readonly lived = new Map<number, Lived>();
  /**
   * Instances in which a modification terminated something. As in Zeebe, it may have taken along
   * what it activated, so that nothing is left, and a called process leaves its compensations.
   */
  readonly modified = new Set<number>();
  /**
   * Event sub-processes that began in the very step in which their scope completed: Zeebe completes
   * it all the same, and they stay behind.
   */
  readonly abandoned = new Set<number>();
  private readonly born = new Set<number>();
  private readonly kinds: string[] = [];
  private position = 0;
  private time = 0;

  take(records: readonly AnyRecord[]): void {
    for (const record of records) {
      this.order(record);
      this.kinds[record.position] = record.recordType;
      this.trouble(record);
      if (record.recordType === 'EVENT') this.event(record);
    }
  }

  /** Instances that have not ended, the processes included. */
  running(): number[] {
    return [...this.lived].filter(([, { state }]) => !isEnd(state)).map(([key]) => key);
  }

  /** Whether an instance, or the scope that it runs in, was left behind. */
  isAbandoned(key: number): boolean {
    if (this.abandoned.has(key)) return true;
    const scope = this.lived.get(key)?.value.flowScopeKey ?? -1;
    return scope > 0 && this.isAbandoned(scope);
  }

  private isLate(key: number): boolean {
    const child = this.lived.get(key);
    return child?.value.bpmnElementType === 'EVENT_SUB_PROCESS' && child.children.size === 0;
  }

  private fault(record: AnyRecord, text: string): void {
    const { position, valueType, intent, key } = record;
    this.faults.push(`${text}: #${position} ${valueType} ${intent} K${key - KEY_BASE}`);
  }

  private order(record: AnyRecord): void {
    const { position, sourceRecordPosition: source, timestamp, recordType } = record;
    if (position !== this.position + 1) this.fault(record, 'a gap in the positions');
    this.position = position;
    if (timestamp < this.time) this.fault(record, 'time goes back');
    this.time = timestamp;
    if (source >= position) this.fault(record, 'caused by something later');
    if (source < 0 && recordType !== 'COMMAND') this.fault(record, 'caused by nothing');
    if (source >= 0 && this.kinds[source] !== 'COMMAND') {
      this.fault(record, 'caused by what is no command');
    }
  }

  private trouble(record: AnyRecord): void {
    const { rejectionType, rejectionReason } = record;
    if (rejectionType === 'PROCESSING_ERROR') this.fault(record, `fails (${rejectionReason})`);
    if (record.valueType === 'ERROR') this.fault(record, 'an instance is stopped');
  }

  private event(record: AnyRecord): void {
    if (BIRTHS.has(`${record.valueType} ${record.intent}`)) {
      if (this.born.has(record.key)) this.fault(record, 'a key given twice');
      if (record.key <= KEY_BASE) this.fault(record, 'a key outside the partition');
      this.born.add(record.key);
    }
    if (record.valueType === 'PROCESS_INSTANCE_MODIFICATION') {
      const { processInstanceKey, terminateInstructions } = record.value;
      if (terminateInstructions.length > 0) this.modified.add(processInstanceKey);
    }
    if (record.valueType !== 'PROCESS_INSTANCE') return;
    const from = FOLLOWS[record.intent];
    if (from !== undefined) this.element(record.key, record.intent, from, record);
  }

  private element(
    key: number,
    intent: string,
    from: readonly string[],
    record: AnyRecord & { valueType: 'PROCESS_INSTANCE' },
  ): void {
    const { value } = record;
    const known = this.lived.get(key);
    const state = known?.state ?? 'nothing';
    if (!from.includes(state)) this.fault(record, `${value.elementId} after ${state}`);
    const parent = this.lived.get(value.flowScopeKey);
    if (known === undefined) {
      this.lived.set(key, { value, state: intent, children: new Set() });
      const isLeft = this.isAbandoned(value.flowScopeKey);
      const isOver = parent === undefined || isEnd(parent.state);
      if (value.flowScopeKey > 0 && isOver && !isLeft) {
        this.fault(record, `${value.elementId} begins in a scope that has ended`);
      }
      parent?.children.add(key);
      return;
    }
    known.state = intent;
    if (!isEnd(intent)) return;
    parent?.children.delete(key);
    if (known.children.size === 0) return;
    const children = [...known.children];
    if (intent === 'ELEMENT_COMPLETED' && children.every((child) => this.isLate(child))) {
      for (const child of children) this.abandoned.add(child);
    } else this.fault(record, `${value.elementId} ends before its children`);
  }
}

function isEnd(state: string): boolean {
  return state === 'ELEMENT_COMPLETED' || state === 'ELEMENT_TERMINATED';
}
