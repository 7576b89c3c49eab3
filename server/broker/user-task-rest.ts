import { Problem } from '../errors.ts';
import { plain } from './broker-error.ts';

/** Statuses of a gateway that is there and cannot take the command now. */
const BUSY = new Set([429, 503]);

/**
 * Completes a native user task over the gateway's REST interface; gRPC has no command for it.
 * Failures, as `Problem`: `not_found` (not open any more, or being completed by someone else),
 * `broker_refused` with the broker's own reason, `broker_busy`, `broker_timeout`,
 * `broker_unavailable`.
 * Source: Zeebe 8.5 `gateway-rest`, `UserTaskController.java`.
 *
 * @param address of the REST interface, `http://host:port`
 * @param withinMs after this long the answer is not waited for; it may have happened nevertheless
 */
export async function completeUserTask(
  address: string,
  key: string,
  variables: Readonly<Record<string, unknown>>,
  withinMs: number,
): Promise<void> {
  const answer = await post(`${address}/v1/user-tasks/${key}/completion`, { variables }, withinMs);
  if (answer.ok) return;
  const reason = await reasonIn(answer);
  if (answer.status === 404 || answer.status === 409) throw new Problem('not_found');
  if (answer.status === 400) throw new Problem('broker_refused', { values: { reason } });
  const cause = new Error(`the broker answered ${answer.status}: ${reason}`);
  if (BUSY.has(answer.status)) throw new Problem('broker_busy', { cause, retryAfterSeconds: 1 });
  throw new Problem('broker_unavailable', { cause, retryAfterSeconds: 2 });
}

async function post(url: string, body: object, withinMs: number): Promise<Response> {
  try {
    return await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(withinMs),
    });
  } catch (error) {
    const late = error instanceof Error && error.name === 'TimeoutError';
    if (late) throw new Problem('broker_timeout', { cause: error });
    throw new Problem('broker_unavailable', { cause: error, retryAfterSeconds: 2 });
  }
}

/** The sentence of a problem document; the bare text of anything else. */
async function reasonIn(answer: Response): Promise<string> {
  const text = await answer.text().catch(() => '');
  try {
    const read: unknown = JSON.parse(text);
    const { detail } = read as { detail?: unknown };
    if (typeof detail === 'string') return plain(detail);
  } catch {
    // not JSON: a proxy in between answered
  }
  return plain(text);
}
