import type { AnyRecord } from '../protocol/record.ts';
import type { JobBatchValue } from '../protocol/value/job.value.ts';
import type { ProcessInstanceValue } from '../protocol/value/process-instance.value.ts';
import { Family } from './family.ts';

const PARTITION = { partition: '1' };

const ELEMENT_ACTIONS: Readonly<Record<string, string>> = {
  ELEMENT_ACTIVATED: 'activated',
  ELEMENT_COMPLETED: 'completed',
  ELEMENT_TERMINATED: 'terminated',
};

const JOB_ACTIONS: Readonly<Record<string, string>> = {
  CREATED: 'created',
  COMPLETED: 'completed',
  TIMED_OUT: 'timed out',
  FAILED: 'failed',
  CANCELED: 'canceled',
  ERROR_THROWN: 'error thrown',
};

/** What a batch says that was pushed, not asked for. */
const PUSHED = -1;

/**
 * Counts what the records tell, under the names of Zeebe's metrics.
 * Source: zeebe/engine, `metrics/*.java`; zeebe/logstreams, `SequencerMetrics.java`.
 */
export class RecordMetrics {
  private readonly elements = new Family(
    'zeebe_element_instance_events_total',
    'Number of process element instance events',
  );
  private readonly instances = new Family(
    'zeebe_executed_instances_total',
    'Number of executed (root) process instances',
  );
  private readonly creations = new Family(
    'zeebe_process_instance_creations_total',
    'Number of created (root) process instances',
  );
  private readonly jobs = new Family('zeebe_job_events_total', 'Number of job events');
  private readonly incidents = new Family(
    'zeebe_incident_events_total',
    'Number of incident events',
  );
  private readonly appended = new Family(
    'zeebe_log_appender_record_appended_total',
    'Count of records appended per partition, record type, value type, and intent',
  );

  private readonly position = new Family(
    'zeebe_log_appender_last_committed_position',
    'The last committed position.',
    'gauge',
  );

  /** Takes the records of a commit. */
  observe(records: readonly AnyRecord[]): void {
    const last = records.at(-1);
    if (last !== undefined) this.position.set(last.position, PARTITION);
    for (const record of records) {
      const { recordType, valueType, intent } = record;
      this.appended.add({ ...PARTITION, recordType, valueType, intent });
      if (recordType === 'EVENT') this.observeEvent(record);
    }
  }

  /** Everything counted so far. */
  families(): readonly Family[] {
    const { elements, instances, creations, jobs, incidents, appended, position } = this;
    return [elements, instances, creations, jobs, incidents, appended, position];
  }

  private observeEvent({ valueType, intent, value }: AnyRecord): void {
    if (valueType === 'PROCESS_INSTANCE') {
      this.observeElement(intent, value as ProcessInstanceValue);
    } else if (valueType === 'JOB') {
      const action = JOB_ACTIONS[intent];
      const { type } = value as { readonly type: string };
      if (action !== undefined) this.jobs.add({ action, ...PARTITION, type });
    } else if (valueType === 'JOB_BATCH') {
      const { type, jobKeys, maxJobsToActivate } = value as JobBatchValue;
      const action = maxJobsToActivate === PUSHED ? 'pushed' : 'activated';
      this.jobs.add({ action, ...PARTITION, type }, jobKeys.length);
    } else if (valueType === 'INCIDENT' && intent !== 'MIGRATED') {
      this.incidents.add({ action: intent.toLowerCase(), ...PARTITION });
    } else if (valueType === 'PROCESS_INSTANCE_CREATION' && intent === 'CREATED') {
      const { startInstructions } = value as { readonly startInstructions: readonly object[] };
      const start = startInstructions.length === 0 ? 'default_start_event' : 'given_element';
      this.creations.add({ ...PARTITION, creation_mode: `creation_at_${start}` });
    }
  }

  private observeElement(intent: string, value: ProcessInstanceValue): void {
    const action = ELEMENT_ACTIONS[intent];
    if (action === undefined) return;
    const { bpmnElementType: type, bpmnEventType: eventType } = value;
    this.elements.add({ action, type, ...PARTITION, eventType });
    if (type !== 'PROCESS' || value.parentProcessInstanceKey !== -1) return;
    const root = { organizationId: 'null', type: 'ROOT_PROCESS_INSTANCE', action };
    this.instances.add({ ...root, ...PARTITION });
  }
}
