import type { GatewayAddresses } from '../broker/broker.ts';
import { type Config, dataPaths } from '../config.ts';
import type { Health } from '../health/health.ts';
import type { RefusedResource } from '../businesses/deploy-packages.ts';
import type { ReadSide } from '../read-side.ts';
import { reasonOf, retry } from './backoff.ts';
import { type EmbeddedEngine, startEmbeddedEngine } from './embedded-engine.ts';
import type { Say } from './say.ts';

/** How often a broker that is there is asked whether it still is. */
const WATCH_MS = 2_000;

/** What the keeper works on. */
export interface BrokerKeeperOptions {
  readonly config: Config;
  readonly health: Health;
  readonly say: Say;
  readonly readSide: ReadSide;
  /** Resolves when read models can be written; the engine's records wait for it. */
  readonly storeReady: Promise<void>;
  /** Runs once between the store and the first command; null stands for a cluster. */
  readonly beforeStart: (engine: Pick<EmbeddedEngine, 'setClockOffset'> | null) => Promise<void>;
}

/**
 * Holds the broker: starts the embedded engine (again, when its thread ended) or waits for the
 * cluster, starts everything that talks to it, and tells `health` what is so.
 */
export class BrokerKeeper {
  private readonly options: BrokerKeeperOptions;
  private readonly stopping = new AbortController();
  private engine: EmbeddedEngine | null = null;
  /** The engine's start under way: a stop must not leave one behind. */
  private starting: Promise<unknown> = Promise.resolve();
  private watch: NodeJS.Timeout | null = null;

  constructor(options: BrokerKeeperOptions) {
    this.options = options;
  }

  /** Resolves once the broker answers and packages are deployed, or the keeper was stopped. */
  async start(): Promise<void> {
    const { config, readSide, storeReady } = this.options;
    const { signal } = this.stopping;
    const failed = (error: unknown): void => this.lost(reasonOf(error));
    const gateway = config.zeebe ?? (await retry(() => this.openEngine(), failed, signal));
    await storeReady;
    if (gateway === null || signal.aborted) return;
    await retry(() => this.options.beforeStart(this.engine), failed, signal);
    const refused = await retry(() => readSide.start(gateway), failed, signal);
    if (signal.aborted) return;
    this.tellRefused(refused ?? []);
    this.back();
    this.watch = setInterval(() => void this.look(), WATCH_MS);
    this.watch.unref();
  }

  /** Stops what talks to the broker, then the embedded engine. */
  async stop(): Promise<void> {
    this.stopping.abort();
    if (this.watch !== null) clearInterval(this.watch);
    await this.options.readSide.stop();
    await this.starting.catch(() => undefined);
    await this.engine?.close();
  }

  /** The embedded engine, when there is one now. */
  get embedded(): EmbeddedEngine | null {
    return this.options.health.isUp('broker') ? this.engine : null;
  }

  /** @param before where an engine that ended was listening: clients look there */
  private async openEngine(before?: GatewayAddresses): Promise<GatewayAddresses> {
    const { config, readSide, storeReady } = this.options;
    const starting = startEmbeddedEngine({
      dataDir: dataPaths(config.dataDir).engine,
      port: before ? portOf(before.address) : config.enginePort,
      restPort: before ? portOf(before.restAddress) : 0,
      ingest: (batch) => readSide.ingest(batch),
      onGone: (error) => this.restart(error),
    });
    this.starting = starting;
    const engine = await starting;
    this.engine = engine;
    void storeReady.then(() => engine.startExport());
    return engine;
  }

  /** The engine's thread ended: start it at the same address, where the clients look. */
  private restart(error: Error | null): void {
    if (this.stopping.signal.aborted || this.engine === null) return;
    this.lost(error === null ? 'the engine ended' : reasonOf(error));
    const before = this.engine;
    const failed = (failure: unknown): void => this.lost(reasonOf(failure));
    void retry(() => this.openEngine(before), failed, this.stopping.signal);
  }

  /** A business that the broker refuses is the designer's matter; the others go on. */
  private tellRefused(refused: readonly RefusedResource[]): void {
    const flaws = refused.map(
      (one) => `business ${one.package} is not deployed: ${one.resource}: ${one.message}`,
    );
    this.options.health.degrade(flaws);
    for (const flaw of flaws) this.options.say.trouble(flaw);
  }

  private async look(): Promise<void> {
    const answer = await this.options.readSide.ping().then(
      () => null,
      (error: unknown) => reasonOf(error),
    );
    if (this.stopping.signal.aborted) return;
    if (answer === null) this.back();
    else this.lost(answer);
  }

  private lost(reason: string): void {
    if (this.stopping.signal.aborted) return;
    if (this.options.health.down('broker', reason)) {
      this.options.say.trouble(`the broker is gone (${reason}); trying again`);
    }
  }

  private back(): void {
    const wasDown = this.options.health.wasDown('broker');
    this.options.health.up('broker');
    if (wasDown) this.options.say.news('the broker is back');
  }
}

function portOf(address: string): number {
  return Number(address.split(':').at(-1));
}
