import {
  status,
  type handleServerStreamingCall,
  type handleUnaryCall,
  type MethodDefinition,
  type ServiceDefinition,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import protobuf from 'protobufjs';
import { Refusal } from './refusal.ts';

const PACKAGE = 'grpc.health.v1';

/** Zeebe's own service, and all of the server's together. */
const SERVICES: ReadonlySet<string> = new Set(['', 'gateway_protocol.Gateway']);

const SERVING = 1;
const SERVICE_UNKNOWN = 3;

interface HealthRequest {
  readonly service: string;
}

/**
 * The standard health service of gRPC servers. A gateway that answers is serving.
 * Source: zeebe/gateway, `GatewayHealthManagerImpl.java`; grpc/grpc `health.proto`.
 */
export function healthService(): ServiceDefinition {
  const root = protobuf.Root.fromJSON({
    nested: {
      HealthCheckRequest: { fields: { service: { type: 'string', id: 1 } } },
      HealthCheckResponse: { fields: { status: { type: 'int32', id: 1 } } },
    },
  });
  const request = root.lookupType('HealthCheckRequest');
  const response = root.lookupType('HealthCheckResponse');
  const encode = (type: protobuf.Type, message: object): Buffer =>
    Buffer.from(type.encode(message as protobuf.Message).finish());
  const method = (name: string, responseStream: boolean): MethodDefinition<object, object> => ({
    path: `/${PACKAGE}.Health/${name}`,
    requestStream: false,
    responseStream,
    requestSerialize: (message) => encode(request, message),
    requestDeserialize: (bytes) => request.decode(bytes),
    responseSerialize: (message) => encode(response, message),
    responseDeserialize: (bytes) => response.decode(bytes),
  });
  return { Check: method('Check', false), Watch: method('Watch', true) };
}

/** `Check` refuses a service that it does not know; `Watch` says so and stays open. */
export function healthHandlers(): UntypedServiceImplementation {
  const check: handleUnaryCall<HealthRequest, object> = ({ request: { service } }, done) => {
    if (SERVICES.has(service)) done(null, { status: SERVING });
    else done(new Refusal(status.NOT_FOUND, `unknown service ${service}`, null));
  };
  const watch: handleServerStreamingCall<HealthRequest, object> = (call) => {
    call.write({ status: SERVICES.has(call.request.service) ? SERVING : SERVICE_UNKNOWN });
  };
  return { Check: check, Watch: watch };
}
