import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ControlledClock } from '../../engine/clock.ts';
import type { EngineCore } from '../../engine/engine-core.ts';
import { openEngineCore } from '../../engine/engine-core.ts';
import type { CommandIntentOf } from '../../engine/protocol/intent.ts';
import { asJsonText } from '../../engine/protocol/json-text.ts';
import { KEY_BASE } from '../../engine/protocol/key.ts';
import type { AnyRecord, ValueOf } from '../../engine/protocol/record.ts';
import type { RejectionType } from '../../engine/protocol/record-type.ts';
import type { ValueType } from '../../engine/protocol/value-type.ts';
import type { AnsweredRecord, CommandAnswer } from '../../engine/stream/command-port.ts';

const TENANT = '<default>';

/** An engine in a temporary folder and in virtual time, with everything it recorded. */
export class EngineHarness {
  readonly clock = new ControlledClock();
  readonly records: AnyRecord[] = [];
  readonly errors: unknown[] = [];
  private readonly dataDir = mkdtempSync(join(tmpdir(), 'tongqu-engine-'));
  private current: EngineCore | null = null;

  /** Opens an engine. */
  static async open(): Promise<EngineHarness> {
    const harness = new EngineHarness();
    await harness.start();
    return harness;
  }

  get core(): EngineCore {
    if (this.current === null) throw new Error('the engine is closed');
    return this.current;
  }

  /** Starts (again) on the same folder. */
  async start(): Promise<void> {
    this.current = await openEngineCore({
      dataDir: this.dataDir,
      clock: this.clock,
      keepsLog: true,
      onError: (_command, error) => this.errors.push(error),
    });
    this.current.processor.onCommit((records) => this.records.push(...records));
  }

  /** Stops in good order, the folder stays. */
  async stop(): Promise<void> {
    await this.current?.close();
    this.current = null;
  }

  /** Stops and removes the folder. */
  async close(): Promise<void> {
    await this.stop();
    rmSync(this.dataDir, { recursive: true, force: true });
  }

  /** Sends a command; its answer. */
  send<VT extends ValueType>(
    valueType: VT,
    intent: CommandIntentOf<VT>,
    value: unknown,
    key = -1,
  ): Promise<CommandAnswer> {
    return this.core.port.write({ valueType, intent, key, value: value as ValueOf<VT> });
  }

  /** Sends a command that must be accepted; the answering event. */
  async expect<VT extends ValueType>(
    valueType: VT,
    intent: CommandIntentOf<VT>,
    value: unknown,
    key = -1,
  ): Promise<AnsweredRecord> {
    const answer = await this.send(valueType, intent, value, key);
    if (answer.kind === 'event') return answer.record;
    throw new Error(`${valueType} ${intent}: ${JSON.stringify(answer)}\n${this.trace()}`);
  }

  /** Deploys diagrams given as XML text (or other files by name). */
  async deploy(
    ...files: readonly (string | { name: string; text: string })[]
  ): Promise<ValueOf<'DEPLOYMENT'>> {
    const resources = files.map((file, i) => {
      const { name, text } = typeof file === 'string' ? { name: `p${i}.bpmn`, text: file } : file;
      return { resourceName: name, resource: Buffer.from(text).toString('base64') };
    });
    const record = await this.expect('DEPLOYMENT', 'CREATE', { ...NO_DEPLOYMENT, resources });
    return record.value as ValueOf<'DEPLOYMENT'>;
  }

  /** Creates an instance; its key. */
  async create(bpmnProcessId: string, variables: object = {}): Promise<number> {
    const value = creation(bpmnProcessId, variables);
    const record = await this.expect('PROCESS_INSTANCE_CREATION', 'CREATE', value);
    return (record.value as ValueOf<'PROCESS_INSTANCE_CREATION'>).processInstanceKey;
  }

  /** Hands out jobs of a type. */
  async activate(type: string, max = 10, timeoutMs = 60_000): Promise<ValueOf<'JOB_BATCH'>> {
    const record = await this.expect('JOB_BATCH', 'ACTIVATE', activation(type, max, timeoutMs));
    return record.value as ValueOf<'JOB_BATCH'>;
  }

  /** Completes a job by key. */
  complete(key: number, variables: object = {}): Promise<CommandAnswer> {
    return this.send('JOB', 'COMPLETE', jobCommand({ variables }), key);
  }

  /** Completes the one open job of an element, activated or not. */
  async completeAt(elementId: string, variables: object = {}): Promise<void> {
    const answer = await this.complete(this.openJob(elementId), variables);
    if (answer.kind !== 'event') throw new Error(`${JSON.stringify(answer)}\n${this.trace()}`);
  }

