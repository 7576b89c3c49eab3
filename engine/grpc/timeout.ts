const UNIT_MS: Readonly<Record<string, number>> = {
  H: 3_600_000,
  M: 60_000,
  S: 1_000,
  m: 1,
  u: 1e-3,
  n: 1e-6,
};

/**
 * The time that a client gives a call, in milliseconds; null when it gives none, or one that cannot
 * be read.
 * Source: grpc/grpc `PROTOCOL-HTTP2.md`, Timeout.
 */
export function timeoutMs(header: string): number | null {
  const match = /^(\d{1,8})([HMSmun])$/.exec(header);
  if (!match) return null;
  return Number(match[1]) * (UNIT_MS[match[2]!] ?? 1);
}
