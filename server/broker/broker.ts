import type { Logger } from 'pino';
import { ZBClient } from 'zeebe-node';
import { Problem } from '../errors.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { isAlreadyThere, toProblem } from './broker-error.ts';
import { completeUserTask } from './user-task-rest.ts';

/** The client of zeebe-node. */
export type Client = ZBClient;

/** What a modification does, in the words of the protocol. Keys are decimal strings. */
export interface Modification {
  readonly processInstanceKey: string;
  readonly activate: readonly {
    readonly elementId: string;
    /** Scope instance to activate in; undefined: the only one there is. */
    readonly ancestorKey?: string | undefined;
    readonly variables?: Readonly<Record<string, unknown>> | undefined;
  }[];
  readonly terminate: readonly string[];
}

/** A file to deploy. The ending of the name says what it is. */
export interface Resource {
  readonly name: string;
  readonly text: string;
}

/** A process of a deployment, as the broker answered. */
export interface DeployedProcess {
  readonly key: string;
  readonly processId: string;
  readonly version: number;
  readonly resourceName: string;
}

/** Where a gateway listens. */
export interface GatewayAddresses {
  /** `host:port` of gRPC. */
  readonly address: string;
  /** `http://host:port` of REST: commands for native user tasks. */
  readonly restAddress: string;
}

/** A command is given up after this long; it may have happened nevertheless. Unit: ms. */
const COMMAND_TIMEOUT_MS = 10_000;

/** Commands whose records projections read, always. */
const MAKES_RECORDS = new Set([
  'create',
  'complete',
  'completeUserTask',
  'throwError',
  'cancel',
  'modify',
]);

/**
 * Commands to the broker, whichever it is: the only door to a process. Each refuses with a
 * `Problem`: `broker_unavailable` when nobody answers, `broker_busy` under back-pressure,
 * `broker_timeout`, `not_found`, and `broker_refused` with the broker's own reason.
 */
export class Broker {
  private client: Client | null = null;
  private restAddress = '';
  private readonly log: Logger;
  private readonly metrics: Metrics | undefined;
  private readonly onAnswered: () => void;

  /** @param onAnswered hears of each command that was carried out and made records */
  constructor(log: Logger, metrics?: Metrics, onAnswered: () => void = () => undefined) {
    this.log = log;
    this.metrics = metrics;
    this.onAnswered = onAnswered;
  }

  /** Connects to a gateway, closing an earlier connection. */
  async connect({ address, restAddress }: GatewayAddresses): Promise<void> {
    await this.close();
    this.restAddress = restAddress;
    this.client = new ZBClient(address, {
      loglevel: 'NONE',
      retry: false,
      eagerConnection: false,
      longPoll: 30_000,
      pollInterval: 300,
      useTLS: false,
    } as never);
    this.log.debug({ address }, 'broker client made');
  }

  /** The client, for hosting workers. Throws `broker_unavailable` before {@link connect}. */
  connected(): Client {
    if (!this.client) throw new Problem('broker_unavailable', { retryAfterSeconds: 2 });
    return this.client;
  }

  async close(): Promise<void> {
    const client = this.client;
    this.client = null;
    await client?.close(1_000).catch(() => null);
  }

  /** Asks for the topology; rejects when the broker does not answer in time or has no leader. */
  async ping(withinMs: number): Promise<void> {
    const { brokers } = await this.call('topology', (client) => client.topology(), withinMs);
    const leads = brokers.some(({ partitions }) =>
      partitions.some(({ role }) => String(role) === 'LEADER' || String(role) === '0'),
    );
    if (!leads) throw new Problem('broker_unavailable', { retryAfterSeconds: 2 });
  }

  /** Starts a process; answers its key. `version` left out: the latest. */
  async start(
    processId: string,
    variables: Readonly<Record<string, unknown>>,
  ): Promise<{ key: string; definitionKey: string }> {
    const answer = await this.call('create', (client) =>
      client.createProcessInstance({
        bpmnProcessId: processId,
        variables: variables as never,
      }),
    );
    return {
      key: String(answer.processInstanceKey),
      definitionKey: String(answer.processDefinitionKey),
    };
  }

