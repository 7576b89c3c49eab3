import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Express, Request, Response } from 'express';
import mongoose from 'mongoose';
import pino from 'pino';
import type { Config } from '../config.ts';
import type { Clock, Context } from '../context.ts';
import { Demo } from '../demo/demo.ts';
import { OffsetClock } from '../demo/demo-clock.ts';
import { Documents, documentServices } from '../documents/documents.service.ts';
import { Health } from '../health/health.ts';
import { createApp } from '../http/app.ts';
import { csrfOptions } from '../http/csrf.ts';
import type { RenderProblem } from '../http/error-handler.ts';
import { Identity } from '../identity/identity.service.ts';
import { Metrics } from '../metrics/metrics.ts';
import { backupAction } from '../operator/backup/running.ts';
import { removeDoor, writeDoor } from '../operator/door.ts';
import { newOperator } from '../operator/operator.ts';
import type { ReadSide } from '../read-side.ts';
import { apiRoutes } from '../routes.ts';
import { Sessions } from '../sessions/sessions.service.ts';
import { createUnits } from '../units/units.service.ts';
import { BrokerKeeper } from './broker-keeper.ts';
import { prepareStore } from './prepare-store.ts';
import { reasonOf, retry } from './backoff.ts';
import type { Say } from './say.ts';
import { StoreKeeper } from './store-keeper.ts';
import { type WebDeps, webDeps } from './web-deps.ts';

/** The organisation tree is read again this often, for changes made by another server. */
const REFRESH_MS = 5 * 60_000;

/** What `main.ts` brings in from the rooms that the server may not import. */
export interface ProductOptions {
  readonly config: Config;
  readonly secret: string;
  readonly version: string;
  readonly say: Say;
  readonly clock: Clock;
  readonly createReadSide: (context: Omit<Context, 'services' | 'documents'>) => ReadSide;
  readonly mountWeb: (app: Express, deps: WebDeps) => void;
  readonly renderProblem: RenderProblem;
}

/** The running product. */
export interface Product {
  /** Where it listens, as people type it. */
  readonly url: string;
  /** Resolves when broker and store are there and everything works; the page is served before. */
  readonly ready: Promise<void>;
  /**
   * Moves the clocks that commands run by (services and embedded engine) away from the machine's:
   * a year is played in minutes. Sessions keep the machine's clock. Unit: ms.
   */
  setClockOffset(offsetMs: number): void;
  /** HTTP first, then workers and projections, then engine, then store. */
  stop(): Promise<void>;
}

/**
 * Starts everything at once: listens first, so that a page is served while engine and store come
 * up. Port in use: says so and tries again. Resolves once it listens; null when stopped before.
 */
export async function startProduct(
  options: ProductOptions,
  signal: AbortSignal,
): Promise<Product | null> {
  const { config, say } = options;
  const { context, readSide, deskClock } = assemble(options);
  const demo = new Demo(context, deskClock, say);
  const store = new StoreKeeper({
    config,
    connection: context.connection,
    health: context.health,
    say,
    prepare: () => prepareStore(context, readSide),
  });
  const storeReady = store.start();
  const broker = new BrokerKeeper({
    config,
    health: context.health,
    say,
    readSide,
    storeReady,
    beforeStart: (engine) => demo.beforeStart(engine),
  });
  const brokerReady = broker.start();
  context.operator.actions.backup = backupAction({
    config,
    version: options.version,
    connection: context.connection,
    now: () => options.clock.now(),
    engine: () => broker.embedded,
    store: () => store.embedded,
  });
  const server = createServer(createWebApp(options, context));
  const failed = (error: unknown): void =>
    say.trouble(`can't listen on ${config.host}:${config.port}: ${reasonOf(error)}; trying again`);
  const url = await retry(() => listen(server, config), failed, signal);
  if (url !== null) openDoor(server, config, context);
  const refresh = setInterval(() => void refreshAll(context), REFRESH_MS);
  refresh.unref();
  const stopAll = async (): Promise<void> => {
    clearInterval(refresh);
    removeDoor(config.dataDir);
    await closeServer(server);
    await broker.stop();
    await store.stop();
  };
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopped ??= stopAll());
  if (url === null) {
    await stop();
    return null;
  }
  const ready = Promise.all([storeReady, brokerReady]).then(() => demo.playOnce());
  const setClockOffset = (offsetMs: number): void => {
    deskClock.offsetMs = offsetMs;
    broker.embedded?.setClockOffset(offsetMs);
  };
  return { url, ready, setClockOffset, stop };
}