  /** The key of the newest job of an element that is still there. */
  openJob(elementId: string): number {
    const created = this.events('JOB', 'CREATED').filter(
      ({ value }) => value.elementId === elementId,
    );
    const open = created.filter(({ key }) => this.core.state.jobs.get(key) !== undefined);
    const last = open[open.length - 1];
    if (last === undefined) throw new Error(`no open job of ${elementId}\n${this.trace()}`);
    return last.key;
  }

  /** Events of a kind, in order. */
  events<VT extends ValueType>(
    valueType: VT,
    intent?: string,
  ): Extract<AnyRecord, { valueType: VT }>[] {
    return this.records.filter(
      (record): record is Extract<AnyRecord, { valueType: VT }> =>
        record.valueType === valueType &&
        record.recordType === 'EVENT' &&
        (intent === undefined || record.intent === intent),
    );
  }

  /** The rejections, as type and reason. */
  rejections(): { readonly type: RejectionType; readonly reason: string }[] {
    return this.records
      .filter(({ recordType }) => recordType === 'COMMAND_REJECTION')
      .map(({ rejectionType, rejectionReason }) => ({
        type: rejectionType,
        reason: rejectionReason,
      }));
  }

  /** `intent elementId` of the element instances' events, in order: the course of a process. */
  course(): string[] {
    return this.events('PROCESS_INSTANCE').map(
      ({ intent, value }) => `${intent} ${value.elementId}`,
    );
  }

  /** Moves the clock and lets what fell due be processed. */
  async advance(ms: number): Promise<void> {
    this.clock.advance(ms);
    await this.idle();
  }

  /** Waits until nothing is queued. */
  async idle(): Promise<void> {
    do await new Promise(setImmediate);
    while (this.core.processor.queueLength > 0);
    await new Promise(setImmediate);
  }

  /** Every record as one short line. Source: the idea is Zeebe's `CompactRecordLogger`. */
  trace(): string {
    return this.records
      .map((record) => {
        const { value } = record as {
          value: { elementId?: string; name?: string; value?: string };
        };
        const what =
          value.elementId ?? (value.name === undefined ? '' : `${value.name}=${value.value}`);
        const letter = record.recordType === 'COMMAND_REJECTION' ? 'R' : record.recordType[0];
        return (
          `${letter} ${record.valueType} ${record.intent} ` +
          `#${record.position}<-#${record.sourceRecordPosition} ` +
          `K${record.key - KEY_BASE} ${what} ${record.rejectionReason}`
        );
      })
      .join('\n');
  }
}

const NO_DEPLOYMENT = {
  processesMetadata: [],
  decisionsMetadata: [],
  decisionRequirementsMetadata: [],
  formMetadata: [],
  tenantId: TENANT,
};

/** The value of a creation. */
export function creation(
  bpmnProcessId: string,
  variables: object = {},
): ValueOf<'PROCESS_INSTANCE_CREATION'> {
  return {
    bpmnProcessId,
    version: -1,
    processDefinitionKey: -1,
    processInstanceKey: -1,
    variables: asJsonText(JSON.stringify(variables)),
    fetchVariables: [],
    startInstructions: [],
    tenantId: TENANT,
  };
}

/** The value of a job activation. */
export function activation(type: string, max: number, timeoutMs: number): ValueOf<'JOB_BATCH'> {
  return {
    type,
    worker: 'worker',
    timeout: timeoutMs,
    maxJobsToActivate: max,
    jobKeys: [],
    jobs: [],
    variables: [],
    truncated: false,
    tenantIds: [TENANT],
  };
}

/** The value of a command to a job. */
export function jobCommand(
  given: { readonly variables?: object } & Partial<Omit<ValueOf<'JOB'>, 'variables'>> = {},
): ValueOf<'JOB'> {
  return {
    type: '',
    worker: '',
    deadline: -1,
    timeout: -1,
    retries: -1,
    retryBackoff: 0,
    recurringTime: -1,
    customHeaders: asJsonText('{}'),
    errorMessage: '',
    errorCode: '',
    jobKind: 'BPMN_ELEMENT',
    bpmnProcessId: '',
    processDefinitionVersion: -1,
    processDefinitionKey: -1,
    processInstanceKey: -1,
    elementId: '',
    elementInstanceKey: -1,
    tenantId: TENANT,
    ...given,
    variables: asJsonText(JSON.stringify(given.variables ?? {})),
  };
}
