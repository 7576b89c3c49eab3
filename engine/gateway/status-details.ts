import protobuf from 'protobufjs';
import type { Trailer } from '../grpc/status.ts';

/** A status with those that led to it. */
export interface DetailedStatus {
  readonly code: number;
  readonly details: string;
  readonly causes: readonly DetailedStatus[];
}

const TRAILER = 'grpc-status-details-bin';
const STATUS_TYPE = 'type.googleapis.com/google.rpc.Status';

/**
 * Longer texts are sent once only: most clients take 8 KB of trailers, and would otherwise learn
 * nothing at all.
 */
const MAX_TEXT_LENGTH = 4_000;

/** The trailer with which Zeebe says every error again, as a `google.rpc.Status`. */
export function detailsTrailers(status: DetailedStatus): readonly Trailer[] {
  if (status.details.length > MAX_TEXT_LENGTH) return [];
  return [[TRAILER, Buffer.from(encode(status)).toString('base64')]];
}

/** Fields of google.rpc.Status: 1 code, 2 message, 3 details (`Any`: 1 type URL, 2 value). */
function encode({ code, details, causes }: DetailedStatus): Uint8Array {
  const writer = protobuf.Writer.create();
  writer.uint32(8).int32(code);
  if (details !== '') writer.uint32(18).string(details);
  for (const cause of causes) {
    writer.uint32(26).fork();
    writer.uint32(10).string(STATUS_TYPE).uint32(18).bytes(encode(cause));
    writer.ldelim();
  }
  return writer.finish();
}
