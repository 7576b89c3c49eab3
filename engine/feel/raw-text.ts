import { isContext } from './context.ts';
import { Decimal } from './decimal.ts';
import type { FeelValue } from './value.ts';

/**
 * How Zeebe shows a value that it has not read: as the buffer of its MessagePack bytes, without
 * what is in it. Source: agrona `UnsafeBuffer.toString`, `MsgPackWriter.java`
 */
export function showRaw(value: FeelValue): string {
  const size = messagePackSize(value);
  return (
    `UnsafeBuffer{addressOffset=${ARRAY_OFFSET}, capacity=${size}, ` +
    `byteArray=byte[${size}], byteBuffer=null}`
  );
}

/** Where a Java array's bytes begin, on 64 bits with compressed pointers. */
const ARRAY_OFFSET = 16;

const DOUBLE_SIZE = 9;

function messagePackSize(value: FeelValue): number {
  if (value === null || typeof value === 'boolean') return 1;
  if (typeof value === 'number') return Number.isInteger(value) ? integerSize(value) : DOUBLE_SIZE;
  if (value instanceof Decimal) return DOUBLE_SIZE;
  if (typeof value === 'string') return stringSize(value);
  if (Array.isArray(value)) {
    const items = value as readonly FeelValue[];
    return items.reduce(
      (sum: number, item) => sum + messagePackSize(item),
      headerSize(items.length),
    );
  }
  if (!isContext(value)) return 1;
  const entries = Object.entries(value) as [string, FeelValue][];
  return entries.reduce(
    (sum, [key, entry]) => sum + stringSize(key) + messagePackSize(entry),
    headerSize(entries.length),
  );
}

function integerSize(value: number): number {
  if (value >= -32 && value < 128) return 1;
  if (value >= -128 && value < 256) return 2;
  if (value >= -(2 ** 15) && value < 2 ** 16) return 3;
  return value >= -(2 ** 31) && value < 2 ** 32 ? 5 : 9;
}

function stringSize(value: string): number {
  const bytes = Buffer.byteLength(value);
  if (bytes < 32) return 1 + bytes;
  if (bytes < 256) return 2 + bytes;
  return bytes < 65_536 ? 3 + bytes : 5 + bytes;
}

function headerSize(length: number): number {
  if (length < 16) return 1;
  return length < 65_536 ? 3 : 5;
}
