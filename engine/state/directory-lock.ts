import { createHash } from 'node:crypto';
import { realpathSync, unlinkSync } from 'node:fs';
import type { Server } from 'node:net';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A directory held by this process. */
export interface DirectoryLock {
  /** Gives the directory free. The system does it too when the process dies, however it dies. */
  release(): void;
}

/**
 * Holds a directory against other engines on this machine; null when one has it. A listening
 * socket named
 * after the directory is the lock: unlike a file with a process id it cannot survive its holder.
 */
export async function lockDirectory(directory: string): Promise<DirectoryLock | null> {
  const digest = createHash('sha256').update(realpathSync(directory)).digest('hex');
  const name = `tongqu-engine-${digest.slice(0, 32)}`;
  const address = addressOf(name);
  const isFile = process.platform !== 'linux' && process.platform !== 'win32';
  let server = await listen(address);
  if (server === null && isFile && !(await answers(address))) {
    unlinkSync(address);
    server = await listen(address);
  }
  if (server === null) return null;
  const held = server;
  return { release: () => void held.close() };
}

function addressOf(name: string): string {
  if (process.platform === 'linux') return `\0${name}`;
  if (process.platform === 'win32') return `\\\\.\\pipe\\${name}`;
  return join(tmpdir(), `${name}.sock`);
}

function listen(address: string): Promise<Server | null> {
  return new Promise((resolve) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', () => resolve(null));
    server.listen(address, () => {
      server.unref();
      resolve(server);
    });
  });
}

function answers(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(address);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
