/** Every bound of the HTTP/2 server with its reason: whatever a client sends, these hold. */
export const HTTP2_LIMITS = {
  /** Bytes of a request that may be on their way: a large message need not wait for us. */
  streamWindowBytes: 1024 * 1024,
  /** The same for all requests of a connection together. */
  connectionWindowBytes: 8 * 1024 * 1024,
  /** Requests open at once per connection: more than the idle long polls of any client. */
  maxStreams: 32_768,
  /** Bytes of one header block as sent, CONTINUATION included. */
  maxHeaderBlockBytes: 64 * 1024,
  /** Frames that one header block may be cut into. */
  maxContinuations: 16,
  /** Bytes of one request's headers unpacked, with 32 for each. Source: RFC 9113, 6.5.2. */
  maxHeaderListBytes: 64 * 1024,
  /** Header blocks remembered per connection: clients send the same few again and again. */
  maxRememberedBlocks: 64,
  /** Longer blocks are not remembered. */
  maxRememberedBlockBytes: 512,
  /** Bytes that wait in the socket before answers wait in their streams. */
  socketBacklogBytes: 256 * 1024,
  /** Bytes that wait for a client before nothing more is read from it. */
  pauseAboveBytes: 1024 * 1024,
  /** Bytes that wait for a client before it is given up. */
  dropAboveBytes: 256 * 1024 * 1024,
  /** Streams that a client may reset at once, and per second from then on. */
  resets: { burst: 10_000, perSecond: 1_000 },
  /** SETTINGS frames that a client may send at once, and per second: each must be answered. */
  settings: { burst: 100, perSecond: 10 },
  /** PING frames likewise. Whoever serves may allow less. */
  pings: { burst: 1_000, perSecond: 100 },
  /** Frames that say nothing (empty DATA, PRIORITY, unknown kinds), at once and per second. */
  idleFrames: { burst: 10_000, perSecond: 1_000 },
  /** ms that a connection may take to say the preface and its settings. */
  prefaceTimeoutMs: 20_000,
  /** Streams closed by us whose late frames are passed over. */
  rememberedResets: 1_000,
} as const;
