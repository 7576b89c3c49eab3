import {
  Server,
  ServerCredentials,
  type handleServerStreamingCall,
  type handleUnaryCall,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { LIMITS } from '../limits.ts';
import type { JobStreams } from '../job/job-streams.ts';
import type { ValueType } from '../protocol/value-type.ts';
import type { CommandPort } from '../stream/command-port.ts';
import { gatewayService } from './codec.ts';
import { serveBehindGoaway } from './goaway.ts';
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
  /** Ends every open call and lets the port go. */
  close(): Promise<void>;
}

/**
 * Opens the gateway. Failure: the port is taken or forbidden; the promise rejects with its code.
 */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { port, host, jobStreams } = options;
  const list = new WaitingList();
  const server = new Server({
    'grpc.max_receive_message_length': LIMITS.maxMessageBytes,
    'grpc.max_send_message_length': -1,
  });
  let portNumber = options.portNumber;
  server.addService(
    gatewayService(),
    handlers(port, jobStreams, list, host, () => portNumber),
  );
  portNumber = await bind(server, host, options.portNumber);
  serveBehindGoaway(server);
  const stopListening = port.onJobsAvailable((types) => list.notify(types));
  return {
    address: `${host}:${portNumber}`,
    portNumber,
    close: async () => {
      stopListening();
      server.forceShutdown();
    },
  };
}

function handlers(
  port: CommandPort,
  jobStreams: JobStreams,
  list: WaitingList,
  host: string,
  portNumber: () => number,
): UntypedServiceImplementation {
  const unary = <R, V extends ValueType, A extends ValueType>(
    rpc: UnaryRpc<R, V, A>,
  ): handleUnaryCall<R, object> => serveUnary(port, rpc);
  const address = (): string => `${host}:${portNumber()}`;
  const streams: Record<string, handleServerStreamingCall<never, object>> = {
    ActivateJobs: activateJobs(port, list),
    StreamActivatedJobs: streamActivatedJobs(jobStreams),
  };
  return {
    ...streams,
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

function bind(server: Server, host: string, portNumber: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const credentials = ServerCredentials.createInsecure();
    server.bindAsync(`${host}:${portNumber}`, credentials, (error, bound) => {
      if (error) reject(error);
      else resolve(bound);
    });
  });
}
