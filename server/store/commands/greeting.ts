import { hostname } from 'node:os';
import { limits } from '../limits.ts';
import { ok, type Handler } from './context.ts';

/** The server version that is imitated, and its wire version. */
export const version = '7.0.0';
const wireVersion = 21;

/**
 * `hello` and its old names: a standalone server of MongoDB 7.0. Sessions are accepted, so their
 * timeout is told; a standalone has no retryable writes and no transactions.
 */
export const hello: Handler = (store, command) =>
  ok({
    ...(command.name === 'hello' ? { isWritablePrimary: true } : { ismaster: true }),
    helloOk: true,
    maxBsonObjectSize: limits.maxDocumentBytes,
    maxMessageSizeBytes: limits.maxMessageBytes,
    maxWriteBatchSize: limits.maxWriteBatchSize,
    localTime: store.now(),
    logicalSessionTimeoutMinutes: 30,
    connectionId: 1,
    minWireVersion: 0,
    maxWireVersion: wireVersion,
    readOnly: false,
  });

/** `ping`. */
export const ping: Handler = () => ok();

/** `buildInfo`. */
export const buildInfo: Handler = () =>
  ok({
    version,
    versionArray: [7, 0, 0, 0],
    gitVersion: 'embedded',
    modules: ['embedded'],
    storageEngines: ['lmdb'],
    bits: 64,
    debug: false,
    maxBsonObjectSize: limits.maxDocumentBytes,
  });

/** `connectionStatus`: nobody signs in; the socket's permissions are the access control. */
export const connectionStatus: Handler = () =>
  ok({
    authInfo: { authenticatedUsers: [], authenticatedUserRoles: [] },
  });

/** `getParameter`: the one parameter clients ask for. */
export const getParameter: Handler = () =>
  ok({
    featureCompatibilityVersion: { version: '7.0' },
  });

/** `hostInfo`. */
export const hostInfo: Handler = (store) =>
  ok({
    system: { currentTime: store.now(), hostname: hostname() },
  });

/** `endSessions`, `refreshSessions`, `killSessions`: sessions hold nothing here. */
export const sessions: Handler = () => ok();

/** `whatsmyuri`: shells ask it. */
export const whatsmyuri: Handler = () => ok({ you: 'local' });
