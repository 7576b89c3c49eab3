import type { Route } from '../../http/router.ts';
import { BROKER_VERSION, PARTITION_ID } from '../../protocol/key.ts';

/**
 * The cluster in JSON: one broker, leader of one partition, healthy as long as it answers.
 * Source: zeebe/gateway-rest, `TopologyController.java`.
 */
export function topologyRoute(host: string, portNumber: number): Route {
  const partitions = [{ partitionId: PARTITION_ID, role: 'leader', health: 'healthy' }];
  const broker = { nodeId: 0, host, port: portNumber, partitions, version: BROKER_VERSION };
  const body = JSON.stringify({
    brokers: [broker],
    clusterSize: 1,
    partitionsCount: 1,
    replicationFactor: 1,
    gatewayVersion: BROKER_VERSION,
  });
  const type = 'application/json';
  return {
    method: 'GET',
    path: '/v1/topology',
    produces: [type],
    handle: () => ({ status: 200, headers: { 'Content-Type': type }, body }),
  };
}
