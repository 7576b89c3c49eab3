import type { Response } from 'express';
import { reasonOf } from '../boot/backoff.ts';

/** Says one line to whoever waits for a long action. */
export type Tell = (line: string) => void;

/**
 * One line of the answer to a long action, as JSON: what happens meanwhile, and last either the
 * result, or in one English line why there is none.
 */
export type ProgressLine<T = unknown> =
  { readonly say: string } | { readonly done: T } | { readonly refused: string };

/** What an action of the operator ends with. */
export type Outcome<T> = { readonly done: T } | { readonly refused: string };

/**
 * Answers an action that may take minutes, line by line (`application/x-ndjson`), so that the
 * operator sees that it goes on and no proxy or client takes the silence for an end. A failure
 * ends the answer as a refusal, because the status is sent long before.
 */
export async function answerWithProgress<T>(
  response: Response,
  work: (tell: Tell) => Promise<Outcome<T>>,
): Promise<void> {
  const line = (value: ProgressLine<T>): void => void response.write(`${JSON.stringify(value)}\n`);
  response.status(200).type('application/x-ndjson').set('Cache-Control', 'no-store');
  response.flushHeaders();
  try {
    line(await work((say) => line({ say })));
  } catch (error) {
    line({ refused: reasonOf(error) });
  }
  response.end();
}
