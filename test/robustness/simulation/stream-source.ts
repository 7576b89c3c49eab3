import { loadScenarios } from '../../differential/scenario.ts';
import { startEmbedded } from '../../differential/embedded-broker.ts';
import { play } from '../../differential/player.ts';
import { recorded } from '../../server/stream/replay.ts';
import { recordToJson } from '../../../engine/protocol/record-json.ts';
import { simulate } from './simulation.ts';

/** Records as their texts, in order and without gaps or repeats, with where they come from. */
export interface StreamSource {
  readonly name: string;
  readonly lines: readonly string[];
}

/** What a reader of a simulated engine has, after its crashes. */
export async function simulatedStream(seed: number): Promise<StreamSource> {
  const { reader } = await simulate({ seed, ticks: 25, crashes: { apart: 40 } });
  return { name: `simulation ${seed}`, lines: reader.records.map(recordToJson) };
}

/** A stream that a real Zeebe 8.5.8 exported. */
export function recordedStream(...names: string[]): StreamSource {
  return { name: `Zeebe's ${names.join(', ')}`, lines: recorded(...names) };
}

/** What the embedded engine exports while the real packages of these names are played. */
export async function packageStream(...names: string[]): Promise<StreamSource> {
  const broker = await startEmbedded();
  try {
    for (const name of names) {
      for (const scenario of loadScenarios(`business/${name}`)) await play(scenario, broker);
    }
    return {
      name: names.join(', '),
      lines: broker.records.map((record) => JSON.stringify(record)),
    };
  } finally {
    await broker.close();
  }
}
