import { Agent, request } from 'node:http';

/**
 * One signed-in person. Of node's own http, kept alive: `fetch` would take more of the machine
 * than the product does for some requests.
 */
export class YearClient {
  private static readonly agent = new Agent({ keepAlive: true, maxSockets: 64 });
  private readonly url: URL;
  private readonly cookie: string;

  /** @param token of a session that is there already */
  constructor(url: string, token: string) {
    this.url = new URL(url);
    this.cookie = `tongqu_session=${token}`;
  }

  /** Lets go of all connections. */
  static close(): void {
    YearClient.agent.destroy();
  }

  async get<T>(path: string): Promise<T> {
    return JSON.parse((await this.send('GET', path)).text) as T;
  }

  async post<T>(path: string, body: unknown): Promise<T> {
    const { text } = await this.send('POST', path, JSON.stringify(body));
    return JSON.parse(text === '' ? 'null' : text) as T;
  }

  /** Reads a file to its end and forgets it; answers its length. */
  async download(path: string): Promise<number> {
    return (await this.send('GET', path)).text.length;
  }

  /** Uploads a text file; answers its id. */
  async upload(name: string, content: string): Promise<string> {
    const boundary = 'tongqu-year';
    const head =
      `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\n` +
      'Content-Type: text/plain; charset=utf-8\r\n\r\n';
    const body = `${head}${content}\r\n--${boundary}--\r\n`;
    const type = `multipart/form-data; boundary=${boundary}`;
    const { text } = await this.send('POST', '/api/v1/documents', body, type);
    return (JSON.parse(text) as { id: string }).id;
  }

  private send(
    method: string,
    path: string,
    body?: string,
    type = 'application/json',
  ): Promise<{ text: string }> {
    const bytes = body === undefined ? undefined : Buffer.from(body);
    return new Promise((resolve, reject) => {
      const headers = {
        cookie: this.cookie,
        origin: this.url.origin,
        ...(bytes && { 'content-type': type, 'content-length': bytes.length }),
      };
      const target = { host: this.url.hostname, port: this.url.port, path, method, headers };
      const call = request({ ...target, agent: YearClient.agent }, (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        answer.once('error', reject);
        answer.once('end', () => {
          const status = answer.statusCode ?? 0;
          if (status < 300) resolve({ text });
          else reject(new Error(`${method} ${path}: ${status} ${text.slice(0, 300)}`));
        });
      });
      call.once('error', reject);
      call.end(bytes);
    });
  }
}
