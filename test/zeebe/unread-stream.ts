import { connect } from 'node:http2';
import { gatewayService } from '../../engine/gateway/codec.ts';
import type { OpenStream } from './gateway-client.ts';

/**
 * Opens a streaming call on a connection of its own and reads nothing of what comes, so that it
 * gets stuck once the windows are full. grpc-js cannot do this: it reads ahead without bound.
 */
export function openUnread(address: string, rpc: string, request: object): OpenStream {
  const method = gatewayService()[rpc];
  if (method === undefined) throw new Error(`No such RPC: ${rpc}`);
  const session = connect(`http://${address}`);
  const call = session.request({
    ':method': 'POST',
    ':path': method.path,
    'content-type': 'application/grpc',
    te: 'trailers',
  });
  call.pause();
  const message = method.requestSerialize(request);
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  call.end(Buffer.concat([head, message]));
  const ended = new Promise<never>(() => undefined);
  const cancel = (): void => {
    call.on('error', () => undefined);
    session.destroy();
  };
  return { messages: [], watchers: new Set(), ended, cancel };
}
