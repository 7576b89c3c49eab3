import { isNumeric, toNumber, typeNames, typeOf } from '../bson/value.ts';
import { StoreError } from '../errors.ts';

const byName = new Map(Object.entries(typeNames).map(([n, name]) => [name, Number(n)]));

/** The test of `$type`: a number, an alias, or an array of them. Fails with BadValue. */
export function typeTest(operand: unknown): (v: unknown) => boolean {
  const tests = (Array.isArray(operand) ? operand : [operand]).map(oneType);
  return (v) => v !== undefined && tests.some((t) => t(typeOf(v)));
}

function oneType(wanted: unknown): (type: number) => boolean {
  if (wanted === 'number') return isNumeric;
  let n: number | undefined;
  if (typeof wanted === 'string') n = byName.get(wanted);
  else if (isNumeric(typeOf(wanted))) {
    n = toNumber(wanted);
    if (n === -1) n = 0xff;
  }
  if (n === undefined || !(n in typeNames)) {
    throw new StoreError(
      'BadValue',
      `Unknown type name alias or invalid numerical type code: ${String(wanted)}`,
    );
  }
  return (type) => type === n;
}
