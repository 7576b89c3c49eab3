import type { ChildProcess } from 'node:child_process';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { openClient } from './gateway-client.ts';

const READY_WITHIN_MS = 180_000;

/** A key of partition 1 that no job has. */
const NO_JOB = 2 ** 51 + 10 ** 14;

/**
 * Waits until a gateway answers a command of its partition, asked every 10 ms: a broker's own
 * `/ready` is true some time before its gateway has heard of the leader. The port is tried
 * before the client is made: grpc-js waits a second after a connection that was refused.
 * @throws when the process ends before, or after three minutes
 */
export async function untilReady(address: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  const check = (): void => {
    if (child.exitCode !== null) throw new Error(`it ended with code ${child.exitCode}`);
    if (Date.now() > deadline) throw new Error(`it was not ready within ${READY_WITHIN_MS} ms`);
  };
  while (!(await isOpen(address))) {
    check();
    await pause(10);
  }
  const client = openClient(address, true);
  try {
    for (;;) {
      const answer = await client.unary('CompleteJob', { jobKey: NO_JOB }, 1000);
      if ('code' in answer && answer.code === 'NOT_FOUND') return;
      check();
      await pause(10);
    }
  } finally {
    client.close();
  }
}

function isOpen(address: string): Promise<boolean> {
  const [host, port] = address.split(':');
  return new Promise((resolve) => {
    const socket = connect(Number(port), host);
    const end = (is: boolean): void => {
      socket.destroy();
      resolve(is);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}
