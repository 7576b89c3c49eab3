import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { startLibrary } from './line-process.ts';
import type { LibraryPeer } from './peer.ts';

const CHILD = fileURLToPath(new URL('./bpmn-engine-child.ts', import.meta.url));

/** The npm package `bpmn-engine`, which keeps everything in memory. */
export const bpmnEnginePeer = (): LibraryPeer => ({
  kind: 'library',
  id: 'bpmn-engine',
  title: 'bpmn-engine (in memory)',
  note: 'in memory, nothing is durable, no workers: a task calls a function in the same process',
  missing: () => null,
  start: (folder) =>
    startLibrary(
      {
        program: process.execPath,
        words: ['--import', createRequire(import.meta.url).resolve('tsx'), CHILD],
        dialect: 'function',
      },
      folder,
    ),
});
