import type { Server } from '@grpc/grpc-js';
import type { Http2Server } from 'node:http2';

/** What is served at a path, as grpc-js keeps it. */
export interface MethodHandler {
  readonly path: string;
  readonly type: 'bidi';
  readonly serialize: (message: object) => Buffer;
  readonly deserialize: (bytes: Buffer) => object;
  readonly func: (call: { emit(event: 'error', error: object): void }) => void;
}

/** Fields of grpc-js that are not its public interface. */
interface Internals {
  readonly handlers: Map<string, object>;
  readonly http2Servers: Map<Http2Server, object>;
}

/**
 * What is there. Where another version of grpc-js keeps them elsewhere the engine serves without
 * them: only words of refusals differ then. The specs of this folder notice it.
 */
function internalsOf(server: Server): Partial<Internals> {
  const { handlers, http2Servers } = server as unknown as Partial<Internals>;
  return {
    ...(handlers instanceof Map && { handlers }),
    ...(http2Servers instanceof Map && { http2Servers }),
  };
}

/** Says what answers calls of methods that nobody has registered. */
export function serveUnknown(server: Server, handlerOf: (path: string) => MethodHandler): void {
  const { handlers } = internalsOf(server);
  if (!handlers) return;
  const find = handlers.get.bind(handlers);
  handlers.get = (path) => find(path) ?? handlerOf(path);
}

/** The HTTP/2 servers that are bound. */
export function http2Servers(server: Server): readonly Http2Server[] {
  return [...(internalsOf(server).http2Servers?.keys() ?? [])];
}
