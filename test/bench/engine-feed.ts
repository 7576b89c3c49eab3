import type { EngineCore } from '../../engine/engine-core.ts';
import type { ValueOf } from '../../engine/protocol/record.ts';
import type { ValueType } from '../../engine/protocol/value-type.ts';

const TENANT = '<default>';
const VARIABLES = '{"caseNumber":"A-2024-0001","urgent":false}';

/** Commands of a job without what the command does not look at. */
const NO_JOB = {
  type: '',
  worker: '',
  deadline: -1,
  timeout: -1,
  retries: -1,
  retryBackoff: 0,
  recurringTime: -1,
  customHeaders: '{}',
  variables: '{}',
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
};

/** Feeds an engine with commands in its own process, as a gateway does, without one. */
export class EngineFeed {
  private readonly core: Pick<EngineCore, 'port'>;

  constructor(core: Pick<EngineCore, 'port'>) {
    this.core = core;
  }

  /** Deploys diagrams. */
  async deploy(...diagrams: readonly string[]): Promise<void> {
    const resources = diagrams.map((xml, i) => ({
      resourceName: `${i}.bpmn`,
      resource: Buffer.from(xml).toString('base64'),
    }));
    await this.send('DEPLOYMENT', 'CREATE', -1, {
      resources,
      processesMetadata: [],
      decisionsMetadata: [],
      decisionRequirementsMetadata: [],
      formMetadata: [],
      tenantId: TENANT,
    });
  }

  /** Creates so many instances, many commands under way at once. */
  async create(bpmnProcessId: string, count: number, atOnce = 500): Promise<void> {
    for (let left = count; left > 0; left -= atOnce) {
      const some = Math.min(left, atOnce);
      await Promise.all(Array.from({ length: some }, () => this.createOne(bpmnProcessId)));
    }
  }

  /** Takes jobs of a type, the oldest first, and completes them; answers how many there were. */
  async completeJobs(type: string, max: number): Promise<number> {
    const { jobKeys } = (await this.send('JOB_BATCH', 'ACTIVATE', -1, {
      type,
      worker: 'feed',
      timeout: 60_000,
      maxJobsToActivate: max,
      jobKeys: [],
      jobs: [],
      variables: [],
      truncated: false,
      tenantIds: [TENANT],
    })) as ValueOf<'JOB_BATCH'>;
    await Promise.all(jobKeys.map((key) => this.send('JOB', 'COMPLETE', key, NO_JOB)));
    return jobKeys.length;
  }

  private createOne(bpmnProcessId: string): Promise<unknown> {
    return this.send('PROCESS_INSTANCE_CREATION', 'CREATE', -1, {
      bpmnProcessId,
      version: -1,
      processDefinitionKey: -1,
      processInstanceKey: -1,
      variables: VARIABLES,
      fetchVariables: [],
      startInstructions: [],
      tenantId: TENANT,
    });
  }

  private async send(
    valueType: ValueType,
    intent: string,
    key: number,
    value: unknown,
  ): Promise<unknown> {
    const answer = await this.core.port.write({ valueType, intent, key, value } as never);
    if (answer.kind !== 'event') throw new Error(`${valueType}: ${JSON.stringify(answer)}`);
    return answer.record.value;
  }
}
