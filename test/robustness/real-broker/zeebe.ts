import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import type { Distribution } from '../../zeebe/distribution.ts';
import { freePorts } from '../../zeebe/free-ports.ts';

/** A Zeebe that may be killed and started again on the same data and ports. */
export interface MortalZeebe {
  /** `host:port` of its gateway, `http://host:port` of its REST interface. */
  readonly address: string;
  readonly restAddress: string;
  start(): void;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
}

/** Prepares one whose stock exporter posts to `sinkUrl`; nothing runs yet. */
export async function mortalZeebe(
  { home, javaHome }: Distribution,
  folder: string,
  sinkUrl: string,
): Promise<MortalZeebe> {
  const [gateway = 0, command = 0, internal = 0, rest = 0, management = 0] = await freePorts(5);
  const exporter = 'ZEEBE_BROKER_EXPORTERS_TONGQU';
  const env = {
    PATH: process.env['PATH'] ?? '',
    JAVA_HOME: javaHome,
    JAVA_OPTS: '-Xmx600m -XX:TieredStopAtLevel=1',
    ZEEBE_BROKER_NETWORK_HOST: '127.0.0.1',
    ZEEBE_BROKER_NETWORK_COMMANDAPI_PORT: String(command),
    ZEEBE_BROKER_NETWORK_INTERNALAPI_PORT: String(internal),
    ZEEBE_BROKER_GATEWAY_NETWORK_HOST: '127.0.0.1',
    ZEEBE_BROKER_GATEWAY_NETWORK_PORT: String(gateway),
    SERVER_ADDRESS: '127.0.0.1',
    SERVER_PORT: String(rest),
    MANAGEMENT_SERVER_ADDRESS: '127.0.0.1',
    MANAGEMENT_SERVER_PORT: String(management),
    ZEEBE_BROKER_DATA_DIRECTORY: join(folder, 'zeebe'),
    [`${exporter}_CLASSNAME`]: 'io.camunda.zeebe.exporter.ElasticsearchExporter',
    [`${exporter}_ARGS_URL`]: sinkUrl,
    [`${exporter}_ARGS_BULK_DELAY`]: '1',
    [`${exporter}_ARGS_BULK_SIZE`]: '1000',
  };
  const log = createWriteStream(join(folder, 'zeebe.log'), { flags: 'a' });
  let child: ChildProcess | null = null;
  return {
    address: `127.0.0.1:${gateway}`,
    restAddress: `http://127.0.0.1:${rest}`,
    start: () => {
      // the script ends in an `exec`, so the process is the JVM itself
      const started = spawn(join(home, 'bin', 'broker'), [], { cwd: folder, env });
      started.stdout.pipe(log, { end: false });
      started.stderr.pipe(log, { end: false });
      child = started;
    },
    kill: async () => {
      const running = child;
      child = null;
      if (running === null || running.exitCode !== null) return;
      const ended = once(running, 'exit');
      running.kill('SIGKILL');
      await ended;
    },
  };
}
