/** What the API answered: the status and the JSON body (null when there is none). */
export interface Answer<T> {
  readonly status: number;
  readonly body: T;
}

/** One signed-in person at the API of a running product. */
export interface ApiClient {
  /** Who it is, for requests that are not JSON. */
  readonly headers: Readonly<Record<string, string>>;
  get<T>(path: string): Promise<T>;
  /** @throws when the answer is not a success; the text holds status and body */
  post<T>(path: string, body: unknown): Promise<T>;
  /** As `post`, but a refusal is an answer like any other. */
  send<T>(method: string, path: string, body?: unknown): Promise<Answer<T>>;
  /** Server-sent events as they come, until `stop` is called. */
  events(onEvent: (name: string, data: unknown) => void): Promise<{ stop(): void }>;
}

/** The password that every account of the demo organisation has. */
const DEMO_PASSWORD = 'tongqu-demo-2026';

/**
 * Signs a demo account in.
 *
 * @throws when the account or the password is refused
 */
export async function signIn(url: string, account: string): Promise<ApiClient> {
  const response = await fetch(`${url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ account, password: DEMO_PASSWORD }),
  });
  if (response.status !== 201) {
    throw new Error(`${account} is not let in: ${response.status} ${await response.text()}`);
  }
  const cookie = response.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  return clientWith(url, cookie);
}

function clientWith(url: string, cookie: string): ApiClient {
  const send = async <T>(method: string, path: string, body?: unknown): Promise<Answer<T>> => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { cookie, origin: url, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: (text === '' ? null : JSON.parse(text)) as T };
  };
  const must = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const answer = await send<T>(method, path, body);
    if (answer.status >= 300) {
      throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    }
    return answer.body;
  };
  return {
    headers: { cookie, origin: url },
    get: (path) => must('GET', path),
    post: (path, body) => must('POST', path, body),
    send,
    events: (onEvent) => listen(url, cookie, onEvent),
  };
}

async function listen(
  url: string,
  cookie: string,
  onEvent: (name: string, data: unknown) => void,
): Promise<{ stop(): void }> {
  const abort = new AbortController();
  const response = await fetch(`${url}/api/v1/events`, {
    headers: { cookie, accept: 'text/event-stream' },
    signal: abort.signal,
  });
  if (!response.ok || response.body === null) throw new Error(`events: ${response.status}`);
  void readEvents(response.body, onEvent).catch(() => undefined);
  return { stop: () => abort.abort() };
}

async function readEvents(
  body: ReadableStream<Uint8Array>,
  onEvent: (name: string, data: unknown) => void,
): Promise<void> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    const blocks = (rest + decoder.decode(chunk, { stream: true })).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const name = /^event: ?(.*)$/m.exec(block)?.[1];
      const data = /^data: ?(.*)$/m.exec(block)?.[1];
      if (name !== undefined) onEvent(name, data ? JSON.parse(data) : null);
    }
  }
}
