import { STATIC_TABLE } from './static-table.ts';

const NAMES: ReadonlyMap<string, number> = new Map(
  STATIC_TABLE.map(({ name }, index): [string, number] => [name, index + 1]).reverse(),
);
const FIELDS: ReadonlyMap<string, number> = new Map(
  STATIC_TABLE.map(({ name, value }, index) => [`${name}\n${value}`, index + 1]),
);

/**
 * A header block that means the same whatever has been sent before: known fields by their index,
 * others in full, none remembered. So a block can be made once and sent on any connection.
 * Names are lower case; names and values are Latin-1.
 * Source: RFC 7541, 6.1 and 6.2.2.
 */
export function headerBlock(fields: readonly (readonly [name: string, value: string])[]): Buffer {
  return Buffer.concat(fields.map(([name, value]) => encode(name, value)));
}

function encode(name: string, value: string): Buffer {
  const known = FIELDS.get(`${name}\n${value}`);
  if (known !== undefined) return integer(0x80, 7, known);
  const index = NAMES.get(name);
  const head = index === undefined ? [Buffer.from([0]), text(name)] : [integer(0, 4, index)];
  return Buffer.concat([...head, text(value)]);
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value, 'latin1');
  return Buffer.concat([integer(0, 7, bytes.length), bytes]);
}

/** Source: RFC 7541, 5.1. */
function integer(pattern: number, prefixBits: number, value: number): Buffer {
  const most = (1 << prefixBits) - 1;
  if (value < most) return Buffer.from([pattern | value]);
  const bytes = [pattern | most];
  let rest = value - most;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest & 127) | 128);
  bytes.push(rest);
  return Buffer.from(bytes);
}
