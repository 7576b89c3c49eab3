import { asStoreError, StoreError } from '../errors.ts';
import { writeReply, type Command } from '../wire/message.ts';
import { encodeElement } from '../bson/encode.ts';
import { aggregate } from './aggregate.ts';
import {
  create,
  drop,
  dropDatabase,
  listCollections,
  listDatabases,
  listIndexes,
  renameCollection,
} from './collections.ts';
import type { Handler, Store } from './context.ts';
import { remove } from './delete.ts';
import { explain } from './explain.ts';
import { count, distinct, find, getMore, killCursors } from './find.ts';
import { findAndModify } from './find-and-modify.ts';
import {
  buildInfo,
  connectionStatus,
  getParameter,
  hello,
  hostInfo,
  ping,
  sessions,
  whatsmyuri,
} from './greeting.ts';
import { createIndexes, dropIndexes } from './indexes.ts';
import { insert } from './insert.ts';
import { collStats, dbStats, serverStatus } from './stats.ts';
import { update } from './update.ts';

/** Every command, by the names clients use. */
const handlers: ReadonlyMap<string, Handler> = new Map(
  Object.entries({
    hello,
    isMaster: hello,
    ismaster: hello,
    ping,
    buildInfo,
    buildinfo: buildInfo,
    connectionStatus,
    getParameter,
    hostInfo,
    whatsmyuri,
    endSessions: sessions,
    refreshSessions: sessions,
    killSessions: sessions,
    listDatabases,
    listCollections,
    create,
    drop,
    dropDatabase,
    renameCollection,
    createIndexes,
    dropIndexes,
    deleteIndexes: dropIndexes,
    listIndexes,
    insert,
    update,
    delete: remove,
    findAndModify,
    findandmodify: findAndModify,
    find,
    getMore,
    killCursors,
    count,
    distinct,
    aggregate,
    explain,
    serverStatus,
    collStats,
    dbStats,
  }),
);

const transactional = new Set(['commitTransaction', 'abortTransaction']);

/**
 * Answers a command with a whole message; null for one that wants no answer. A refusal is an
 * answer with `ok: 0`, code and name; a fault of ours is logged in one line besides.
 */
export async function dispatch(
  store: Store,
  command: Command,
  log: (line: string) => void,
): Promise<Buffer | null> {
  let elements: readonly Uint8Array[];
  try {
    elements = await carryOut(store, command);
  } catch (error) {
    const refusal = asStoreError(error);
    if (refusal.codeName === 'InternalError') {
      log(`store: ${command.name} failed: ${error instanceof Error ? error.stack : String(error)}`);
    }
    elements = refusalElements(refusal);
  }
  return command.silent ? null : writeReply(command, elements);
}

function refusalElements(refusal: StoreError): Uint8Array[] {
  return Object.entries({
    ok: 0,
    errmsg: refusal.message,
    code: refusal.code,
    codeName: refusal.codeName,
    ...refusal.details,
  }).map(([k, v]) => encodeElement(k, v));
}

async function carryOut(store: Store, command: Command): Promise<readonly Uint8Array[]> {
  const { name, body } = command;
  store.counters.set(name, (store.counters.get(name) ?? 0) + 1);
  if (
    transactional.has(name) ||
    body['startTransaction'] === true ||
    body['autocommit'] === false ||
    body['txnNumber'] !== undefined
  ) {
    throw new StoreError(
      'IllegalOperation',
      'Transaction numbers are only allowed on a replica set member or mongos',
    );
  }
  const handler = handlers.get(name);
  if (!handler) throw new StoreError('CommandNotFound', `no such command: '${name}'`);
  return handler(store, command);
}
