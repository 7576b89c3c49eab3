/**
 * Every bound of the engine with its reason. Nothing in the engine grows without one of these.
 */
export const LIMITS = {
  /**
   * Zeebe's default message size (`zeebe.broker.network.maxMessageSize`): a batch of records must
   * fit.
   */
  maxMessageBytes: 4 * 1024 * 1024,
  /**
   * Room Zeebe keeps free in a job batch. Source:
   * `EngineConfiguration.BATCH_SIZE_CALCULATION_BUFFER`.
   */
  batchSizeCalculationBufferBytes: 1024 * 8,
  /**
   * Commands waiting. Beyond, callers get RESOURCE_EXHAUSTED: at 20,000 commands/s this is half a
   * second.
   */
  maxQueuedCommands: 10_000,
  /**
   * Commands put into one commit: enough to hide a 0.3 ms fdatasync, few enough to answer within
   * 50 ms.
   */
  maxCommandsPerCommit: 1_000,
  /** Bytes of records after which a commit is due: its records are in memory until it is done. */
  maxCommitBytes: 8 * 1024 * 1024,
  /**
   * Room that must be left on the disk for a commit: several of the largest. Below, requests are
   * refused and processing waits, as in Zeebe (`zeebe.broker.data.disk.freeSpace.processing`).
   */
  minFreeBytes: 32 * 1024 * 1024,
  /** ms between looks whether there is room again. */
  roomCheckMs: 1_000,
  /**
   * Bytes of commits after which they are written into the tables' file: when nothing waits, and at
   * the latest. Their changed rows are in memory until then, and a start does them again.
   */
  bytesAheadWhenIdle: 2 * 1024 * 1024,
  maxBytesAhead: 8 * 1024 * 1024,
  /** ms after which commits are written into the tables' file however few they are. */
  checkpointAfterMs: 1_000,
  /** ms of processing after which a commit is due even when more commands wait. */
  maxCommitDelayMs: 20,
  /**
   * Follow-up commands of one command in one step. Source: `EngineConfiguration`,
   * maxCommandsInBatch 100.
   */
  maxCommandsInBatch: 100,
  /** Decoded rows kept per table; about 0.5 kB each without their texts. */
  maxCachedRows: 20_000,
  /** Keys per table of which it is known without the disk whether they have rows; 50 bytes each. */
  maxKnownPrefixes: 20_000,
  /** Bytes of texts (variables, messages) kept decoded per table that has such. */
  maxCachedBytesPerTable: 4 * 1024 * 1024,
  /** A row with longer texts is not kept decoded: reading it again is cheap beside using it. */
  maxCachedRowBytes: 256 * 1024,
  /** Parsed processes kept; they are parsed again from the deployed file when needed. */
  maxCachedProcesses: 500,
  /** Records kept in memory for exporters that keep up; those that don't read the log on disk. */
  maxRecordsKeptForExport: 50_000,
  /** Bytes of the log kept in memory for them. */
  maxBytesKeptForExport: 8 * 1024 * 1024,
  /** ms a start may spend on looking whether the pages of the file are sound. */
  pageCheckMs: 100,
  /** Bytes of the log handed to an exporter at once, unless one commit alone has more. */
  maxBytesPerExport: 4 * 1024 * 1024,
  /** Records handed to an exporter at once. */
  maxRecordsPerExport: 1_000,
  /** ms between tries when an exporter failed. Doubles up to the last. */
  exportRetryMs: [100, 200, 500, 1_000, 5_000] as readonly number[],
  /** Characters of an error message that are kept. Source: `DEFAULT_MAX_ERROR_MESSAGE_SIZE`. */
  maxErrorMessageLength: 10_000,
  /** Bytes of the memory-mapped file; the map costs address space only. */
  mapSizeBytes: 64 * 1024 ** 3,
  /**
   * Commands a due-date check writes at once. Source: `EngineConfiguration`,
   * jobsTimeoutCheckerBatchLimit.
   */
  maxDueCommandsPerCheck: 1_000,
} as const;
