import protobuf from 'protobufjs';
import type { Handler, Handlers, MethodCodec, ServiceCodec } from '../grpc/service.ts';
import { status } from '../grpc/status.ts';
import { methodCodec } from './codec.ts';
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
export function healthService(): ServiceCodec {
  const root = protobuf.Root.fromJSON({
    nested: {
      HealthCheckRequest: { fields: { service: { type: 'string', id: 1 } } },
      HealthCheckResponse: { fields: { status: { type: 'int32', id: 1 } } },
    },
  });
  const request = root.lookupType('HealthCheckRequest');
  const response = root.lookupType('HealthCheckResponse');
  const method = (name: string, responseStream: boolean): MethodCodec =>
    methodCodec(`/${PACKAGE}.Health/${name}`, request, response, responseStream);
  return { Check: method('Check', false), Watch: method('Watch', true) };
}

/** `Check` refuses a service that it does not know; `Watch` says so and stays open. */
export function healthHandlers(): Handlers {
  const check: Handler<HealthRequest> = (call) => {
    const { service } = call.request;
    if (SERVICES.has(service)) call.answer({ status: SERVING });
    else call.refuse(new Refusal(status.NOT_FOUND, `unknown service ${service}`, null));
  };
  const watch: Handler<HealthRequest> = (call) => {
    call.write({ status: SERVICES.has(call.request.service) ? SERVING : SERVICE_UNKNOWN });
  };
  return { Check: check, Watch: watch };
}
