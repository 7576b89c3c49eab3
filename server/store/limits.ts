/**
 * Every bound of the document store, with its reason. The first group is MongoDB's own: drivers
 * read it from `hello` and rely on it. The second is ours.
 * Source: https://www.mongodb.com/docs/manual/reference/limits/
 */
export const limits = {
  /** Largest document a client may store; drivers split nothing, so it is told in `hello`. */
  maxDocumentBytes: 16 * 1024 * 1024,
  /** Largest message; a longer length prefix means a broken or hostile client: we hang up. */
  maxMessageBytes: 48_000_000,
  /** Operations in one bulk command; the driver cuts its batches by this number. */
  maxWriteBatchSize: 100_000,
  /** Nesting depth of a document, as mongod: deeper ones would exhaust a recursive reader. */
  maxDepth: 180,
  /** First batch of a find without batchSize, as mongod. */
  defaultBatchSize: 101,
  /** Bytes of one reply batch: a document of full size plus the envelope still fits a message. */
  maxBatchBytes: 16 * 1024 * 1024,
  /** Memory of one blocking sort (or group); beyond it the query is refused with code 292. */
  maxSortBytes: 100 * 1024 * 1024,
  /** Indexes of one collection, as mongod. */
  maxIndexes: 64,
  /** Fields of one compound index, as mongod. */
  maxIndexFields: 32,

  /** Encoded `_id`: lmdb's longest key is 1978 bytes, and an `_id` is also the value of entries. */
  maxIdBytes: 900,
  /** Encoded index key kept literally; a longer one keeps this prefix and a hash of the whole. */
  maxIndexKeyBytes: 900,
  /** Open cursors: each may hold a sorted result, so their number is bounded. */
  maxCursors: 10_000,
  /** A cursor nobody asked for this long is forgotten, as mongod (10 minutes). */
  cursorIdleTimeoutMs: 600_000,
  /** Connections: a driver pool is 100 by default; ten such clients, then refusal. */
  maxConnections: 1_000,
  /** Bytes read ahead from one connection while its earlier message is still being answered. */
  maxReadAheadBytes: 64 * 1024 * 1024,
  /** A half-sent message that does not grow for this long frees its connection. */
  partialMessageTimeoutMs: 30_000,
  /** Writes held for a copy go on after this, however the copy gets on. */
  heldWritesMs: 5_000,
  /** How often expired documents are removed, as mongod. */
  ttlSweepIntervalMs: 60_000,
  /** Documents removed by one sweep transaction, so that writers wait little. */
  ttlSweepBatch: 1_000,
  /**
   * Address space reserved for the data file; costs no memory and no disk until used. A year of a
   * city of 22,000 users takes about 280 GB (`npm run bench:year`), so there is room for three.
   */
  mapBytes: 2 ** 40,
  /** Room that must be left on the disk for a commit, else writes are refused (code 14031). */
  minFreeBytes: 32 * 1024 * 1024,
  /** Time for looking at the file's pages before it is opened: a start should take no longer. */
  pageCheckMs: 100,
  /** Entries looked at per candidate when two indexes compete. */
  planProbe: 200,
  /** Unix socket paths are cut at 107 bytes by the kernel; longer ones move to a temp folder. */
  maxSocketPathBytes: 100,
  /** Values that `distinct` may gather, by their bytes: the answer is one document. */
  maxDistinctBytes: 16 * 1024 * 1024,
} as const;
