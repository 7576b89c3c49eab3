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
import { gatewayService, UnreadableRequest } from './codec.ts';
import { http2Servers, serveUnknown } from './grpc-internals.ts';
import { healthHandlers, healthService } from './health.ts';
import { guardPings } from './ping-guard.ts';
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
import { unknownMethod } from './unknown-method.ts';
import { WaitingList } from './waiting-list.ts';

/** Where to listen, and the engine behind it. */
export interface GatewayOptions {
  readonly port: CommandPort;
  readonly jobStreams: JobStreams;
  readonly host: string;
  /** Zero takes a free port. */
  readonly portNumber: number;
}

/**
 * Requests up to this are read whole, so that their refusal can tell their size in Zeebe's words;
 * larger ones are cut off, in those of grpc-js.
 */
const MAX_READ_BYTES = 16 * LIMITS.maxMessageBytes;

/** How long a connection may be silent before it is tried. Source: grpc-java's defaults. */
const KEEP_ALIVE_MS = 2 * 60 * 60 * 1000;
const KEEP_ALIVE_TIMEOUT_MS = 20_000;

/** ms that calls have to end by themselves when the gateway closes. */
const FAREWELL_MS = 100;

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
    'grpc.max_receive_message_length': MAX_READ_BYTES,
    'grpc.keepalive_time_ms': KEEP_ALIVE_MS,
    'grpc.keepalive_timeout_ms': KEEP_ALIVE_TIMEOUT_MS,
    'grpc.max_send_message_length': -1,
  });
  let portNumber = options.portNumber;
  server.addService(
    gatewayService(),
    guarded(handlers(port, jobStreams, list, host, () => portNumber)),
  );
  server.addService(healthService(), healthHandlers());
  serveUnknown(server, unknownMethod);
  portNumber = await bind(server, host, options.portNumber);
  for (const http2Server of http2Servers(server)) guardPings(http2Server);
  serveBehindGoaway(server);
  const stopListening = port.onJobsAvailable((types) => list.notify(types));
  return {
    address: `${host}:${portNumber}`,
    portNumber,
    close: () => {
      stopListening();
      return shutDown(server);
    },
  };
}

/**
 * Says goodbye first, so that clients open another connection for what they ask next and get the
 * answers on their way; then ends what is still open.
 */
function shutDown(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const hard = setTimeout(() => {
      server.forceShutdown();
      resolve();
    }, FAREWELL_MS);
    server.tryShutdown(() => {
      clearTimeout(hard);
      resolve();
    });
  });
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
    StreamActivatedJobs: streamActivatedJobs(port, jobStreams),
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

type Handler = (
  call: { readonly request: unknown; emit(event: 'error', error: object): void },
  done: ((error: object) => void) | undefined,
) => void;

/** Answers requests that could not be read; the rest go to their handlers. */
function guarded(handlers: UntypedServiceImplementation): UntypedServiceImplementation {
  const guard = (handler: Handler): Handler => {
    return (call, done) => {
      if (!(call.request instanceof UnreadableRequest)) handler(call, done);
      else if (done === undefined) call.emit('error', call.request.refusal);
      else done(call.request.refusal);
    };
  };
  const entries = Object.entries(handlers).map(([name, handler]) => [
    name,
    guard(handler as unknown as Handler),
  ]);
  return Object.fromEntries(entries) as UntypedServiceImplementation;
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
