import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { status, type MethodDefinition, type ServiceDefinition } from '@grpc/grpc-js';
import protobuf from 'protobufjs';
import { LIMITS } from '../limits.ts';
import { Refusal } from './refusal.ts';

/** A 64-bit field as protobufjs decodes it. */
export type Int64 = number | { readonly high: number; readonly low: number; toNumber(): number };

/** A 64-bit field as a number; exact for every key of the one partition, and for every time. */
export function toNumber(value: Int64): number {
  return typeof value === 'number' ? value : value.toNumber();
}

/**
 * The service in the form that grpc-js serves: one encoder and one decoder per message, compiled
 * once. Decoded messages are protobufjs objects with the protocol's field names and defaults;
 * answers are plain objects, encoded without a check, because our own types have checked them.
 */
export function gatewayService(): ServiceDefinition {
  const root = new protobuf.Root();
  root.loadSync(protoPath(), { keepCase: true });
  const service = root.lookupService('gateway_protocol.Gateway');
  const methods = service.methodsArray.map((method): [string, MethodDefinition<object, object>] => {
    const request = root.lookupType(`gateway_protocol.${method.requestType}`);
    const response = root.lookupType(`gateway_protocol.${method.responseType}`);
    return [
      method.name,
      {
        path: `/gateway_protocol.Gateway/${method.name}`,
        requestStream: false,
        responseStream: method.responseStream ?? false,
        requestSerialize: (message) => encode(request, message),
        requestDeserialize: (bytes) => decode(request, bytes),
        responseSerialize: (message) => encode(response, message),
        responseDeserialize: (bytes) => response.decode(bytes),
      },
    ];
  });
  return Object.fromEntries(methods);
}

/** A request that cannot be served whatever it asks for; the handler answers with the refusal. */
export class UnreadableRequest {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    this.refusal = refusal;
  }
}

/** Failures, in order, in grpc-java's words: too large; no message of this kind. */
function decode(type: protobuf.Type, bytes: Buffer): object {
  const { maxMessageBytes } = LIMITS;
  if (bytes.length > maxMessageBytes) {
    const text = `gRPC message exceeds maximum size ${maxMessageBytes}: ${bytes.length}`;
    return new UnreadableRequest(new Refusal(status.RESOURCE_EXHAUSTED, text, null));
  }
  try {
    return type.decode(bytes);
  } catch {
    const text = 'Application error processing RPC';
    return new UnreadableRequest(new Refusal(status.UNKNOWN, text, null));
  }
}

function encode(type: protobuf.Type, message: object): Buffer {
  return Buffer.from(type.encode(message as protobuf.Message).finish());
}

/** The proto file is read from the source tree, also by compiled code below `dist/`. */
function protoPath(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  const beside = join(here, 'gateway.proto');
  if (existsSync(beside)) return beside;
  for (let folder = here; folder !== dirname(folder); folder = dirname(folder)) {
    const inTree = join(folder, 'engine', 'gateway', 'gateway.proto');
    if (existsSync(inTree)) return inTree;
  }
  throw new Error('gateway.proto is missing from the installation');
}
