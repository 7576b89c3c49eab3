import type { Handler } from '../../grpc/service.ts';
import { BROKER_VERSION, PARTITION_ID } from '../../protocol/key.ts';

/** One broker, the leader of one partition, which is healthy as long as it answers. */
export function topology(host: string, portNumber: () => number): Handler<object> {
  return (call) => {
    const partition = { partitionId: PARTITION_ID, role: 0, health: 0 };
    const broker = {
      nodeId: 0,
      host,
      port: portNumber(),
      partitions: [partition],
      version: BROKER_VERSION,
    };
    call.answer({
      brokers: [broker],
      clusterSize: 1,
      partitionsCount: 1,
      replicationFactor: 1,
      gatewayVersion: BROKER_VERSION,
    });
  };
}
