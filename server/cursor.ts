import { Problem } from './errors.ts';

/** An order of a list: fields with their directions; the last one is unique. */
export type Order = readonly (readonly [field: string, direction: 1 | -1])[];

/** The order as the store takes it. */
export function sortOf(order: Order): Record<string, 1 | -1> {
  return Object.fromEntries(order);
}

/** The cursor behind a row: its values of the order's fields, opaque to the client. */
export function cursorAfter(order: Order, row: Readonly<Record<string, unknown>>): string {
  const values = order.map(([field]) => row[field] ?? null);
  return Buffer.from(JSON.stringify(values)).toString('base64url');
}

/**
 * The condition for rows behind a cursor: a list never skips or repeats a row when others come in
 * between, as an offset would. Throws `invalid_input` when the cursor is not of this order.
 */
export function behind(order: Order, cursor: string | undefined): Record<string, unknown> {
  if (cursor === undefined) return {};
  const values = read(cursor);
  if (values?.length !== order.length) {
    throw new Problem('invalid_input', { errors: [{ path: 'after', message: '翻页位置已失效' }] });
  }
  const branches = order.map(([field, direction], index) => {
    const equal = order.slice(0, index).map(([name], at) => [name, values[at]] as const);
    const operator = direction === 1 ? '$gt' : '$lt';
    return { ...Object.fromEntries(equal), [field]: { [operator]: values[index] } };
  });
  return { $or: branches };
}

function read(cursor: string): (string | number)[] | undefined {
  try {
    const values: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (!Array.isArray(values)) return undefined;
    const plain = values.every((one) => typeof one === 'string' || typeof one === 'number');
    return plain ? (values as (string | number)[]) : undefined;
  } catch {
    return undefined;
  }
}

/** A word of a search as a literal, case-blind expression of bounded length. */
export function searchFor(words: string): RegExp {
  return new RegExp(words.slice(0, 100).replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'i');
}
