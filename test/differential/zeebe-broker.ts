import type { Distribution } from '../zeebe/distribution.ts';
import { startRealBroker } from '../zeebe/real-broker.ts';
import type { Broker } from './broker.ts';

/** The real Zeebe as a broker that scenarios are played on. */
export async function startZeebe(distribution: Distribution): Promise<Broker> {
  const real = await startRealBroker(distribution);
  return {
    name: 'zeebe',
    address: real.address,
    restUrl: real.restUrl,
    monitoringUrl: real.monitoringUrl,
    records: real.sink.records,
    until: (done, what, timeoutMs) => real.sink.until(done, what, timeoutMs),
    advanceClock: (byMs) => real.advanceClock(byMs),
    close: () => real.stop(),
  };
}
