import { EMPTY_DOCUMENT } from '../../../engine/protocol/json-text.ts';
import type { JobValue } from '../../../engine/protocol/value/job.value.ts';
import type {
  Command,
  CommandAnswer,
  CommandPort,
  JobsAvailableListener,
} from '../../../engine/stream/command-port.ts';

/** An engine with nothing but jobs, for tests of how the gateway hands them out. */
export class FakePort implements CommandPort {
  /** Keys of the jobs that wait. */
  readonly jobs: number[] = [];
  readonly commands: Command[] = [];
  /** Resolves before an answer to ACTIVATE leaves, so that a test can do something in between. */
  hold: Promise<void> = Promise.resolve();
  private readonly listeners = new Set<JobsAvailableListener>();

  async write(command: Command): Promise<CommandAnswer> {
    this.commands.push(command);
    if (command.valueType !== 'JOB_BATCH') {
      return { kind: 'rejection', type: 'NOT_FOUND', reason: 'no such thing' };
    }
    const value = command.value as Command<'JOB_BATCH'>['value'];
    const jobKeys = this.jobs.splice(0, value.maxJobsToActivate);
    await this.hold;
    const jobs = jobKeys.map((): JobValue => ({ ...JOB, type: value.type }));
    const answer = { ...value, jobKeys, jobs };
    const record = { key: 1, valueType: 'JOB_BATCH', intent: 'ACTIVATED', value: answer } as const;
    return { kind: 'event', record };
  }

  onJobsAvailable(listener: JobsAvailableListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** A job comes into being. */
  add(key: number, type: string): void {
    this.jobs.push(key);
    for (const listener of this.listeners) listener(new Set([type]));
  }
}

const JOB: JobValue = {
  type: 'work',
  worker: 'w',
  deadline: 1,
  timeout: -1,
  retries: 3,
  retryBackoff: 0,
  recurringTime: -1,
  customHeaders: EMPTY_DOCUMENT,
  variables: EMPTY_DOCUMENT,
  errorMessage: '',
  errorCode: '',
  jobKind: 'BPMN_ELEMENT',
  bpmnProcessId: 'p',
  processDefinitionVersion: 1,
  processDefinitionKey: 2,
  processInstanceKey: 3,
  elementId: 'e',
  elementInstanceKey: 4,
  tenantId: '<default>',
};
