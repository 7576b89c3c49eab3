import { createServer, connect, type AddressInfo, type Socket } from 'node:net';

/** A network cable between two programs, to be pulled out. */
export interface Cable {
  readonly port: number;
  /** Bytes stop in both directions, and nobody is told. */
  stall(): void;
  /** What is connected breaks; new connections go through again. */
  mend(): void;
  close(): Promise<void>;
}

/** Lays one from a free port to `target` on this machine. */
export async function layCable(target: number): Promise<Cable> {
  const sockets = new Set<Socket>();
  let isStalled = false;
  const server = createServer((near) => {
    const far = connect(target, '127.0.0.1');
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
      if (isStalled) socket.pause();
      socket.pipe(other);
      if (isStalled) socket.pause();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const breakAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    stall: () => {
      isStalled = true;
      for (const socket of sockets) {
        socket.unpipe();
        socket.pause();
      }
    },
    mend: () => {
      isStalled = false;
      breakAll();
    },
    close: () =>
      new Promise((resolve) => {
        breakAll();
        server.close(() => resolve());
      }),
  };
}
