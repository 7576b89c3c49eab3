import type { Connection } from 'mongoose';
import { type Config, dataPaths } from '../config.ts';
import type { Health } from '../health/health.ts';
import { reasonOf, retry } from './backoff.ts';
import { type EmbeddedStore, startEmbeddedStore } from './embedded-store.ts';
import type { Say } from './say.ts';

/** How long a command waits for a database that is away before it is refused. */
const SELECTION_MS = 3_000;
/** How often the driver looks whether the database is there. */
const HEARTBEAT_MS = 2_000;
/** How often a store that was connected is asked whether it answers. */
const WATCH_MS = 1_000;

/** Database used when the address names none. */
const DATABASE = 'tongqu';

/** What the keeper works on. */
export interface StoreKeeperOptions {
  readonly config: Config;
  readonly connection: Connection;
  readonly health: Health;
  readonly say: Say;
  /** Runs once after the first connection: indexes, demo data, the organisation. */
  readonly prepare: () => Promise<void>;
}

/**
 * Holds the connection to the document store, embedded or not: starts it, waits for it, starts the
 * embedded one again when its thread ended, and tells `health` what is so. Once connected the
 * driver finds its way back by itself.
 */
export class StoreKeeper {
  private readonly options: StoreKeeperOptions;
  private readonly stopping = new AbortController();
  private running: EmbeddedStore | null = null;
  /** The embedded store's start under way: a stop must not leave one behind. */
  private starting: Promise<unknown> = Promise.resolve();
  private watch: NodeJS.Timeout | null = null;
  private opened = false;

  constructor(options: StoreKeeperOptions) {
    this.options = options;
    const { connection } = options;
    connection.on('disconnected', () => {
      if (this.opened) this.lost('the connection broke');
    });
  }

  /** Resolves once the store is connected and prepared, or the keeper was stopped. */
  async start(): Promise<void> {
    const failed = (error: unknown): void => this.lost(reasonOf(error));
    await retry(() => this.open(), failed, this.stopping.signal);
    await retry(() => this.options.prepare(), failed, this.stopping.signal);
    if (this.stopping.signal.aborted) return;
    this.back();
    this.watch = setInterval(() => void this.look(), WATCH_MS);
    this.watch.unref();
  }

  /** Closes the connection, then the embedded store. */
  async stop(): Promise<void> {
    this.stopping.abort();
    if (this.watch !== null) clearInterval(this.watch);
    await this.options.connection.close().catch(() => undefined);
    await this.starting.catch(() => undefined);
    await this.running?.close();
  }

  /** The embedded store, when there is one now. */
  get embedded(): EmbeddedStore | null {
    return this.options.health.isUp('store') ? this.running : null;
  }

  private async open(): Promise<void> {
    const { config, connection } = this.options;
    let uri = config.mongodbUri;
    if (uri === null) {
      uri = (this.running ?? (await this.startEmbedded(null))).uri;
    }
    await connection.openUri(uri, {
      ...(hasDatabase(uri) ? {} : { dbName: DATABASE }),
      serverSelectionTimeoutMS: SELECTION_MS,
      heartbeatFrequencyMS: HEARTBEAT_MS,
      autoIndex: false,
      autoCreate: false,
      maxPoolSize: 20,
    });
    this.opened = true;
  }

  /** The embedded store's thread ended: start it on the same socket, where the driver looks. */
  private restart(): void {
    if (this.stopping.signal.aborted || this.running === null) return;
    this.lost('its thread ended');
    const { uri } = this.running;
    void retry(
      () => this.startEmbedded(uri),
      (failure) => this.lost(reasonOf(failure)),
      this.stopping.signal,
    );
  }

  private startEmbedded(uri: string | null): Promise<EmbeddedStore> {
    const { store } = dataPaths(this.options.config.dataDir);
    const starting = startEmbeddedStore(store, uri, () => this.restart()).then((embedded) => {
      this.running = embedded;
      return embedded;
    });
    this.starting = starting;
    return starting;
  }

  private lost(reason: string): void {
    if (this.stopping.signal.aborted) return;
    if (this.options.health.down('store', reason)) {
      this.options.say.trouble(`the document store is gone (${reason}); trying again`);
    }
  }

  /** The driver finds its way back without a word, so it is asked. */
  private async look(): Promise<void> {
    // a read, not a ping: a server that answers may still be unable to read
    const read = { find: 'checkpoints', filter: { _id: '' }, limit: 1 };
    const answer = await this.options.connection.db?.command(read).then(
      () => null,
      (error: unknown) => reasonOf(error),
    );
    if (this.stopping.signal.aborted) return;
    if (answer === null) this.back();
    else this.lost(answer ?? 'not connected');
  }

  private back(): void {
    const wasDown = this.options.health.wasDown('store');
    this.options.health.up('store');
    if (wasDown) this.options.say.news('the document store is back');
  }
}

function hasDatabase(uri: string): boolean {
  return /^mongodb(\+srv)?:\/\/[^/]+\/[^?]+/.test(uri);
}
