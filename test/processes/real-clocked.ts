import { startRealBroker } from '../zeebe/real-broker.ts';
import type { Distribution } from '../zeebe/distribution.ts';
import type { ClockedBroker } from './play-scenario.ts';

/** The real Zeebe with its clock controlled; `now` follows the moves of the scenario. */
export async function startRealClocked(distribution: Distribution): Promise<ClockedBroker> {
  const real = await startRealBroker(distribution);
  let ahead = (await real.now()) - Date.now();
  return {
    now: () => Date.now() + ahead,
    broker: {
      name: 'zeebe',
      address: real.address,
      restUrl: real.restUrl,
      monitoringUrl: real.monitoringUrl,
      records: real.sink.records,
      until: (done, what, timeoutMs) => real.sink.until(done, what, timeoutMs),
      advanceClock: async (byMs) => {
        await real.advanceClock(Math.round(byMs));
        ahead = (await real.now()) - Date.now();
      },
      close: () => real.stop(),
    },
  };
}
