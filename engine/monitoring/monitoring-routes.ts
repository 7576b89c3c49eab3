import { chosenType } from '../http/media-type.ts';
import type { HttpAnswer, HttpRequest, Route } from '../http/router.ts';
import { BROKER_VERSION } from '../protocol/key.ts';
import { clientStreams, remoteStreams } from './job-stream-list.ts';
import { metricsText } from './metrics-text.ts';
import type { Monitored } from './monitored.ts';
import type { RecordMetrics } from './record-metrics.ts';

const JSON_TYPE = 'application/json';

/** What Spring's actuator answers in; the first unless another is asked for. */
const ACTUATOR_TYPES = [
  'application/vnd.spring-boot.actuator.v3+json',
  'application/vnd.spring-boot.actuator.v2+json',
  JSON_TYPE,
];

const TEXT_TYPE = 'text/plain;version=0.0.4;charset=utf-8';

const HEALTH_GROUPS = ['readiness', 'startup', 'status'];

/**
 * What probes and Prometheus ask: is it ready, does it live, how much has it done.
 * Source: zeebe/broker, `SpringBrokerBridge`; zeebe/dist, `application*.properties`,
 * `JobStreamEndpoint.java`; measured on 8.5.8.
 */
export function monitoringRoutes(engine: Monitored, records: RecordMetrics): readonly Route[] {
  return [
    redirect('/ready', '/actuator/health/readiness'),
    redirect('/health', '/actuator/health/status'),
    redirect('/startup', '/actuator/health/startup'),
    actuator('/actuator', ({ host }) => ok(linksOf(`http://${host}/actuator`))),
    actuator('/actuator/health', () => health(engine, { groups: HEALTH_GROUPS })),
    actuator('/actuator/health/{}', (_request, [group = '']) =>
      HEALTH_GROUPS.includes(group) ? health(engine, {}) : { status: 404 },
    ),
    actuator('/actuator/info', () => ok({ build: { name: 'Zeebe', version: BROKER_VERSION } })),
    {
      method: 'GET',
      path: '/actuator/prometheus',
      handle: () => ({
        status: 200,
        headers: { 'Content-Type': TEXT_TYPE },
        body: metricsText(engine, records),
      }),
    },
    ...streamRoutes(engine),
  ];
}

function streamRoutes({ jobStreams }: Monitored): Route[] {
  const remote = (): object[] => remoteStreams(jobStreams);
  const client = (): object[] => clientStreams(jobStreams);
  const path = '/actuator/jobstreams';
  return [
    json(path, () => ok({ remote: remote(), client: client() })),
    json(`${path}/{}`, ([type = '']) => {
      if (type === 'remote') return ok(remote());
      if (type === 'client') return ok(client());
      const error = `No known stream type '${type}'; should be one of [remote, client]`;
      return { status: 400, content: { error } };
    }),
  ];
}

interface Content {
  readonly status: number;
  readonly content?: object;
}

function ok(content: object): Content {
  return { status: 200, content };
}

function health({ isHealthy }: Monitored, more: object): Content {
  return isHealthy
    ? { status: 200, content: { status: 'UP', ...more } }
    : { status: 503, content: { status: 'DOWN', ...more } };
}

function redirect(path: string, location: string): Route {
  return {
    method: 'GET',
    path,
    isAlone: true,
    handle: () => ({ status: 301, headers: { Location: location } }),
  };
}

type Produce = (request: HttpRequest, parameters: readonly string[]) => Content;

function actuator(path: string, produce: Produce): Route {
  return {
    method: 'GET',
    path,
    produces: ACTUATOR_TYPES,
    handle: (request, parameters) =>
      answerOf(produce(request, parameters), chosenType(request.accept, ACTUATOR_TYPES)),
  };
}

function json(path: string, produce: (parameters: readonly string[]) => Content): Route {
  return {
    method: 'GET',
    path,
    produces: [JSON_TYPE],
    handle: (_request, parameters) => answerOf(produce(parameters), JSON_TYPE),
  };
}

function answerOf({ status, content }: Content, type: string): HttpAnswer {
  if (content === undefined) return { status, headers: {} };
  return { status, headers: { 'Content-Type': type }, body: JSON.stringify(content) };
}

function linksOf(base: string): object {
  const link = (name: string, path: string, templated = false): [string, object] => [
    name,
    { href: base + path, templated },
  ];
  const links = [
    link('self', ''),
    link('jobstreams-type', '/jobstreams/{type}', true),
    link('jobstreams', '/jobstreams'),
    link('health', '/health'),
    link('health-path', '/health/{*path}', true),
    link('info', '/info'),
    link('prometheus', '/prometheus'),
  ];
  return { _links: Object.fromEntries(links) };
}
