import { status } from '@grpc/grpc-js';
import type { MethodHandler } from './grpc-internals.ts';
import { Refusal } from './refusal.ts';

/** Refuses, at once, whatever is sent to a method that does not exist, in grpc-java's words. */
export function unknownMethod(path: string): MethodHandler {
  const refusal = new Refusal(
    status.UNIMPLEMENTED,
    `Method not found: ${path.replace(/^\//, '')}`,
    null,
  );
  return {
    path,
    type: 'bidi',
    serialize: () => Buffer.alloc(0),
    deserialize: () => ({}),
    func: (call) => call.emit('error', refusal),
  };
}
