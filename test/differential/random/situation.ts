/** What a situation is read from: a record of either broker. */
export interface SeenRecord {
  readonly key: number;
  readonly timestamp: number;
  readonly recordType: string;
  readonly valueType: string;
  readonly intent: string;
  readonly value: object;
}

/** A job that was made, in the order of creation. */
export interface SeenJob {
  readonly key: number;
  readonly element: string;
  readonly type: string;
  /** Its number among all jobs of its element, from 1. */
  readonly nth: number;
  isOpen: boolean;
}

/** An element instance that runs. */
export interface SeenElement {
  readonly key: number;
  readonly element: string;
  readonly type: string;
  readonly instance: number;
}

type Values = Readonly<Record<string, unknown>>;

/** What is open after the records so far: what could be done next. */
export class Situation {
  readonly jobs: SeenJob[] = [];
  readonly live = new Map<number, SeenElement>();
  /** Every process instance in order, as `World.instance` counts them. */
  readonly instances: { readonly key: number; readonly process: string }[] = [];
  readonly incidents = new Map<
    number,
    { readonly element: string | undefined; readonly job: number }
  >();
  readonly messages = new Map<string, { readonly name: string; readonly key: string }>();
  readonly signals = new Map<string, string>();
  readonly timers = new Map<number, number>();
  /** Tasks that the engine manages itself: `element#nth`, as a scenario names them. */
  readonly userTasks = new Map<number, string>();
  private readonly userTaskCounts = new Map<string, number>();
  /** Whether a second version of a process was deployed. */
  hasSecond = false;
  now = 0;

  /** Takes note of more records. */
  take(records: readonly SeenRecord[]): void {
    for (const record of records) {
      this.now = Math.max(this.now, record.timestamp);
      if (record.recordType === 'EVENT') this.note(record);
    }
  }

  /** Jobs that wait to be completed. */
  openJobs(): SeenJob[] {
    return this.jobs.filter(({ isOpen }) => isOpen);
  }

  private note({ valueType, intent, key, value }: SeenRecord): void {
    const values = value as Values;
    if (valueType === 'PROCESS' && Number(values['version']) > 1) this.hasSecond = true;
    else if (valueType === 'PROCESS_INSTANCE') this.noteElement(key, intent, values);
    else if (valueType === 'JOB') this.noteJob(key, intent, values);
    else if (valueType === 'INCIDENT') {
      const element = this.live.get(Number(values['elementInstanceKey']))?.element;
      const row = { element, job: Number(values['jobKey']) };
      keep(this.incidents, key, intent === 'CREATED', row);
    } else if (valueType === 'PROCESS_MESSAGE_SUBSCRIPTION') this.noteMessage(intent, values);
    else if (valueType === 'SIGNAL_SUBSCRIPTION') {
      const id = `${text(values, 'catchEventId')} ${text(values, 'catchEventInstanceKey')}`;
      keep(this.signals, id, intent === 'CREATED', text(values, 'signalName'));
    } else if (valueType === 'TIMER') {
      keep(this.timers, key, intent === 'CREATED', Number(values['dueDate']));
    } else if (valueType === 'USER_TASK') this.noteUserTask(key, intent, values);
    else if (valueType === 'MESSAGE_START_EVENT_SUBSCRIPTION') {
      const name = text(values, 'messageName');
      const id = `start ${name} ${key}`;
      if (intent === 'CREATED') this.messages.set(id, { name, key: 'k1' });
      else if (intent === 'DELETED') this.messages.delete(id);
    }
  }

  private noteElement(key: number, intent: string, values: Values): void {
    if (intent === 'ELEMENT_COMPLETED' || intent === 'ELEMENT_TERMINATED') this.live.delete(key);
    if (intent !== 'ELEMENT_ACTIVATING') return;
    const type = text(values, 'bpmnElementType');
    const instance = Number(values['processInstanceKey']);
    this.live.set(key, { key, element: text(values, 'elementId'), type, instance });
    if (type === 'PROCESS') this.instances.push({ key, process: text(values, 'bpmnProcessId') });
  }

  private noteJob(key: number, intent: string, values: Values): void {
    if (intent === 'CREATED') {
      const element = text(values, 'elementId');
      const nth = this.jobs.filter((one) => one.element === element).length + 1;
      this.jobs.push({ key, element, type: text(values, 'type'), nth, isOpen: true });
    }
    if (!JOB_ENDS.has(intent)) return;
    const ended = this.jobs.find((one) => one.key === key);
    if (ended) ended.isOpen = false;
  }

  private noteUserTask(key: number, intent: string, values: Values): void {
    if (USER_TASK_ENDS.has(intent)) this.userTasks.delete(key);
    if (intent !== 'CREATED') return;
    const element = text(values, 'elementId');
    const nth = (this.userTaskCounts.get(element) ?? 0) + 1;
    this.userTaskCounts.set(element, nth);
    this.userTasks.set(key, `${element}#${nth}`);
  }

  private noteMessage(intent: string, values: Values): void {
    const name = text(values, 'messageName');
    const id = `${text(values, 'elementInstanceKey')} ${name}`;
    if (intent === 'CREATED') {
      this.messages.set(id, { name, key: text(values, 'correlationKey') });
    } else if (
      intent === 'DELETED' ||
      (intent === 'CORRELATED' && values['interrupting'] === true)
    ) {
      this.messages.delete(id);
    }
  }
}

const JOB_ENDS = new Set(['COMPLETED', 'CANCELED', 'ERROR_THROWN']);
const USER_TASK_ENDS = new Set(['COMPLETED', 'CANCELED']);

function keep<Key, Row>(rows: Map<Key, Row>, key: Key, isThere: boolean, row: Row): void {
  if (isThere) rows.set(key, row);
  else rows.delete(key);
}

function text(values: Values, name: string): string {
  return String(values[name] ?? '');
}
