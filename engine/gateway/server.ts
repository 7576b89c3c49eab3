import { grpcMethods, startGrpcServer } from '../grpc/grpc-server.ts';
import type { Handler, Handlers } from '../grpc/service.ts';
import { LIMITS } from '../limits.ts';
import type { JobStreams } from '../job/job-streams.ts';
import type { ValueType } from '../protocol/value-type.ts';
import type { CommandPort } from '../stream/command-port.ts';
import { gatewayService } from './codec.ts';
import { healthHandlers, healthService } from './health.ts';
import { activateJobs } from './rpc/activate-jobs.ts';
import { createProcessInstance, createProcessInstanceWithResult } from './rpc/creation.ts';
import { evaluateDecision } from './rpc/decision.ts';
import { deleteResource, deployProcess, deployResource } from './rpc/deployment.ts';
import { broadcastSignal, publishMessage } from './rpc/event.ts';
import * as job from './rpc/job.ts';
import * as instance from './rpc/process-instance.ts';
import { streamActivatedJobs } from './rpc/stream-activated-jobs.ts';
import { topology } from './rpc/topology.ts';
import { serveUnary, type UnaryRpc } from './unary.ts';
import { WaitingList } from './waiting-list.ts';

/** Where to listen, and the engine behind it. */
export interface GatewayOptions {
  readonly port: CommandPort;
  readonly jobStreams: JobStreams;
  readonly host: string;
  /** Zero takes a free port. */
  readonly portNumber: number;
}

/** A gateway that listens. */
export interface Gateway {
  /** `host:port`. */
  readonly address: string;
  readonly portNumber: number;
  /** Lets calls end that are about to, ends the others and lets the port go. */
  close(): Promise<void>;
}

/**
 * Opens the gateway. Failure: the port is taken or forbidden; the promise rejects with its code.
 */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { port, host, jobStreams } = options;
  const list = new WaitingList();
  let portNumber = options.portNumber;
  const served = handlers(port, jobStreams, list, host, () => portNumber);
  const server = await startGrpcServer({
    host,
    portNumber,
    maxMessageBytes: LIMITS.maxMessageBytes,
    methods: [
      ...grpcMethods(gatewayService(), served),
      ...grpcMethods(healthService(), healthHandlers()),
    ],
  });
  portNumber = server.portNumber;
  const stopListening = port.onJobsAvailable((types) => list.notify(types));
  return {
    address: `${host}:${portNumber}`,
    portNumber,
    close: () => {
      stopListening();
      return server.close();
    },
  };
}

function handlers(
  port: CommandPort,
  jobStreams: JobStreams,
  list: WaitingList,
  host: string,
  portNumber: () => number,
): Handlers {
  const unary = <R, V extends ValueType, A extends ValueType>(rpc: UnaryRpc<R, V, A>): Handler<R> =>
    serveUnary(port, rpc);
  const address = (): string => `${host}:${portNumber()}`;
  return {
    ActivateJobs: activateJobs(port, list),
    StreamActivatedJobs: streamActivatedJobs(port, jobStreams),
    Topology: topology(host, portNumber),
    DeployProcess: unary(deployProcess),
    DeployResource: unary(deployResource),
    DeleteResource: unary(deleteResource),
    EvaluateDecision: unary(evaluateDecision),
    CreateProcessInstance: unary(createProcessInstance),
    CreateProcessInstanceWithResult: createProcessInstanceWithResult(port, address),
    CancelProcessInstance: unary(instance.cancelProcessInstance),
    ModifyProcessInstance: unary(instance.modifyProcessInstance),
    MigrateProcessInstance: unary(instance.migrateProcessInstance),
    SetVariables: unary(instance.setVariables),
    ResolveIncident: unary(instance.resolveIncident),
    CompleteJob: unary(job.completeJob),
    FailJob: unary(job.failJob),
    ThrowError: unary(job.throwError),
    UpdateJobRetries: unary(job.updateJobRetries),
    UpdateJobTimeout: unary(job.updateJobTimeout),
    PublishMessage: unary(publishMessage),
    BroadcastSignal: unary(broadcastSignal),
  };
}
