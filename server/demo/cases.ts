import type { Player } from './player.ts';

/** Moves all clocks forward to an hour (Beijing) of a past day. */
export type MoveTo = (daysAgo: number, hour: number) => void;

/** Plays the demo's cases; answers how many were started. */
export async function playDemoCases(_player: Player, _moveTo: MoveTo): Promise<number> {
  return 0;
}
