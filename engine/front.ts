import type { EngineCore } from './engine-core.ts';
import { topologyRoute } from './gateway/rest/topology-route.ts';
import { userTaskRoutes } from './gateway/rest/user-task-routes.ts';
import { startGateway, type Gateway } from './gateway/server.ts';
import { startHttpServer, type HttpPort } from './http/http-server.ts';
import { monitoringRoutes } from './monitoring/monitoring-routes.ts';
import { RecordMetrics } from './monitoring/record-metrics.ts';

/** Where an engine listens; a port left out is not opened, 0 takes a free one. */
export interface FrontOptions {
  readonly host: string;
  readonly port: number;
  readonly restPort?: number | undefined;
  readonly monitoringPort?: number | undefined;
}

/** Everything that an engine is reached by from outside. */
export interface Front {
  readonly gateway: Gateway;
  readonly rest: HttpPort | undefined;
  readonly monitoring: HttpPort | undefined;
  /** Ends every open call and lets the ports go. */
  close(): Promise<void>;
}

/**
 * Opens the gateway, the REST API and the monitoring port, in this order. Failure: a port is taken
 * or forbidden; those opened before are closed, and the promise rejects with the system's error.
 */
export async function openFront(core: EngineCore, options: FrontOptions): Promise<Front> {
  const { host, port, restPort, monitoringPort } = options;
  const opened: { close(): Promise<void> }[] = [];
  const close = async (): Promise<void> => {
    for (const one of opened.splice(0).reverse()) await one.close();
  };
  const keep = <T extends { close(): Promise<void> }>(one: T): T => {
    opened.push(one);
    return one;
  };
  try {
    const { jobStreams } = core;
    const gateway = keep(
      await startGateway({ port: core.port, jobStreams, host, portNumber: port }),
    );
    const rest = restPort === undefined ? undefined : keep(await openRest(core, gateway, options));
    const monitoring =
      monitoringPort === undefined
        ? undefined
        : keep(await openMonitoring(core, host, monitoringPort));
    return { gateway, rest, monitoring, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function openRest(core: EngineCore, gateway: Gateway, options: FrontOptions): Promise<HttpPort> {
  const { host, restPort = 0 } = options;
  const routes = [topologyRoute(host, gateway.portNumber), ...userTaskRoutes(core.port)];
  return startHttpServer({ host, portNumber: restPort, routes });
}

async function openMonitoring(
  core: EngineCore,
  host: string,
  portNumber: number,
): Promise<HttpPort> {
  const metrics = new RecordMetrics();
  const monitored = {
    isHealthy: true,
    jobStreams: core.jobStreams,
    incidents: core.state.incidents,
  };
  void core.processor.failed.then(() => (monitored.isHealthy = false));
  const http = await startHttpServer({
    host,
    portNumber,
    routes: monitoringRoutes(monitored, metrics),
  });
  const stop = core.processor.onCommit((records) => metrics.observe(records));
  return {
    ...http,
    close: () => {
      stop();
      return http.close();
    },
  };
}
