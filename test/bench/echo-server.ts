import { Server, ServerCredentials } from '@grpc/grpc-js';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { gatewayService } from '../../engine/gateway/codec.ts';
import type { BenchedGateway } from './peers/peer.ts';

/** A server in a process of its own. */
export interface BenchedServer extends BenchedGateway {
  stop(): Promise<void>;
}

const self = fileURLToPath(import.meta.url);

/**
 * Starts the bare bound: a plain grpc-js server that answers `CreateProcessInstance` and
 * `CompleteJob` at once, with messages of the size that a gateway answers with, and does nothing
 * else.
 *
 * @throws when it ends instead of listening
 */
export function startEchoServer(): Promise<BenchedServer> {
  return startServer(['--import', 'tsx', self]);
}

/**
 * Starts a Node program that prints its address, `127.0.0.1:port`, when it listens.
 *
 * @throws when it ends instead
 */
async function startServer(args: readonly string[]): Promise<BenchedServer> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const address = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const found = /127\.0\.0\.1:\d+/.exec(line)?.[0];
      if (found) resolve(found);
    });
    void gone.then(() => reject(new Error(`${args.join(' ')} ended before it listened`)));
  });
  return {
    address,
    pid: child.pid ?? 0,
    stop: () => {
      child.kill('SIGTERM');
      return gone;
    },
  };
}

function serve(): void {
  const { CreateProcessInstance, CompleteJob } = gatewayService();
  const server = new Server();
  server.addService(
    { CreateProcessInstance: CreateProcessInstance!, CompleteJob: CompleteJob! },
    {
      CreateProcessInstance: (_call: unknown, done: (error: null, answer: object) => void) =>
        done(null, {
          processDefinitionKey: 2251799813685249,
          bpmnProcessId: 'one',
          version: 1,
          processInstanceKey: 2251799813685251,
          tenantId: '<default>',
        }),
      CompleteJob: (_call: unknown, done: (error: null, answer: object) => void) => done(null, {}),
    },
  );
  server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) => {
    if (error) throw error;
    console.log(`echo on 127.0.0.1:${port}`);
  });
}

if (path.resolve(process.argv[1] ?? '') === self) serve();
