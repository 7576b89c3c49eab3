import { request, type IncomingHttpHeaders } from 'node:http';
import type { Answer } from '../zeebe/gateway-client.ts';
import type { Broker } from './broker.ts';
import { documentOf } from './requests.ts';
import type { RestNotation, Variables } from './step.ts';
import type { World } from './world.ts';

/** Headers that are compared. */
const HEADERS = ['content-type', 'allow', 'accept', 'accept-patch', 'location'];

/** Calls the REST API; the answer is named by the call as the scenario writes it. */
export async function callRest(
  given: string | RestNotation,
  broker: Broker,
  world: World,
): Promise<Answer> {
  const notation = typeof given === 'string' ? { call: given } : given;
  const [method = '', template = ''] = notation.call.split(' ');
  const path = template.replaceAll(/\{([\w-]+)(?:#(\d+))?\}/g, (_all, element: string, nth) =>
    String(world.userTask(element, Number(nth ?? 1))),
  );
  const { status, headers, body } = await send(broker.restUrl, method, path, notation);
  const compared = HEADERS.filter((name) => headers[name] !== undefined);
  const response = {
    status,
    headers: Object.fromEntries(compared.map((name) => [name, headers[name]])),
    body: body.startsWith('{') ? (JSON.parse(body) as unknown) : body,
  };
  return { rpc: notation.call, response };
}

interface Received {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** By node:http, because fetch refuses some methods and adds headers of its own. */
function send(
  base: string,
  method: string,
  path: string,
  { body, type, accept }: Omit<RestNotation, 'call'>,
): Promise<Received> {
  const { hostname, port } = new URL(base);
  const text = body === undefined ? undefined : documentOf(body as Variables);
  const headers: Record<string, string> = {};
  if (text !== undefined) headers['Content-Length'] = String(Buffer.byteLength(text));
  if (type !== undefined && type !== 'none') headers['Content-Type'] = type;
  if (type === undefined && text !== undefined) headers['Content-Type'] = 'application/json';
  if (accept !== undefined) headers['Accept'] = accept;
  return new Promise((resolve, reject) => {
    const call = request({ hostname, port, method, path, headers, agent: false }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => {
        const received = Buffer.concat(chunks).toString('utf8');
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: received });
      });
    });
    call.on('error', reject);
    call.end(text);
  });
}
