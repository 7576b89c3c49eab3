import { Rate, type RateLimit } from './rate.ts';

/** How often a client may ask whether we are there. */
export interface PingRules {
  /** ms between two pings of a client that has calls open. */
  readonly withCallsMs: number;
  /** ms between two pings of a client without. */
  readonly withoutCallsMs: number;
  /** Pings too early that are forgiven. */
  readonly strikes: number;
}

/**
 * Notices clients that ping too often. What is answered to the client in between makes good what
 * was too early.
 * Source: grpc-java, `KeepAliveEnforcer.java`.
 */
export class PingGuard {
  private readonly rules: PingRules;
  private readonly rate: Rate;
  private readonly beganMs = Date.now();
  private lastValidMs = this.beganMs;
  private strikes = 0;
  private answers = 0;

  constructor(rules: PingRules, limit: RateLimit) {
    this.rules = rules;
    this.rate = new Rate(limit);
  }

  /** Counts a ping; `answers` is how many answers the client has got so far. */
  isTooOften(nowMs: number, hasCalls: boolean, answers: number): boolean {
    if (!this.rate.allows()) return true;
    if (answers > this.answers) {
      this.strikes = 0;
      this.lastValidMs = this.beganMs;
    }
    this.answers = answers;
    const { withCallsMs, withoutCallsMs, strikes } = this.rules;
    if (nowMs >= this.lastValidMs + (hasCalls ? withCallsMs : withoutCallsMs)) {
      this.lastValidMs = nowMs;
      return false;
    }
    this.strikes += 1;
    return this.strikes > strikes;
  }
}
