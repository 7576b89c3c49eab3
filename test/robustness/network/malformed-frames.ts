import type { Fault, FaultReport, Scale } from '../fault.ts';
import { startBystander } from './bystander.ts';
import { startEngineProcess } from './engine-process.ts';
import { sendMalformed } from './frame-fuzz.ts';

const AT_ONCE = 20;
/** For all of them: what the bystander's work costs meanwhile is in it. */
const MAX_GROWTH_MB = 150;

/** Clients whose HTTP/2 and gRPC is broken in every way that a seed thinks of. */
export const malformedFrames: Fault = {
  name: 'malformed HTTP/2 frames and gRPC messages',
  run: async ({ seed, isShort }: Scale): Promise<FaultReport> => {
    const clients = isShort ? 1_500 : 50_000;
    const engine = await startEngineProcess();
    try {
      const bystander = await startBystander(engine.address);
      const before = engine.privateMb();
      let next = 0;
      const lane = async (): Promise<void> => {
        while (next < clients) {
          next += 1;
          await sendMalformed(engine.portNumber, seed * 100_000 + next);
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, lane));
      const growthMb = engine.privateMb() - before;
      const witness = await bystander.stop();
      if (growthMb > MAX_GROWTH_MB) throw new Error(`the engine grew by ${growthMb.toFixed(0)} MB`);
      return {
        injected: clients,
        lost: witness.lost,
        doubled: witness.doubled,
        longestUnavailableMs: witness.longestMs,
        note: `grew by ${growthMb.toFixed(0)} MB, every connection let go`,
      };
    } finally {
      await engine.stop();
    }
  },
};
