import type { z } from 'zod';
import { Problem } from '../../server/errors.ts';

/** Reads input by its schema. Throws `Problem('invalid_input')` naming the fields at fault. */
export function parseInput<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new Problem('invalid_input', {
    errors: result.error.issues.map((issue) => ({
      path: issue.path.join('.'),
      message: issue.message,
    })),
  });
}

/** A query without its empty parameters: `?q=&light=` means neither. */
export function withoutEmpty(query: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ''));
}

/** A parameter of the path (Express types it as possibly repeated). */
export function pathParam(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
