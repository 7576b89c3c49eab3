import { credentials, loadPackageDefinition, type Client } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What a gateway said: a response (or several, streamed), or a gRPC status with its text. */
export type Answer =
  | { readonly rpc: string; readonly response: unknown }
  | { readonly rpc: string; readonly code: string; readonly details: string };

/** A plain gRPC client of a gateway, with neither retries nor defaults. */
export interface GatewayClient {
  unary(rpc: string, request: object, deadlineMs?: number): Promise<Answer>;
  /** Collects a stream until it ends. */
  stream(rpc: string, request: object, deadlineMs?: number): Promise<Answer>;
  /** Opens a stream that goes on until it is canceled. */
  open(rpc: string, request: object): OpenStream;
  close(): void;
}

/** A stream that is open, with what has arrived. */
export interface OpenStream {
  readonly messages: unknown[];
  /** Called whenever something arrives. */
  readonly watchers: Set<() => void>;
  /** Resolves with the refusal, or with what ended it. */
  readonly ended: Promise<Answer>;
  cancel(): void;
}

const CODES = [
  'OK',
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
];

const PROTO = join(dirname(fileURLToPath(import.meta.url)), '../../engine/gateway/gateway.proto');

interface Failure {
  readonly code: number;
  readonly details: string;
}

type Unary = (
  request: object,
  options: { deadline: number },
  done: (error: Failure | null, response: unknown) => void,
) => void;

interface Stream {
  on(event: 'data', take: (message: unknown) => void): void;
  on(event: 'error', take: (error: Failure) => void): void;
  on(event: 'end', take: () => void): void;
  cancel(): void;
}

type Streaming = (request: object, options: { deadline?: number }) => Stream;

interface Protocol {
  readonly Gateway: new (address: string, credentials: unknown, options: object) => Client;
}

let protocol: Protocol | undefined;

/** Read once: a test run opens many clients. */
function readProtocol(): Protocol {
  const definition = loadSync(PROTO, {
    keepCase: true,
    longs: Number,
    enums: String,
    defaults: true,
    oneofs: false,
  });
  return loadPackageDefinition(definition)['gateway_protocol'] as unknown as Protocol;
}

/** Connects to `host:port`, on a connection of its own when it must not hinder others. */
export function openClient(address: string, isAlone = false): GatewayClient {
  protocol ??= readProtocol();
  const client = new protocol.Gateway(address, credentials.createInsecure(), {
    'grpc.use_local_subchannel_pool': isAlone ? 1 : 0,
  });
  const methods = client as unknown as Record<string, Unary & Streaming>;
  const method = (rpc: string): Unary & Streaming => {
    const found = methods[rpc];
    if (!found) throw new Error(`No such RPC: ${rpc}`);
    return found.bind(client) as Unary & Streaming;
  };
  return {
    unary: (rpc, request, deadlineMs = 20_000) =>
      new Promise((resolve) => {
        method(rpc)(request, { deadline: Date.now() + deadlineMs }, (error, response) => {
          resolve(error ? refusal(rpc, error) : { rpc, response });
        });
      }),
    stream: (rpc, request, deadlineMs = 20_000) =>
      new Promise((resolve) => {
        const messages: unknown[] = [];
        const call = method(rpc)(request, { deadline: Date.now() + deadlineMs });
        call.on('data', (message) => messages.push(message));
        call.on('error', (error) => resolve(refusal(rpc, error)));
        call.on('end', () => resolve({ rpc, response: messages }));
      }),
    open: (rpc, request) => {
      const messages: unknown[] = [];
      const watchers = new Set<() => void>();
      const call = method(rpc)(request, {});
      const ended = new Promise<Answer>((resolve) => {
        call.on('error', (error) => resolve(refusal(rpc, error)));
        call.on('end', () => resolve({ rpc, response: messages }));
      });
      const take = (message: unknown): void => {
        messages.push(message);
        for (const look of watchers) look();
      };
      call.on('data', take);
      return { messages, watchers, ended, cancel: () => call.cancel() };
    },
    close: () => client.close(),
  };
}

function refusal(rpc: string, error: Failure): Answer {
  return { rpc, code: CODES[error.code] ?? String(error.code), details: error.details };
}
