import { headerBlock } from '../http2/header-encoder.ts';
import type { GrpcStatus } from './status.ts';

const STATUS_200 = [':status', '200'] as const;
const CONTENT_TYPE = ['content-type', 'application/grpc'] as const;

/** What stands in front of every answer. */
export const HEAD_BLOCK = headerBlock([STATUS_200, CONTENT_TYPE]);

/** What stands behind every answer that went well. */
export const OK_BLOCK = headerBlock([['grpc-status', '0']]);

/** Refuses what is not gRPC, in the words of HTTP. */
export function httpBlock(httpStatus: number, name?: string, value = ''): Buffer {
  const code = [':status', String(httpStatus)] as const;
  return headerBlock(name === undefined ? [code] : [code, [name, value]]);
}

/** How a call ended; `isFirst`: nothing has been answered before. */
export function statusBlock(
  { code, details, trailers = [] }: GrpcStatus,
  isFirst: boolean,
): Buffer {
  const first = isFirst ? [STATUS_200, CONTENT_TYPE] : [];
  const message = details === '' ? [] : [['grpc-message', percentEncoded(details)] as const];
  return headerBlock([...first, ['grpc-status', String(code)], ...message, ...trailers]);
}

/** Source: grpc/grpc `PROTOCOL-HTTP2.md`, Status-Message. */
function percentEncoded(text: string): string {
  if (/^[\x20-\x24\x26-\x7e]*$/.test(text)) return text;
  let encoded = '';
  for (const byte of Buffer.from(text)) {
    const isPlain = byte >= 0x20 && byte <= 0x7e && byte !== 0x25;
    if (isPlain) encoded += String.fromCharCode(byte);
    else encoded += `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return encoded;
}
