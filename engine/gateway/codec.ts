import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import protobuf from 'protobufjs';
import { MESSAGE_HEAD_BYTES } from '../grpc/message-reader.ts';
import type { MethodCodec, ServiceCodec } from '../grpc/service.ts';

/** A 64-bit field as protobufjs decodes it. */
export type Int64 = number | { readonly high: number; readonly low: number; toNumber(): number };

/** A 64-bit field as a number; exact for every key of the one partition, and for every time. */
export function toNumber(value: Int64): number {
  return typeof value === 'number' ? value : value.toNumber();
}

/**
 * The service with its messages, compiled once. Decoded messages are protobufjs objects with the
 * protocol's field names and defaults; answers are plain objects, encoded without a check, because
 * our own types have checked them.
 */
export function gatewayService(): ServiceCodec {
  const root = new protobuf.Root();
  root.loadSync(protoPath(), { keepCase: true });
  const service = root.lookupService('gateway_protocol.Gateway');
  const methods = service.methodsArray.map((method): [string, MethodCodec] => {
    const request = root.lookupType(`gateway_protocol.${method.requestType}`);
    const response = root.lookupType(`gateway_protocol.${method.responseType}`);
    const path = `/gateway_protocol.Gateway/${method.name}`;
    return [method.name, methodCodec(path, request, response, method.responseStream ?? false)];
  });
  return Object.fromEntries(methods);
}

/** How the messages of a method are written, of which the request is one. */
export function methodCodec(
  path: string,
  request: protobuf.Type,
  response: protobuf.Type,
  responseStream: boolean,
): MethodCodec {
  return {
    path,
    requestStream: false,
    responseStream,
    requestSerialize: (message) => encode(request, message),
    requestDeserialize: (bytes) => request.decode(bytes),
    responseSerialize: (message) => encode(response, message),
    responseDeserialize: (bytes) => response.decode(bytes),
    responseFrame: (message) => frame(response, message),
  };
}

function encode(type: protobuf.Type, message: object): Buffer {
  return Buffer.from(type.encode(message as protobuf.Message).finish());
}

/** Leaves room for the head of the message, so that nothing has to be copied behind it. */
function frame(type: protobuf.Type, message: object): Buffer {
  const room = protobuf.Writer.create().uint32(0).fixed32(0);
  const framed = type.encode(message as protobuf.Message, room).finish() as Buffer;
  framed.writeUInt32BE(framed.length - MESSAGE_HEAD_BYTES, 1);
  return framed;
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
