/** A refusal of the server as the browser sees it (problem+json), or a lost connection. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly body: Readonly<Record<string, unknown>>;

  constructor(status: number, body: Record<string, unknown>) {
    super(typeof body['detail'] === 'string' ? body['detail'] : offlineText);
    this.status = status;
    this.code = typeof body['code'] === 'string' ? body['code'] : 'offline';
    this.body = body;
  }

  /** Fields at fault, by their key in the form. */
  get fields(): { path: string; message: string }[] {
    const errors = this.body['errors'];
    return Array.isArray(errors) ? (errors as { path: string; message: string }[]) : [];
  }
}

const offlineText = '连不上服务器，内容已保存在本机，恢复后会继续。';

/** The CSRF token of this page. */
export function csrfToken(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? '';
}

/**
 * Calls the API with JSON. Throws `ApiProblem` for refusals; status 0 means that the server could
 * not be reached. A lost session leads to the login page and back. What `outlivesPage` is sent
 * even when the page is left at once.
 */
export async function api<T>(
  method: string,
  path: string,
  body?: unknown,
  outlivesPage = false,
): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      keepalive: outlivesPage,
      headers: {
        accept: 'application/json',
        'x-csrf-token': csrfToken(),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch {
    throw new ApiProblem(0, {});
  }
  return answerOf<T>(response);
}

/** Reads an answer of the API. Throws `ApiProblem`. */
export async function answerOf<T>(response: Response): Promise<T> {
  const text = await response.text();
  const isJson = (response.headers.get('content-type') ?? '').includes('json');
  const body: unknown = isJson && text !== '' ? JSON.parse(text) : {};
  if (response.ok) return body as T;
  const problem = body as Record<string, unknown>;
  throw new ApiProblem(response.status, {
    ...problem,
    detail: problem['detail'] ?? `服务器没有接受这次操作（${response.status}），请稍后再试。`,
  });
}

/** A fragment of HTML made by the server for the page at `url`. Throws `ApiProblem`. */
export async function fragment(url: string): Promise<string> {
  const address = new URL(url, location.href);
  address.searchParams.set('fragment', '1');
  let response: Response;
  try {
    response = await fetch(address, { headers: { accept: 'text/html' } });
  } catch {
    throw new ApiProblem(0, {});
  }
  if (response.redirected || response.status === 401) {
    throw new ApiProblem(401, { detail: '登录已过期，请重新登录。' });
  }
  if (!response.ok) throw new ApiProblem(response.status, { detail: '暂时取不到最新情况。' });
  return response.text();
}

/** The JSON that the page carries for its island. */
export function pageData<T>(id: string): T {
  return JSON.parse(document.getElementById(id)?.textContent ?? 'null') as T;
}
