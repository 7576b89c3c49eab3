/** Of an object, before its fields. Unit: bytes. */
const OBJECT_BYTES = 64;
/** Of a field or element with its slot. Unit: bytes. */
const SLOT_BYTES = 16;
/** Of a text, before its characters. Unit: bytes. */
const TEXT_BYTES = 24;

/**
 * About how much of the heap a plain document takes: texts count two bytes a character, as Chinese
 * ones do; names of fields are shared and count nothing. Unit: bytes.
 */
export function documentBytes(value: unknown): number {
  if (typeof value === 'string') return TEXT_BYTES + 2 * value.length;
  if (typeof value !== 'object' || value === null) return 0;
  let bytes = OBJECT_BYTES;
  if (Array.isArray(value)) {
    for (const one of value) bytes += SLOT_BYTES + documentBytes(one);
    return bytes;
  }
  const fields = value as Record<string, unknown>;
  for (const name in fields) bytes += SLOT_BYTES + documentBytes(fields[name]);
  return bytes;
}
