/** How a quotient becomes whole. Source: `java.math.RoundingMode` */
export type RoundingMode =
  'UP' | 'DOWN' | 'CEILING' | 'FLOOR' | 'HALF_UP' | 'HALF_DOWN' | 'HALF_EVEN' | 'UNNECESSARY';

/** The quotient of two whole numbers, rounded. The divisor must not be zero. */
export function divideRounded(dividend: bigint, divisor: bigint, mode: RoundingMode): bigint {
  const quotient = dividend / divisor;
  const rest = dividend % divisor;
  if (rest === 0n) return quotient;
  const negative = dividend < 0n !== divisor < 0n;
  const away = negative ? quotient - 1n : quotient + 1n;
  const twice = (rest < 0n ? -rest : rest) * 2n;
  const size = divisor < 0n ? -divisor : divisor;
  switch (mode) {
    case 'UP':
      return away;
    case 'CEILING':
      return negative ? quotient : away;
    case 'FLOOR':
      return negative ? away : quotient;
    case 'HALF_UP':
      return twice >= size ? away : quotient;
    case 'HALF_DOWN':
      return twice > size ? away : quotient;
    case 'HALF_EVEN':
      if (twice === size) return quotient % 2n === 0n ? quotient : away;
      return twice > size ? away : quotient;
    default:
      return quotient;
  }
}
