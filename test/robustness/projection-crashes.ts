import { testStore } from '../server/support/store.ts';
import type { Fault } from './fault.ts';
import { project, undisturbed } from './simulation/projection-simulation.ts';
import {
  packageStream,
  recordedStream,
  simulatedStream,
  type StreamSource,
} from './simulation/stream-source.ts';

/** The three packages of the product. */
const PACKAGES = ['document-exchange', 'parallel-approval', 'supervision'];

/** Writes of a projector between two crashes, on average: from hardly a batch to many. */
const APART = [6, 12, 40];
const SHORT_APART = [8];

/** Projectors cut off at their writes to the store, over streams of several origins. */
export const crashesOfProjectors: Fault = {
  name: 'simulation: projectors cut off at their writes',
  async run({ seed, isShort }) {
    const streams = [
      await packageStream(...PACKAGES),
      await simulatedStream(seed),
      ...(isShort ? [] : [recordedStream('exchange', 'review'), recordedStream('native')]),
    ];
    let crashes = 0;
    for (const stream of streams) crashes += await disturb(stream, seed, isShort);
    const note = `${streams.length} streams, read models equal to undisturbed ones`;
    return { injected: crashes, lost: 0, doubled: 0, longestUnavailableMs: null, note };
  },
};

/** Projects a stream so many times, each otherwise disturbed; crashes in all. */
async function disturb(stream: StreamSource, from: number, isShort: boolean): Promise<number> {
  const times = isShort ? 1 : 30;
  const aparts = isShort ? SHORT_APART : APART;
  const expected = await withStore((connection) => undisturbed(connection, stream));
  let crashes = 0;
  for (let seed = from; seed < from + times; seed += 1) {
    const apart = aparts[seed % aparts.length] ?? 12;
    const result = await withStore((connection) =>
      project(connection, { seed, stream, apart }, expected),
    );
    crashes += result.crashes;
    if (result.faults.length === 0) continue;
    throw new Error(
      `${stream.name}, seed ${seed}, after ${result.crashes} crashes: ${result.faults.join('\n')}`,
    );
  }
  return crashes;
}

async function withStore<T>(
  use: (connection: Awaited<ReturnType<typeof testStore>>['connection']) => Promise<T>,
): Promise<T> {
  const store = await testStore();
  try {
    return await use(store.connection);
  } finally {
    await store.close();
  }
}
