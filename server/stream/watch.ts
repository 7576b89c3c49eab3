import type { Connection } from 'mongoose';
import type { Logger } from 'pino';
import type { Hub } from '../events/hub.ts';
import type { Health } from '../health/health.ts';
import { tellAdministrators } from '../notices/alarm.ts';
import { checkpointModel, type CheckpointRecord } from './checkpoint.ts';
import type { Freshness, StreamLag } from './lag.ts';
import { unprojectedModel, type UnprojectedRecord } from './unprojected.ts';

/** What is watched, and who is told. */
export interface WatchOptions {
  readonly connection: Connection;
  readonly lag: StreamLag;
  readonly health: Health;
  readonly hub: Hub;
  readonly log: Logger;
  readonly now: () => number;
  /** Another server applies the records: then the checkpoints tell how far it is. */
  readonly isFollower: boolean;
}

/** How often it looks. Unit: ms. */
const LOOK_MS = 2_000;
/** Pages say that they are behind from here on, until it is less than that. Unit: ms. */
const SHOW_AT_MS = 10_000;
const HIDE_AT_MS = 3_000;
/** Administrators are told from here on, once, until all is well again. Unit: ms. */
const ALARM_AT_MS = 60_000;
const WELL_AT_MS = 5_000;
/** Looks in a row that must agree: a demo's clock that jumps is no lag. */
const SHOW_AFTER = 2;
const ALARM_AFTER = 3;
/** Open pages that say so are brought up to date this often. Unit: ms. */
const REFRESH_MS = 15_000;
/** One notice in this time, whichever server tells. Unit: ms. */
const LAG_NOTICE_MS = 600_000;
const UNPROJECTED_NOTICE_MS = 3_600_000;

/**
 * Looks whether the read models follow the stream, and says so: to open pages when they are behind,
 * to administrators when it is serious, to health and the log. Nobody is told twice of the same.
 */
export class StreamWatch {
  private readonly options: WatchOptions;
  private timer: NodeJS.Timeout | null = null;
  private looks = { shown: 0, alarm: 0 };
  private isShown = false;
  private isAlarm = false;
  private isBrokerAway = false;
  private refreshedAt = 0;
  private rebuiltAt: number | null = null;
  private unprojected = 0;
  private trouble: string | null = null;
  private looking: Promise<void> | null = null;
  private readonly positions = new Map<number, number>();

  constructor(options: WatchOptions) {
    this.options = options;
  }

  start(): void {
    this.timer ??= setInterval(() => void this.look(), LOOK_MS);
    this.timer.unref();
  }

  stop(): void {
    if (this.timer !== null) clearInterval(this.timer);
    this.timer = null;
  }

  /** How far pages are behind; null while it is not worth a word. */
  behind(): Freshness | null {
    return this.isShown ? this.options.lag.freshness() : null;
  }

  /** Records put aside. */
  get unprojectedCount(): number {
    return this.unprojected;
  }

  /** Why records can't be stored now; null when they can. */
  troubled(reason: string | null): void {
    if (reason === this.trouble) return;
    this.trouble = reason;
    this.tellHealth();
  }

  /** Looks once. While the store is away only what needs none is seen. */
  look(): Promise<void> {
    this.looking ??= this.lookOnce().finally(() => {
      this.looking = null;
    });
    return this.looking;
  }

  private async lookOnce(): Promise<void> {
    const { health, log } = this.options;
    this.lookAtBroker();
    try {
      if (health.isUp('store')) {
        await this.lookAtCheckpoints();
        await this.lookAside();
      }
      await this.lookAtLag();
    } catch (error) {
      log.debug({ err: error }, 'stream not watched');
    }
    this.tellHealth();
  }

  private async lookAtLag(): Promise<void> {
    const { lag, hub, now } = this.options;
    const behindMs = lag.lagMs();
    this.looks.shown = behindMs > SHOW_AT_MS ? this.looks.shown + 1 : 0;
    this.looks.alarm = behindMs > ALARM_AT_MS ? this.looks.alarm + 1 : 0;
    const wasShown = this.isShown;
    this.isShown = wasShown ? behindMs > HIDE_AT_MS : this.looks.shown >= SHOW_AFTER;
    const isDue = this.isShown && Date.now() - this.refreshedAt > REFRESH_MS;
    if (wasShown !== this.isShown || isDue) {
      this.refreshedAt = Date.now();
      hub.tellAll();
    }
    const wasAlarm = this.isAlarm;
    this.isAlarm = wasAlarm ? behindMs > WELL_AT_MS : this.looks.alarm >= ALARM_AFTER;
    if (wasAlarm && !this.isAlarm) this.options.log.info('read models are up to date again');
    if (wasAlarm || !this.isAlarm) return;
    this.options.log.error({ behindMs }, 'read models are behind');
    await this.tell(
      `lag-${Math.floor(now() / LAG_NOTICE_MS)}`,
      '数据延迟：页面落后于实际办理',
      `各页面的数据已落后 ${Math.round(behindMs / 1000)} 秒以上。办理不受影响，数据追上后页面自动更新；如持续不退，请查看系统运行状况。`,
    );
  }

  /** A page that is open hears that the broker is gone, and that it is back. */
  private lookAtBroker(): void {
    const isAway = this.options.health.wasDown('broker');
    if (isAway !== this.isBrokerAway) this.options.hub.tellAll();
    this.isBrokerAway = isAway;
  }

  private async lookAside(): Promise<void> {
    const model = unprojectedModel(this.options.connection);
    const count = await model.countDocuments();
    const isMore = count > this.unprojected;
    this.unprojected = count;
    if (!isMore) return;
    const [newest] = await model.find().sort({ firstAt: -1 }).limit(1).lean<UnprojectedRecord[]>();
    if (!newest) return;
    await this.tell(
      `unprojected-${Math.floor(newest.firstAt / UNPROJECTED_NOTICE_MS)}`,
      '数据缺漏：有记录未能写入页面数据',
      `有 ${count} 条记录未能写入页面数据，涉及的事项显示可能不全；办理不受影响。修复程序后请运行重建（npm run rebuild）。`,
    );
  }

  /** What another server applied, and whether a rebuild changed what pages show. */
  private async lookAtCheckpoints(): Promise<void> {
    const { connection, isFollower, lag, hub } = this.options;
    const found = await checkpointModel(connection).find().lean<CheckpointRecord[]>();
    for (const { partitionId, position, timestamp } of found) {
      const isNews = (this.positions.get(partitionId) ?? 0) < position;
      this.positions.set(partitionId, position);
      if (isFollower && isNews) {
        lag.heard();
        lag.stored(timestamp);
      }
    }
    const rebuiltAt = Math.max(0, ...found.map((one) => one.rebuiltAt ?? 0));
    if (this.rebuiltAt !== null && rebuiltAt > this.rebuiltAt) hub.tellAll();
    this.rebuiltAt = rebuiltAt;
  }

  private tellHealth(): void {
    const flaws: string[] = [];
    if (this.isAlarm) {
      const seconds = Math.round(this.options.lag.lagMs() / 1000);
      flaws.push(`the read models are ${seconds} s behind`);
    }
    if (this.trouble !== null) flaws.push(`records can't be stored: ${this.trouble}`);
    if (this.unprojected > 0) {
      flaws.push(`${this.unprojected} records are not in the read models: npm run rebuild`);
    }
    this.options.health.degrade(flaws, 'stream');
  }

  private async tell(id: string, title: string, text: string): Promise<void> {
    const { connection, hub, now } = this.options;
    await tellAdministrators(connection, hub, { id, title, text, at: now() });
  }
}
