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

/**
 * Fields of grpc-js that are not its public interface; the specs of this folder notice a change.
 */
interface Internals {
  readonly handlers: Map<string, object>;
  readonly http2Servers: Map<Http2Server, object>;
}

function internalsOf(server: Server): Internals {
  const internals = server as unknown as Partial<Internals>;
  const { handlers, http2Servers } = internals;
  if (!(handlers instanceof Map) || !(http2Servers instanceof Map)) {
    throw new Error('grpc-js keeps its handlers in another way than engine/gateway knows');
  }
  return { handlers, http2Servers };
}

/** Says what answers calls of methods that nobody has registered. */
export function serveUnknown(server: Server, handlerOf: (path: string) => MethodHandler): void {
  const { handlers } = internalsOf(server);
  const find = handlers.get.bind(handlers);
  handlers.get = (path) => find(path) ?? handlerOf(path);
}

/** The HTTP/2 servers that are bound. */
export function http2Servers(server: Server): readonly Http2Server[] {
  return [...internalsOf(server).http2Servers.keys()];
}