  async completeJob(key: string, variables: Readonly<Record<string, unknown>>): Promise<void> {
    const request = { jobKey: key, variables: variables as never };
    await this.call('complete', (client) => client.completeJob(request));
  }

  /** Completes a native user task; `not_found` also while another completion is under way. */
  async completeUserTask(key: string, variables: Readonly<Record<string, unknown>>): Promise<void> {
    await this.call('completeUserTask', () =>
      completeUserTask(this.restAddress, key, variables, COMMAND_TIMEOUT_MS),
    );
  }

  async throwError(key: string, errorCode: string, errorMessage: string): Promise<void> {
    const request = { jobKey: key, errorCode, errorMessage } as never;
    await this.call('throwError', (client) => client.throwError(request));
  }

  async cancel(processInstanceKey: string): Promise<void> {
    await this.call('cancel', (client) => client.cancelProcessInstance(processInstanceKey));
  }

  async retry(jobKey: string, retries: number): Promise<void> {
    await this.call('retry', (client) => client.updateJobRetries({ jobKey, retries }));
  }

  async resolveIncident(incidentKey: string): Promise<void> {
    await this.call('resolve', (client) => client.resolveIncident({ incidentKey }));
  }

  /** Publishes a message; one whose id the broker still keeps (an hour) was published before. */
  async publish(
    name: string,
    correlationKey: string,
    variables: Readonly<Record<string, unknown>>,
    messageId: string,
  ): Promise<void> {
    try {
      await this.call('publish', (client) =>
        client.publishMessage({
          name,
          correlationKey,
          messageId,
          timeToLive: 3_600_000,
          variables: variables as never,
        }),
      );
    } catch (error) {
      if (!isAlreadyThere(error)) throw error;
    }
  }

  /** One ModifyProcessInstance. Source: Zeebe `gateway.proto`, ModifyProcessInstanceRequest. */
  async modify({ processInstanceKey, activate, terminate }: Modification): Promise<void> {
    await this.call('modify', (client) =>
      client.modifyProcessInstance({
        processInstanceKey,
        activateInstructions: activate.map(({ elementId, ancestorKey, variables }) => ({
          elementId,
          ancestorElementInstanceKey: ancestorKey ?? '-1',
          variableInstructions: variables ? [{ scopeId: '', variables: variables as never }] : [],
        })),
        terminateInstructions: terminate.map((elementInstanceKey) => ({ elementInstanceKey })),
      }),
    );
  }

  /** Deploys one resource; processes of a diagram are answered, nothing for other kinds. */
  async deploy({ name, text }: Resource): Promise<DeployedProcess[]> {
    const content = Buffer.from(text, 'utf8');
    const answer = await this.call<{ deployments: unknown }>('deploy', async (client) => {
      if (name.endsWith('.form')) return client.deployResource({ name, form: content });
      if (name.endsWith('.dmn')) return client.deployResource({ name, decision: content });
      return client.deployResource({ name, process: content });
    });
    const deployments = answer.deployments as unknown as readonly {
      process?: {
        bpmnProcessId: string;
        version: number;
        processDefinitionKey: string;
        resourceName: string;
      };
    }[];
    return deployments.flatMap(({ process }) =>
      process
        ? [
            {
              key: String(process.processDefinitionKey),
              processId: process.bpmnProcessId,
              version: Number(process.version),
              resourceName: process.resourceName,
            },
          ]
        : [],
    );
  }

  private async call<T>(
    name: string,
    command: (client: Client) => Promise<T>,
    withinMs: number = COMMAND_TIMEOUT_MS,
  ): Promise<T> {
    const client = this.connected();
    const startedAt = performance.now();
    let outcome = 'ok';
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Problem('broker_timeout')), withinMs);
    });
    try {
      const answer = await Promise.race([command(client), late]);
      if (MAKES_RECORDS.has(name)) this.onAnswered();
      return answer;
    } catch (error) {
      const problem = toProblem(error);
      outcome = problem.code;
      throw problem;
    } finally {
      const labels = { command: name, outcome };
      this.metrics?.brokerCommand.observe(labels, (performance.now() - startedAt) / 1000);
      clearTimeout(timer);
    }
  }
}
