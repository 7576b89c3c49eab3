import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/**
 * scrypt's cost. N is the work factor, r the block size, p the lanes. 16 MiB and about 50 ms.
 * Kept in each hash, so that raising it here leaves old hashes readable.
 * Source: RFC 7914 §2; OWASP Password Storage (N=2^14, r=8, p=5 or dearer).
 */
const COST = { N: 16384, r: 8, p: 5 };
const KEY_BYTES = 32;
const SALT_BYTES = 16;

interface Parsed {
  readonly cost: typeof COST;
  readonly salt: Buffer;
  readonly key: Buffer;
}

/** Hashes a password: `scrypt$N$r$p$salt$key`, salt and key in base64url. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const key = await derive(password, salt, KEY_BYTES, COST);
  return ['scrypt', COST.N, COST.r, COST.p, text(salt), text(key)].join('$');
}

/**
 * Whether the password belongs to the hash. With a null hash (unknown account) it takes the same
 * time and answers false, so that a stranger can't learn which accounts exist.
 */
export async function verifyPassword(password: string, hash: string | null): Promise<boolean> {
  const parsed = hash === null ? null : parse(hash);
  const cost = parsed?.cost ?? COST;
  const salt = parsed?.salt ?? Buffer.alloc(SALT_BYTES);
  const expected = parsed?.key ?? Buffer.alloc(KEY_BYTES);
  const key = await derive(password, salt, expected.length, cost);
  return timingSafeEqual(key, expected) && parsed !== null;
}

/** Whether a hash was made with less than today's cost and should be made again at sign-in. */
export function isOutdated(hash: string): boolean {
  const parsed = parse(hash);
  if (parsed === null) return true;
  const { N, r, p } = parsed.cost;
  return N * r * p < COST.N * COST.r * COST.p;
}

function parse(hash: string): Parsed | null {
  const [scheme, n, r, p, salt, key] = hash.split('$');
  if (scheme !== 'scrypt' || salt === undefined || key === undefined) return null;
  const cost = { N: Number(n), r: Number(r), p: Number(p) };
  if (!Object.values(cost).every((value) => Number.isInteger(value) && value > 0)) return null;
  return { cost, salt: Buffer.from(salt, 'base64url'), key: Buffer.from(key, 'base64url') };
}

function derive(password: string, salt: Buffer, bytes: number, cost: typeof COST): Promise<Buffer> {
  // One person's keyboard may send é as one code point, another's as two.
  const normalized = password.normalize('NFKC');
  const memory = 128 * cost.N * cost.r * 2;
  return new Promise((resolve, reject) => {
    scrypt(normalized, salt, bytes, { ...cost, maxmem: memory }, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
}

const text = (bytes: Buffer): string => bytes.toString('base64url');
