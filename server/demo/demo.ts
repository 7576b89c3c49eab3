import type { Context } from '../context.ts';
import { reasonOf } from '../boot/backoff.ts';
import type { Say } from '../boot/say.ts';
import { playDemoCases } from './cases.ts';
import { demoStateModel } from './demo-state.model.ts';
import { daysAgo, type OffsetClock } from './demo-clock.ts';
import { Player } from './player.ts';

/** The first demo case was opened so many days ago. */
export const FIRST_DAY = 16;

/** The engine's own clock, where it can be moved. */
export interface MovableClock {
  setClockOffset(offsetMs: number): void;
}

/**
 * Makes the demo's cases once, at the first start of an empty store, by sending commands as people
 * would. With the embedded engine its clock is set back first and then moved forward day by day,
 * so that cases have a past; a cluster's clock can't be moved, there all cases are of today.
 */
export class Demo {
  private readonly context: Context;
  private readonly deskClock: OffsetClock;
  private readonly say: Say;
  private engine: MovableClock | null = null;
  private wanted = false;

  constructor(context: Context, deskClock: OffsetClock, say: Say) {
    this.context = context;
    this.deskClock = deskClock;
    this.say = say;
  }

  /** Before the first command: claims the work and sets the clocks back. */
  async beforeStart(engine: MovableClock | null): Promise<void> {
    this.engine = engine;
    if (!this.context.config.demo || this.wanted) return;
    const states = demoStateModel(this.context.connection);
    if ((await states.findById('cases').lean()) !== null) return;
    await states.create({ _id: 'cases', startedAt: new Date(this.context.clock.now()) });
    this.wanted = true;
    this.moveTo(FIRST_DAY, 8);
  }

  /** Plays the cases if `beforeStart` claimed them; after a failure, too, the clocks come back. */
  async playOnce(): Promise<void> {
    if (!this.wanted) return;
    this.wanted = false;
    const startedAt = performance.now();
    try {
      const player = new Player(this.context);
      const count = await playDemoCases(player, (days, hour) => this.moveTo(days, hour));
      const ms = Math.round(performance.now() - startedAt);
      this.say.news(`${count} demo cases were made in ${ms} ms`);
    } catch (error) {
      this.context.log.error({ err: error }, 'demo cases failed');
      this.say.trouble(`demo cases were not all made: ${reasonOf(error)}`);
    } finally {
      this.setOffset(0);
    }
  }

  /** Moves all clocks to an hour of a past day; never back behind where they are. */
  private moveTo(days: number, hour: number): number {
    const now = this.context.clock.now();
    const offset = Math.min(0, daysAgo(now, days, hour) - now);
    const first = this.deskClock.offsetMs === 0;
    if (first || offset > this.deskClock.offsetMs) this.setOffset(offset);
    return this.deskClock.now();
  }

  private setOffset(offsetMs: number): void {
    if (this.engine === null) return;
    this.engine.setClockOffset(offsetMs);
    this.deskClock.offsetMs = offsetMs;
  }
}
