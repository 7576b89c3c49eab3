import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Distribution } from '../../zeebe/distribution.ts';
import { spawnZeebe, zeebePlaces } from '../../zeebe/zeebe-process.ts';

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
  distribution: Distribution,
  folder: string,
  sinkUrl: string,
): Promise<MortalZeebe> {
  const places = await zeebePlaces(join(folder, 'zeebe'));
  const exporter = 'ZEEBE_BROKER_EXPORTERS_TONGQU';
  const settings = {
    JAVA_OPTS: '-Xmx600m -XX:TieredStopAtLevel=1',
    [`${exporter}_CLASSNAME`]: 'io.camunda.zeebe.exporter.ElasticsearchExporter',
    [`${exporter}_ARGS_URL`]: sinkUrl,
    [`${exporter}_ARGS_BULK_DELAY`]: '1',
    [`${exporter}_ARGS_BULK_SIZE`]: '1000',
  };
  let child: ChildProcess | null = null;
  return {
    address: places.address,
    restAddress: places.restUrl,
    start: () => {
      child = spawnZeebe(distribution, { folder, places, settings });
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
