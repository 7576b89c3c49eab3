import { accessSync, chmodSync, constants, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { CursorTable } from './commands/cursor-table.ts';
import type { Store } from './commands/context.ts';
import { dispatch } from './commands/dispatch.ts';
import { limits } from './limits.ts';
import { Catalog } from './storage/catalog.ts';
import { Committer } from './storage/commit.ts';
import { copyStore } from './storage/copy.ts';
import { watchRoom } from './storage/free-space.ts';
import { openTables, type Tables } from './storage/tables.ts';
import { sweepExpired } from './storage/ttl.ts';
import { serveConnection } from './wire/connection.ts';

/** Where the store keeps its data and listens. */
export interface StoreOptions {
  /** Folder of the data; made if missing. */
  dataDir: string;
  /** Unix socket to listen on; by default `store.sock` in the data folder. */
  socketPath?: string;
  /** Listen on this port of 127.0.0.1 instead of a socket; 0 picks a free one. */
  port?: number;
  /** The clock of TTL indexes, `$currentDate` and `localTime`. */
  now?: () => Date;
  /** Receives one line per closed connection or fault; by default standard error. */
  log?: (line: string) => void;
}

/** A running store. */
export interface RunningStore {
  /** Connection string for the MongoDB driver or mongoose, without database. */
  uri: string;
  /** The file folder it holds open. */
  dataDir: string;
  /** Removes what TTL indexes call expired by the store's clock; answers how many documents. */
  sweep(): Promise<number>;
  /** Copies the data to another folder at one consistent point, while running; see `copyStore`. */
  backup(to: string): Promise<number>;
  /**
   * Lets no write commit before {@link releaseWrites}, so that a copy of something else can be of
   * the same moment. Reads go on, writes wait; after `limits.heldWritesMs` they go on by
   * themselves.
   */
  holdWrites(): Promise<void>;
  /** Answers false when the writes had already gone on by themselves. */
  releaseWrites(): Promise<boolean>;
  /** Ends connections and closes the data; everything answered is on disk already. */
  close(): Promise<void>;
}

/**
 * Starts the embedded document store: MongoDB's wire protocol over lmdb.
 * Failures, thrown in one line: the folder cannot be written; socket or port is taken.
 */
export async function startStore(options: StoreOptions): Promise<RunningStore> {
  const dataDir = resolve(options.dataDir);
  const log = options.log ?? ((line: string) => process.stderr.write(`${line}\n`));
  const now = options.now ?? (() => new Date());
  const tables = openFolder(dataDir);
  const catalog = new Catalog(tables);
  const committer = new Committer(
    tables,
    () => catalog.writeDirty(),
    () => catalog.reload(),
    watchRoom(dataDir, log),
  );
  const sockets = new Set<Socket>();
  const store: Store = {
    tables,
    catalog,
    committer,
    now,
    dataDir,
    counters: new Map(),
    cursors: new CursorTable(() => now().getTime()),
    startedAt: now().getTime(),
    connections: () => sockets.size,
  };
  const server = createServer((socket) => accept(socket, sockets, store, log));
  const where = address(options, dataDir);
  try {
    await listen(server, where);
  } catch (error) {
    await tables.root.close();
    throw error;
  }
  const housekeeping = setInterval(() => {
    store.cursors.expire();
    sweepExpired(tables, catalog, committer, now()).catch((e: unknown) =>
      log(`store: sweep failed: ${String(e)}`),
    );
  }, limits.ttlSweepIntervalMs);
  housekeeping.unref();
  return {
    uri: uriOf(server, where),
    dataDir,
    sweep: () => sweepExpired(tables, catalog, committer, now()),
    backup: (to) => copyStore(tables, to),
    ...heldWrites(committer),
    close: async () => {
      clearInterval(housekeeping);
      committer.release();
      const closed = new Promise((r) => server.close(r));
      for (const s of sockets) s.destroy();
      await closed;
      await committer.idle();
      await tables.root.close();
      if (where.temporary) rmSync(dirname(where.temporary), { recursive: true, force: true });
    },
  };
}

function heldWrites(committer: Committer): Pick<RunningStore, 'holdWrites' | 'releaseWrites'> {
  let limit: NodeJS.Timeout | undefined;
  return {
    holdWrites: async () => {
      clearTimeout(limit);
      committer.hold();
      limit = setTimeout(() => committer.release(), limits.heldWritesMs);
    },
    releaseWrites: async () => {
      clearTimeout(limit);
      return committer.release();
    },
  };
}

function openFolder(dataDir: string): Tables {
  try {
    mkdirSync(dataDir, { recursive: true });
    accessSync(dataDir, constants.W_OK);
    return openTables(dataDir);
  } catch (error) {
    throw new Error(`store: cannot use ${dataDir}: ${(error as Error).message.split('\n')[0]}`);
  }
}

interface Where {
  path?: string;
  port?: number;
  temporary?: string;
}

/** A socket path too long for the kernel moves to a private temporary folder. */
function address(options: StoreOptions, dataDir: string): Where {
  if (options.port !== undefined) return { port: options.port };
  const path = resolve(options.socketPath ?? join(dataDir, 'store.sock'));
  if (Buffer.byteLength(path) <= limits.maxSocketPathBytes) return { path };
  const temporary = join(mkdtempSync(join(tmpdir(), 'tongqu-store-')), 'store.sock');
  return { path: temporary, temporary };
}

function listen(server: Server, where: Where): Promise<void> {
  if (where.path !== undefined) rmSync(where.path, { force: true });
  return new Promise((done, fail) => {
    server.once('error', (e) => fail(new Error(`store: cannot listen: ${e.message}`)));
    // Whoever may open the socket may read everything, so nobody else may from the first moment.
    const mask = where.path === undefined ? null : maskOthers();
    const listening = (): void => {
      if (where.path !== undefined) chmodSync(where.path, 0o600);
      done();
    };
    if (where.path !== undefined) server.listen(where.path, listening);
    else server.listen(where.port, '127.0.0.1', listening);
    mask?.();
  });
}

/** Narrows the file mask while the socket is made, where that is allowed (not in a worker). */
function maskOthers(): () => void {
  try {
    const before = process.umask(0o177);
    return () => process.umask(before);
  } catch {
    return () => undefined;
  }
}

function uriOf(server: Server, where: Where): string {
  if (where.path !== undefined) return `mongodb://${encodeURIComponent(where.path)}/`;
  return `mongodb://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

function accept(
  socket: Socket,
  sockets: Set<Socket>,
  store: Store,
  log: (line: string) => void,
): void {
  if (sockets.size >= limits.maxConnections) {
    log('store: connection refused: too many');
    socket.destroy();
    return;
  }
  sockets.add(socket);
  socket.setNoDelay(true);
  socket.on('close', () => sockets.delete(socket));
  serveConnection(socket, (command) => dispatch(store, command, log), log);
}
