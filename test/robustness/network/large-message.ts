import { openClient } from '../../zeebe/gateway-client.ts';
import type { Fault, FaultReport, Scale } from '../fault.ts';
import { startBystander } from './bystander.ts';
import { startEngineProcess } from './engine-process.ts';

const MESSAGE_MB = 100;
/** The message must not be collected: what arrives beyond the limit is thrown away. */
const MAX_GROWTH_MB = 250;

/** A client publishes a message of 100 MB, again and again. */
export const largeMessage: Fault = {
  name: 'a message of 100 MB',
  run: async ({ isShort }: Scale): Promise<FaultReport> => {
    const times = isShort ? 2 : 20;
    const engine = await startEngineProcess();
    const client = openClient(engine.address, true);
    try {
      const bystander = await startBystander(engine.address);
      const before = engine.privateMb();
      let most = before;
      const variables = JSON.stringify({ scan: 'x'.repeat(MESSAGE_MB * 1024 * 1024) });
      for (let i = 0; i < times; i += 1) {
        const asked = client.unary('PublishMessage', { name: 'scan', variables }, 60_000);
        const watch = setInterval(() => (most = Math.max(most, engine.privateMb())), 20);
        const answer = await asked.finally(() => clearInterval(watch));
        if (!('code' in answer) || answer.code !== 'RESOURCE_EXHAUSTED') {
          throw new Error(`a message of ${MESSAGE_MB} MB was answered ${JSON.stringify(answer)}`);
        }
      }
      const witness = await bystander.stop();
      if (most - before > MAX_GROWTH_MB) {
        throw new Error(`the engine grew by ${(most - before).toFixed(0)} MB`);
      }
      return {
        injected: times,
        lost: witness.lost,
        doubled: witness.doubled,
        longestUnavailableMs: witness.longestMs,
        note: `refused in words, grew by ${(most - before).toFixed(0)} MB`,
      };
    } finally {
      client.close();
      await engine.stop();
    }
  },
};
