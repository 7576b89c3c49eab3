import { closeSync, constants, existsSync, fdatasyncSync, fstatSync, fsyncSync } from 'node:fs';
import { openSync, readSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import { CorruptedDataError } from './checked-rows.ts';

/** The file of commits that stand before `engine.mdb`, beside it. */
export const AHEAD_FILE = 'engine.wal';

/** Entries begin at pages, so that writing one never touches the page of another. */
const PAGE_BYTES = 4096;
const MAGIC = 0x77615154;
/** Magic, checksum, bytes of the payload, nothing; then base, first and last position. */
const HEADER_BYTES = 40;

/** What one commit left in the file. */
export interface AheadEntry {
  readonly first: number;
  readonly last: number;
  readonly payload: Uint8Array;
}

/**
 * Commits that are durable but not yet in `engine.mdb`: appending one takes a single write and one
 * flush of a file that no longer grows, where a transaction of lmdb takes several and two flushes.
 * Every entry names the position that `engine.mdb` had when the file was begun (`base`) and its own
 * positions, which follow each other; so what stands there from before is never taken for new, and
 * the file is begun again without touching it.
 */
export class WriteAheadFile {
  private readonly path: string;
  private file: number | null = null;
  private base = 0;
  private last = 0;
  private offset = 0;
  /** Whether it is known what the file holds. */
  private isKnown = false;
  private buffer = Buffer.alloc(16 * PAGE_BYTES);

  constructor(path: string) {
    this.path = path;
  }

  /** Bytes written since the file was begun. */
  get bytes(): number {
    return this.offset;
  }

  /**
   * Reads what stands behind `base`, oldest first, and goes on behind it. An entry that a power cut
   * left half written was never acknowledged: it is the end.
   * @throws CorruptedDataError when an entry is damaged that others follow, and when `engine.mdb`
   * is older than this file knows it.
   */
  open(base: number): AheadEntry[] {
    this.begin(base);
    if (!existsSync(this.path)) {
      this.isKnown = true;
      return [];
    }
    this.file = openSync(this.path, constants.O_RDWR);
    const size = fstatSync(this.file).size;
    const found: AheadEntry[] = [];
    for (let at = 0; at < size; at += PAGE_BYTES) {
      const entry = this.read(at, size);
      if (entry === null || entry.base < base) continue;
      if (entry.base > base) throw new CorruptedDataError(`engine.mdb is damaged: ${OLDER}.`);
      if (entry.first <= this.last) continue;
      if (at !== this.offset || entry.first !== this.last + 1) {
        throw new CorruptedDataError(`${AHEAD_FILE} is corrupted behind position ${this.last}.`);
      }
      found.push(entry);
      this.last = entry.last;
      this.offset = at + pagesOf(entry.payload.length);
      at = this.offset - PAGE_BYTES;
    }
    this.isKnown = true;
    return found;
  }

  /** Appends a commit; it is on the disk when this returns. */
  append(first: number, last: number, payload: readonly Uint8Array[]): void {
    const length = payload.reduce((sum, { length }) => sum + length, 0);
    const whole = pagesOf(length);
    if (this.buffer.length < whole) this.buffer = Buffer.alloc(whole * 2);
    const { buffer } = this;
    buffer.writeUInt32LE(MAGIC, 0);
    buffer.writeUInt32LE(length, 8);
    buffer.writeUInt32LE(0, 12);
    [this.base, first, last].forEach((position, i) => buffer.writeDoubleLE(position, 16 + 8 * i));
    let at = HEADER_BYTES;
    for (const part of payload) {
      buffer.set(part, at);
      at += part.length;
    }
    buffer.fill(0, at, whole);
    buffer.writeUInt32LE(crc32(buffer.subarray(8, at)), 4);
    this.file ??= create(this.path);
    writeAll(this.file, buffer.subarray(0, whole), this.offset);
    fdatasyncSync(this.file);
    this.offset += whole;
    this.last = last;
    if (buffer.length > MOST_BUFFERED_BYTES) this.buffer = Buffer.alloc(16 * PAGE_BYTES);
  }

  /** `engine.mdb` has everything up to the last entry: the file begins again. */
  settle(): void {
    this.begin(this.last);
  }

  /** Lets the file go; one that holds nothing new is removed. */
  close(): void {
    if (this.file !== null) closeSync(this.file);
    this.file = null;
    if (this.isKnown && this.offset === 0) rmSync(this.path, { force: true });
  }

  private begin(base: number): void {
    this.base = base;
    this.last = base;
    this.offset = 0;
  }

  /** The whole entry that begins at a page, or null. */
  private read(at: number, size: number): (AheadEntry & { readonly base: number }) | null {
    const head = this.bytesAt(at, HEADER_BYTES);
    if (head.length < HEADER_BYTES || head.readUInt32LE(0) !== MAGIC) return null;
    const length = head.readUInt32LE(8);
    if (at + HEADER_BYTES + length > size) return null;
    const whole = this.bytesAt(at, HEADER_BYTES + length);
    if (whole.length < HEADER_BYTES + length) return null;
    if (crc32(whole.subarray(8)) !== whole.readUInt32LE(4)) return null;
    const [base, first, last] = [16, 24, 32].map((place) => whole.readDoubleLE(place));
    return { base: base!, first: first!, last: last!, payload: whole.subarray(HEADER_BYTES) };
  }

  private bytesAt(at: number, length: number): Buffer {
    const bytes = Buffer.alloc(length);
    return bytes.subarray(0, readSync(this.file!, bytes, 0, length, at));
  }
}

const OLDER = `it is older than ${AHEAD_FILE}`;

/** A buffer beyond this is not kept for the next commit. */
const MOST_BUFFERED_BYTES = 4 * 1024 * 1024;

/** Makes the file, and sure that a power cut does not take its name away again. */
function create(path: string): number {
  const file = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600);
  const folder = openSync(dirname(path), 'r');
  fsyncSync(folder);
  closeSync(folder);
  return file;
}

function pagesOf(payloadBytes: number): number {
  return Math.ceil((HEADER_BYTES + payloadBytes) / PAGE_BYTES) * PAGE_BYTES;
}

function writeAll(file: number, bytes: Uint8Array, at: number): void {
  for (let done = 0; done < bytes.length;) {
    done += writeSync(file, bytes, done, bytes.length - done, at + done);
  }
}
