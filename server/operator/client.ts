import { request, type IncomingMessage } from 'node:http';
import { createInterface } from 'node:readline';
import { readDoor, type Door } from './door.ts';
import type { Outcome, ProgressLine, Tell } from './progress.ts';

/** The running product, as a command-line program on the same machine sees it. */
export interface OperatorClient {
  readonly door: Door;
  /**
   * Asks for a long action and tells what the product says meanwhile. A refusal is answered in one
   * English line; so is an answer that breaks off because the product ended.
   */
  act<T>(action: string, body: unknown, tell: Tell): Promise<Outcome<T>>;
}

/**
 * Finds the product that runs on a data folder; null when none does: nothing was left there, or
 * nobody listens any more, or who listens is another program.
 */
export async function findProduct(dataDir: string): Promise<OperatorClient | null> {
  const found = readDoor(dataDir);
  if (found === null) return null;
  const { door, token } = found;
  const alive = await ask(door, token, 'GET', 'status').then(
    async (answer) => answer.statusCode === 200 && (await textOf(answer)) !== '',
    () => false,
  );
  if (!alive) return null;
  return {
    door,
    act: async <T>(action: string, body: unknown, tell: Tell): Promise<Outcome<T>> => {
      const answer = await ask(door, token, 'POST', action, body);
      if (answer.statusCode !== 200) return { refused: await problemOf(answer) };
      return lastOf<T>(answer, tell);
    },
  };
}

/** Without a time limit: actions take as long as they take. */
function ask(
  door: Door,
  token: string,
  method: string,
  action: string,
  body?: unknown,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const url = `${door.url}/api/v1/operator/${action}`;
    const call = request(url, { method, headers }, resolve);
    call.once('error', reject);
    call.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

async function lastOf<T>(answer: IncomingMessage, tell: Tell): Promise<Outcome<T>> {
  let outcome: Outcome<T> = { refused: 'the product ended before it answered' };
  try {
    for await (const text of createInterface({ input: answer })) {
      const line = JSON.parse(text) as ProgressLine<T>;
      if ('say' in line) tell(line.say);
      else outcome = line;
    }
  } catch {
    // An answer cut off has no last line, which is what the outcome says.
  }
  return outcome;
}

async function problemOf(answer: IncomingMessage): Promise<string> {
  const text = await textOf(answer);
  try {
    const { code, detail } = JSON.parse(text) as { code: string; detail: string };
    return `${code}: ${detail}`;
  } catch {
    return `the product answered ${answer.statusCode ?? 0}`;
  }
}

async function textOf(answer: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of answer.setEncoding('utf8')) text += chunk as string;
  return text;
}
