import type { BrokerPeer, Figures, Peer } from './peers/peer.ts';
import { columnOf, type ColumnResult, type WorkloadResult } from './result.ts';
import { isFor, type RunningPeer, runPeer } from './running-peer.ts';
import type { Solo, SoloStage } from './solo/solo.ts';
import type { Life, LifeWorkload, LoadWorkload, Scale, Workload } from './workloads/workload.ts';

/** Told what happens, for whoever looks at the terminal meanwhile. */
export type Say = (line: string) => void;

/** The peers that run, and why others don't. */
export interface Field {
  readonly running: RunningPeer[];
  readonly missing: Map<string, string>;
}

/** The first workload of a run warms up longest, while virtual machines translate their code. */
const warmUp = (scale: Scale, isFirst: boolean): Scale => ({
  ...scale,
  measureMs: scale.measureMs * (isFirst ? 2 : 1),
  singles: Math.min(scale.singles, 100),
});

/** Starts the peers one after the other; one that does not start is missing, and no more. */
export async function startField(peers: readonly Peer[], say: Say): Promise<Field> {
  const field: Field = { running: [], missing: new Map() };
  for (const peer of peers) {
    const reason = peer.missing();
    if (reason !== null) {
      field.missing.set(peer.id, reason);
      continue;
    }
    try {
      field.running.push(await runPeer(peer));
      say(`${peer.title} runs`);
    } catch (error) {
      field.missing.set(peer.id, messageOf(error));
    }
  }
  for (const [id, reason] of field.missing) say(`!!! ${id} is missing: ${reason}`);
  return field;
}

/** Rounds of one load workload, the peers in turn; the first turn warms up and is not counted. */
export async function measureLoad(
  workload: LoadWorkload,
  field: Field,
  { scale, rounds, say, isFirst }: { scale: Scale; rounds: number; say: Say; isFirst: boolean },
): Promise<WorkloadResult> {
  const samples = new Map<string, Figures[]>();
  const failures = new Map<string, string>(
    [...field.missing].filter(([id]) => !field.running.some(({ peer }) => peer.id === id)),
  );
  for (let round = 0; round <= rounds; round += 1) {
    for (const running of field.running) {
      const { id, title } = running.peer;
      if (!isFor(workload, running.peer) || failures.has(id)) continue;
      try {
        const figures = await running.round(workload, round === 0 ? warmUp(scale, isFirst) : scale);
        if (round > 0) samples.set(id, [...(samples.get(id) ?? []), figures]);
        say(`  ${workload.letter} ${round || 'warm-up'} ${title}: ${inShort(figures)}`);
      } catch (error) {
        failures.set(id, messageOf(error));
        say(`  !!! ${workload.letter} ${round} ${title}: ${messageOf(error)}`);
      }
    }
  }
  return resultOf(workload, samples, failures);
}

/** Rounds of one life workload, the brokers in turn. */
export async function measureLife(
  workload: LifeWorkload,
  peers: readonly BrokerPeer[],
  { scale, rounds, say }: { scale: Scale; rounds: number; say: Say },
): Promise<WorkloadResult> {
  const samples = new Map<string, Figures[]>();
  const failures = new Map<string, string>();
  const lives: { peer: BrokerPeer; life: Life }[] = [];
  const guarded = async (peer: BrokerPeer, work: () => Promise<Figures>): Promise<void> => {
    if (failures.has(peer.id)) return;
    try {
      const figures = await work();
      say(`  ${workload.letter} ${peer.title}: ${inShort(figures)}`);
      samples.set(peer.id, [...(samples.get(peer.id) ?? []), figures]);
    } catch (error) {
      failures.set(peer.id, messageOf(error));
      say(`  !!! ${workload.letter} ${peer.title}: ${messageOf(error)}`);
    }
  };
  try {
    for (const peer of peers) {
      const reason = peer.missing();
      if (reason !== null) failures.set(peer.id, reason);
      await guarded(peer, async () => {
        const life = await workload.open(peer, scale);
        lives.push({ peer, life });
        return life.once;
      });
    }
    for (let round = 0; round < rounds; round += 1) {
      for (const { peer, life } of lives) await guarded(peer, () => life.round());
    }
  } finally {
    for (const { life } of lives) await life.close();
  }
  return resultOf(workload, samples, failures);
}

/** A solo's columns; one that fails is missing, and no more. */
export async function measureSolo(solo: Solo, stage: SoloStage): Promise<WorkloadResult> {
  try {
    const { rounds, missing } = await solo.run(stage);
    return resultOf(solo, new Map(Object.entries(rounds)), new Map(Object.entries(missing ?? {})));
  } catch (error) {
    stage.say(`  !!! ${solo.id}: ${messageOf(error)}`);
    const ids = solo.columns.map(({ id }) => [id, messageOf(error)] as const);
    return resultOf(solo, new Map(), new Map(ids));
  }
}

/** A workload's result out of what its columns measured. */
export function resultOf(
  workload: Pick<Workload, 'id' | 'letter' | 'title' | 'figures'>,
  samples: ReadonlyMap<string, readonly Figures[]>,
  failures: ReadonlyMap<string, string>,
): WorkloadResult {
  const { id, letter, title, figures } = workload;
  const columns: Record<string, ColumnResult> = {};
  for (const name of new Set([...samples.keys(), ...failures.keys()])) {
    columns[name] = columnOf(samples.get(name) ?? [], failures.get(name));
  }
  return { id, letter, title, figures, columns };
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export function inShort(figures: Figures): string {
  return Object.entries(figures)
    .map(([key, value]) => `${key} ${Number(value.toPrecision(3))}`)
    .join(', ');
}
