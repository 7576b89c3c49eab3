import { gunzipSync, inflateSync } from 'node:zlib';
import { status, type GrpcStatus } from './status.ts';

/** Bytes in front of a message: whether it is compressed, 1, and its length, 4. */
export const MESSAGE_HEAD_BYTES = 5;

/** How request bodies may be compressed. */
export const ENCODINGS: readonly string[] = ['identity', 'gzip', 'deflate'];

/** Bytes of unfinished messages of all calls together, within a bound. */
export interface Budget {
  leftBytes: number;
}

/**
 * The one message of a request, put together from the pieces in which it comes.
 * Source: grpc/grpc `PROTOCOL-HTTP2.md`, Length-Prefixed-Message.
 */
export class MessageReader {
  private readonly encoding: string;
  private readonly maxBytes: number;
  private readonly budget: Budget;
  private pieces: Buffer[] = [];
  private heldBytes = 0;
  private isDone = false;

  constructor(encoding: string, maxBytes: number, budget: Budget) {
    this.encoding = encoding;
    this.maxBytes = maxBytes;
    this.budget = budget;
  }

  /**
   * Takes a piece; gives the message when it is complete, null when it is not. What it gives may
   * lie in the piece itself.
   * Failures, in order, in grpc-java's words: a second message; a malformed head; too large; too
   * much for us at the moment; compressed though it was not said so, or not as said.
   */
  take(bytes: Buffer, start: number, end: number): Buffer | GrpcStatus | null {
    if (this.isDone) return { code: status.INTERNAL, details: 'Too many requests' };
    if (this.heldBytes === 0 && end - start >= MESSAGE_HEAD_BYTES) {
      const fault = this.check(bytes, start, end - start);
      if (fault) return fault;
      if (end - start === MESSAGE_HEAD_BYTES + bytes.readUInt32BE(start + 1)) {
        return this.complete(bytes.subarray(start, end));
      }
    }
    return this.hold(bytes.subarray(start, end));
  }

  /** Lets go of what was held. */
  drop(): void {
    this.budget.leftBytes += this.heldBytes;
    this.pieces = [];
    this.heldBytes = 0;
  }

  private hold(piece: Buffer): Buffer | GrpcStatus | null {
    if (piece.length > this.budget.leftBytes) {
      return { code: status.RESOURCE_EXHAUSTED, details: 'Too many unfinished requests' };
    }
    this.budget.leftBytes -= piece.length;
    this.pieces.push(Buffer.from(piece));
    this.heldBytes += piece.length;
    if (this.heldBytes < MESSAGE_HEAD_BYTES) return null;
    // The head may have come in several pieces.
    if (this.pieces[0]!.length < MESSAGE_HEAD_BYTES) this.pieces = [Buffer.concat(this.pieces)];
    const head = this.pieces[0]!;
    const fault = this.check(head, 0, this.heldBytes);
    if (fault) return fault;
    if (this.heldBytes < MESSAGE_HEAD_BYTES + head.readUInt32BE(1)) return null;
    const whole = Buffer.concat(this.pieces);
    this.drop();
    return this.complete(whole);
  }

  private check(bytes: Buffer, at: number, gotBytes: number): GrpcStatus | null {
    const flag = bytes[at]!;
    const length = bytes.readUInt32BE(at + 1);
    if (flag > 1) {
      return {
        code: status.INTERNAL,
        details: 'gRPC frame header malformed: reserved bits not zero',
      };
    }
    if (length > this.maxBytes) {
      return {
        code: status.RESOURCE_EXHAUSTED,
        details: `gRPC message exceeds maximum size ${this.maxBytes}: ${length}`,
      };
    }
    if (gotBytes <= MESSAGE_HEAD_BYTES + length) return null;
    return { code: status.INTERNAL, details: 'Too many requests' };
  }

  private complete(framed: Buffer): Buffer | GrpcStatus {
    this.isDone = true;
    const body = framed.subarray(MESSAGE_HEAD_BYTES);
    return framed[0] === 0 ? body : this.unpacked(body);
  }

  private unpacked(body: Buffer): Buffer | GrpcStatus {
    const { encoding, maxBytes } = this;
    if (encoding === '' || encoding === 'identity') {
      return {
        code: status.INTERNAL,
        details: "Can't decode compressed gRPC message as compression not configured",
      };
    }
    try {
      const unpack = encoding === 'gzip' ? gunzipSync : inflateSync;
      return unpack(body, { maxOutputLength: maxBytes });
    } catch (error) {
      const isTooLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
      if (!isTooLarge) return UNREADABLE;
      return {
        code: status.RESOURCE_EXHAUSTED,
        details: `Decompressed gRPC message exceeds maximum size ${maxBytes}`,
      };
    }
  }
}

/** A message that is none of its kind, in grpc-java's words. */
export const UNREADABLE: GrpcStatus = {
  code: status.UNKNOWN,
  details: 'Application error processing RPC',
};
