/** The one partition that the embedded engine serves. */
export const PARTITION_ID = 1;

/**
 * Bits of a key that count; the bits above hold the partition. Source: zeebe/protocol,
 * `Protocol.KEY_BITS`.
 */
export const KEY_BITS = 51;

/** The first key of partition 1 minus one: a key is this plus a counter, exact as a JS number. */
export const KEY_BASE = PARTITION_ID * 2 ** KEY_BITS;

/** The value of a key field that refers to nothing. */
export const NO_KEY = -1;

/** The tenant of every record: the engine knows only Zeebe's default tenant. */
export const DEFAULT_TENANT = '<default>';

/** The broker version written into every record: the line whose behavior the engine follows. */
export const BROKER_VERSION = '8.5.8';
