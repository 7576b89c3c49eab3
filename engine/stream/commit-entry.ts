/** What a commit is beside its records, and what is needed to do it again. */
export interface CommitEntry {
  /** The highest key given. */
  readonly lastKey: number;
  /** Whether the log keeps the records. */
  readonly isLogged: boolean;
  /** Positions of follow-up commands that were left to be processed later. */
  readonly left: readonly number[];
  /** Positions of such commands that were processed. */
  readonly settled: readonly number[];
}

const HEAD_BYTES = 24;

/** The bytes of a commit; its records stand behind them. */
export function encodeEntry({ lastKey, isLogged, left, settled }: CommitEntry): Buffer {
  const bytes = Buffer.alloc(HEAD_BYTES + 8 * (left.length + settled.length));
  bytes.writeDoubleLE(lastKey, 0);
  bytes.writeUInt32LE(isLogged ? 1 : 0, 8);
  bytes.writeUInt32LE(left.length, 12);
  bytes.writeUInt32LE(settled.length, 16);
  let at = HEAD_BYTES;
  for (const position of left) at = bytes.writeDoubleLE(position, at);
  for (const position of settled) at = bytes.writeDoubleLE(position, at);
  return bytes;
}

/** What was encoded, and the records behind it. */
export function decodeEntry(payload: Uint8Array): {
  readonly entry: CommitEntry;
  readonly records: Buffer;
} {
  const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
  const lefts = bytes.readUInt32LE(12);
  const positions = Array.from({ length: lefts + bytes.readUInt32LE(16) }, (_nothing, index) =>
    bytes.readDoubleLE(HEAD_BYTES + 8 * index),
  );
  return {
    entry: {
      lastKey: bytes.readDoubleLE(0),
      isLogged: bytes.readUInt32LE(8) === 1,
      left: positions.slice(0, lefts),
      settled: positions.slice(lefts),
    },
    records: bytes.subarray(HEAD_BYTES + 8 * positions.length),
  };
}
