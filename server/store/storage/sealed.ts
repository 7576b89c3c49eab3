import { crc32 } from 'node:zlib';

/** Bytes behind every stored value: the CRC-32 of what stands before them. */
export const sumBytes = 4;

/** A buffer with the stretch of it that lmdb is to store. */
type Stretch = Buffer & { start: number; end: number };

/**
 * Puts a checksum behind every value that is written and checks it whenever one is read; lmdb has
 * none, so a flipped bit would be served as if it had been written. A value that is not what was
 * written reads as null, one that is not there as undefined: whoever asked knows how to name it.
 * What it answers to `encode` is used again by the next call: writes have to be synchronous.
 */
export class Sealer {
  #room: Stretch = stretch(16 * 1024);
  /** Whether documents without a checksum, of a store begun before there were any, are let pass. */
  letsUnsealedPass = false;

  encode(value: Buffer): Buffer {
    const end = value.length + sumBytes;
    if (this.#room.length < end) this.#room = stretch(2 * end);
    this.#room.set(value);
    this.#room.writeUInt32LE(crc32(value), value.length);
    this.#room.end = end;
    return this.#room;
  }

  decode(stored: Buffer): Buffer | null {
    const size = stored.length - sumBytes;
    const value = stored.subarray(0, Math.max(0, size));
    if (size >= 0 && crc32(value) === sumAt(stored, size)) return copyOf(value);
    if (!this.letsUnsealedPass || !isWholeDocument(stored)) return null;
    return copyOf(stored.subarray(0, stored.length));
  }
}

function stretch(size: number): Stretch {
  return Object.assign(Buffer.allocUnsafeSlow(size), { start: 0, end: 0 });
}

/** lmdb lends its buffer until the next read, and tells another length of it than it has. */
function copyOf(lent: Buffer): Buffer {
  const own = Buffer.allocUnsafe(lent.length);
  own.set(lent);
  return own;
}

function sumAt(b: Buffer, at: number): number {
  const low = b[at]! | (b[at + 1]! << 8) | (b[at + 2]! << 16);
  return (low + b[at + 3]! * 0x1000000) >>> 0;
}

/** A document of BSON begins with its own length: with a checksum there are four bytes more. */
function isWholeDocument(b: Buffer): boolean {
  return b.length >= 5 && b.readInt32LE(0) === b.length && b[b.length - 1] === 0;
}
