import net from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Fault, FaultReport, Scale } from '../fault.ts';
import { startBystander } from './bystander.ts';
import { startEngineProcess } from './engine-process.ts';

const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
const SETTINGS = Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]);
/** A frame of headers of 100 bytes, of which 10 come. */
const HALF_HEADERS = Buffer.concat([Buffer.from([0, 0, 100, 1, 4, 0, 0, 0, 1]), Buffer.alloc(10)]);

/** How far a client gets before it falls silent. */
const BEGINNINGS = [
  Buffer.alloc(0),
  PREFACE.subarray(0, 12),
  Buffer.concat([PREFACE, SETTINGS]),
  Buffer.concat([PREFACE, SETTINGS, HALF_HEADERS]),
];
/** For all of them: what the bystander's work costs meanwhile is in it. */
const MAX_GROWTH_MB = 150;
const SILENT_MS = 1_000;

/** Connections that begin to speak and fall silent, then vanish without goodbye. */
export const halfOpen: Fault = {
  name: 'a thousand half-open connections',
  run: async ({ isShort }: Scale): Promise<FaultReport> => {
    const count = isShort ? 400 : 1_000;
    const engine = await startEngineProcess();
    try {
      const bystander = await startBystander(engine.address);
      const filesBefore = engine.openFiles();
      const before = engine.privateMb();
      const sockets = await Promise.all(
        Array.from({ length: count }, (_, i) => begin(engine.portNumber, BEGINNINGS[i % 4]!)),
      );
      await pause(SILENT_MS);
      const growthMb = engine.privateMb() - before;
      const held = engine.openFiles() - filesBefore;
      for (const socket of sockets) socket.resetAndDestroy();
      for (let i = 0; engine.openFiles() > filesBefore && i < 500; i += 1) await pause(10);
      const left = engine.openFiles() - filesBefore;
      const witness = await bystander.stop();
      if (left > 0) throw new Error(`${left} connections are still held by the engine`);
      if (growthMb > MAX_GROWTH_MB) throw new Error(`the engine grew by ${growthMb.toFixed(0)} MB`);
      return {
        injected: count,
        lost: witness.lost,
        doubled: witness.doubled,
        longestUnavailableMs: witness.longestMs,
        note: `${held} held, grew by ${growthMb.toFixed(0)} MB, all let go`,
      };
    } finally {
      await engine.stop();
    }
  },
};

function begin(portNumber: number, words: Buffer): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(portNumber, '127.0.0.1', () => {
      socket.write(words);
      resolve(socket);
    });
    socket.once('error', reject);
    socket.on('error', () => undefined);
    socket.resume();
  });
}