interface Assembly {
  readonly context: Context;
  readonly readSide: ReadSide;
  /** The clock of all that goes to the broker; the demo moves it together with the engine's. */
  readonly deskClock: OffsetClock;
}

function assemble(options: ProductOptions): Assembly {
  const { config, clock } = options;
  const now = (): number => clock.now();
  const log = pino({ level: config.logLevel, base: null });
  const connection = mongoose.createConnection();
  connection.set('bufferCommands', false);
  const health = new Health({
    broker: config.zeebe === null ? 'embedded' : 'zeebe',
    store: config.mongodbUri === null ? 'embedded' : 'mongodb',
  });
  const identity = new Identity(connection, now);
  const base = {
    config,
    log,
    clock,
    connection,
    health,
    metrics: new Metrics(health),
    identity,
    sessions: new Sessions(connection, identity, config.sessionMs, now),
    operator: newOperator(),
  };
  const deskClock = new OffsetClock(clock);
  const readSide = options.createReadSide({ ...base, clock: deskClock });
  health.measureLag(() => readSide.lagMs());
  const documents = new Documents({
    connection,
    now,
    limitBytes: config.uploadLimitBytes,
    holdsDocument: (viewer, id) => readSide.holdsDocument(viewer, id),
  });
  const services = {
    ...readSide.services,
    units: createUnits(identity),
    documents: documentServices(documents),
  };
  return { context: { ...base, documents, services }, readSide, deskClock };
}

function createWebApp(options: ProductOptions, context: Context): Express {
  const forms = csrfOptions(context, options.secret);
  return createApp({
    context,
    csrf: forms,
    routes: apiRoutes(options.version),
    mountPages: (app) => options.mountWeb(app, webDeps(context, forms)),
    renderProblem: (request: Request, response: Response, problem) =>
      options.renderProblem(request, response, problem),
  });
}

async function refreshAll(context: Context): Promise<void> {
  if (!context.health.isUp('store')) return;
  try {
    await context.identity.load();
    await context.sessions.sweep();
  } catch (error) {
    context.log.warn({ err: error }, 'refresh failed');
  }
}

function listen(server: Server, config: Config): Promise<string> {
  return new Promise((resolve, reject) => {
    const listening = (): void => {
      server.removeListener('error', failed);
      resolve(config.publicUrl ?? localUrl(server, config));
    };
    // A failed attempt leaves nothing behind: there may be many before the port is free.
    const failed = (error: Error): void => {
      server.removeListener('listening', listening);
      reject(error);
    };
    server.once('error', failed);
    server.once('listening', listening);
    server.listen(config.port, config.host);
  });
}

/** Where programs of this machine reach it. */
function localUrl(server: Server, { host }: Config): string {
  const { port } = server.address() as AddressInfo;
  const local = /^(0\.0\.0\.0|::)$/.test(host) ? '127.0.0.1' : host;
  return `http://${local.includes(':') ? `[${local}]` : local}:${port}`;
}

/** Lets the operator in; without a data folder to write to the site works all the same. */
function openDoor(server: Server, config: Config, { operator, log, clock }: Context): void {
  const startedAt = new Date(clock.now()).toISOString();
  try {
    const door = { pid: process.pid, url: localUrl(server, config), startedAt };
    writeDoor(config.dataDir, door, operator.token);
  } catch (error) {
    log.warn({ err: error }, 'no door for the operator: backup and rebuild need it');
  }
}

/** Stops taking requests, lets those under way end for a moment, then cuts the streams. */
function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), 1_000);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}
