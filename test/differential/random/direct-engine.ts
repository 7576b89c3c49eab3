import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ControlledClock } from '../../../engine/clock.ts';
import { openEngineCore, type EngineCore } from '../../../engine/engine-core.ts';
import { Refusal } from '../../../engine/gateway/refusal.ts';
import { createProcessInstance } from '../../../engine/gateway/rpc/creation.ts';
import { evaluateDecision } from '../../../engine/gateway/rpc/decision.ts';
import { deleteResource, deployResource } from '../../../engine/gateway/rpc/deployment.ts';
import { broadcastSignal, publishMessage } from '../../../engine/gateway/rpc/event.ts';
import * as job from '../../../engine/gateway/rpc/job.ts';
import * as instance from '../../../engine/gateway/rpc/process-instance.ts';
import { completion } from '../../../engine/gateway/rest/user-task-request.ts';
import { DEFAULT_TENANT, NO_KEY } from '../../../engine/protocol/key.ts';
import { asJsonText } from '../../../engine/protocol/json-text.ts';
import type { AnyRecord } from '../../../engine/protocol/record.ts';
import type { Command } from '../../../engine/stream/command-port.ts';
import type { Call } from '../requests.ts';
import type { RestNotation } from '../step.ts';

interface Rpc {
  toCommand(request: object): Command | Refusal;
}

/** The calls that are one command each, by name. */
const RPCS = {
  DeployResource: deployResource,
  DeleteResource: deleteResource,
  EvaluateDecision: evaluateDecision,
  CreateProcessInstance: createProcessInstance,
  CancelProcessInstance: instance.cancelProcessInstance,
  ModifyProcessInstance: instance.modifyProcessInstance,
  MigrateProcessInstance: instance.migrateProcessInstance,
  SetVariables: instance.setVariables,
  ResolveIncident: instance.resolveIncident,
  CompleteJob: job.completeJob,
  FailJob: job.failJob,
  ThrowError: job.throwError,
  UpdateJobRetries: job.updateJobRetries,
  UpdateJobTimeout: job.updateJobTimeout,
  PublishMessage: publishMessage,
  BroadcastSignal: broadcastSignal,
} as unknown as Readonly<Record<string, Rpc>>;

/** Fields that a protobuf message has when nobody sets them. */
const UNSET = { tenantId: '' };

/** Memory where the machine has a folder of it, because a disk that is waited for is slow. */
const FOLDER = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** An engine without network in a temporary folder, in virtual time, with all it recorded. */
export class DirectEngine {
  readonly clock = new ControlledClock();
  readonly records: AnyRecord[] = [];
  /** What failed in a way that no command should. */
  readonly errors: string[] = [];
  private readonly dataDir = mkdtempSync(join(FOLDER, 'tongqu-random-'));
  private current: EngineCore | null = null;

  static async open(): Promise<DirectEngine> {
    const engine = new DirectEngine();
    await engine.start();
    return engine;
  }

  get core(): EngineCore {
    if (this.current === null) throw new Error('the engine is closed');
    return this.current;
  }

  /** Closes the engine and opens it again on what is on disk. */
  async restart(): Promise<void> {
    await this.current?.close();
    await this.start();
    await this.idle();
  }

  /** Does what a call of a gateway would do; resolves when the answer is there. */
  async call({ rpc, request }: Call): Promise<void> {
    if (rpc === 'ActivateJobs') return this.activate(request as ActivateRequest);
    if (rpc === 'CreateProcessInstanceWithResult') return this.createWithResult(request);
    const found = RPCS[rpc];
    if (found === undefined) throw new Error(`No such call: ${rpc}`);
    const command = found.toCommand({ ...UNSET, ...request });
    if (command instanceof Refusal) return;
    await this.core.port.write(command);
  }

  /** Does what a call of the REST API would do with a user task. */
  async userTask(key: number, { call, body }: RestNotation): Promise<void> {
    const wish = completion(null);
    if (!('intent' in wish)) throw new Error('a completion without body is refused');
    const { variables = {}, ...given } = body as { variables?: object; assignee?: string };
    const value = { ...wish.value, ...given, variables: asJsonText(JSON.stringify(variables)) };
    const intent = call.endsWith('/completion') ? 'COMPLETE' : 'ASSIGN';
    await this.core.port.write({ valueType: 'USER_TASK', intent, key, value });
  }

  /** Waits until nothing is queued. */
  async idle(): Promise<void> {
    do await new Promise(setImmediate);
    while (this.core.processor.queueLength > 0);
    await new Promise(setImmediate);
  }

  async close(): Promise<void> {
    await this.current?.close();
    this.current = null;
    rmSync(this.dataDir, { recursive: true, force: true });
  }

  private async start(): Promise<void> {
    this.current = await openEngineCore({
      dataDir: this.dataDir,
      clock: this.clock,
      keepsLog: true,
      onError: ({ valueType, intent }, error) => {
        const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
        this.errors.push(`${valueType} ${intent}: ${text}`);
      },
    });
    this.current.processor.onCommit((records) => this.records.push(...records));
  }

  /** The answer comes when the instance ends, if ever: nobody waits for it here. */
  private async createWithResult(request: object): Promise<void> {
    const inner = (request as { request: object }).request;
    const command = RPCS['CreateProcessInstance']?.toCommand({ ...UNSET, ...inner });
    if (command === undefined || command instanceof Refusal) return;
    const awaiting = { ...command, intent: 'CREATE_WITH_AWAITING_RESULT' } as Command;
    void this.core.port.write(awaiting);
  }

  private async activate(request: ActivateRequest): Promise<void> {
    const value = {
      type: request.type,
      worker: request.worker,
      timeout: request.timeout,
      maxJobsToActivate: request.maxJobsToActivate,
      jobKeys: [],
      jobs: [],
      variables: request.fetchVariable,
      truncated: false,
      tenantIds: [DEFAULT_TENANT],
    };
    await this.core.port.write({ valueType: 'JOB_BATCH', intent: 'ACTIVATE', key: NO_KEY, value });
  }
}

interface ActivateRequest {
  readonly type: string;
  readonly worker: string;
  readonly timeout: number;
  readonly maxJobsToActivate: number;
  readonly fetchVariable: readonly string[];
}
