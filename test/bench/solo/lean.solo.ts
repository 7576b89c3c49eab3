import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEchoServer } from '../echo-server.ts';
import { echoRound, leanRound, LEAN_SIZE, type LeanRound } from '../lean-client.ts';
import { embeddedPeer } from '../peers/embedded.ts';
import type { Figures } from '../peers/peer.ts';
import type { Solo, SoloRounds, SoloStage } from './solo.ts';

/** (a) with a lean client, beside a server that only answers. */
export const lean: Solo = {
  letter: 'a',
  id: 'lean',
  title: 'One service task, lean client (plain grpc-js, jobs streamed)',
  columns: [
    {
      id: 'echo',
      title: 'echo server',
      note: 'a plain grpc-js server that answers the same two unary calls per instance and does nothing',
    },
  ],
  figures: [
    { key: 'perSecond', title: 'instances per second', unit: '/s', digits: 0, better: 'more' },
    { key: 'serverCpuMs', title: 'server CPU per instance', unit: 'ms', digits: 3, better: 'less' },
  ],
  run,
};

async function run({ options, say }: SoloStage): Promise<SoloRounds> {
  const size = { ...LEAN_SIZE, instances: options.isQuick ? 3000 : LEAN_SIZE.instances };
  const folder = mkdtempSync(join(tmpdir(), 'tongqu-bench-lean-'));
  const rounds: Record<string, Figures[]> = { embedded: [], echo: [] };
  const broker = await embeddedPeer().start(folder);
  try {
    const echo = await startEchoServer();
    try {
      // The first turn warms up.
      for (let round = 0; round <= options.rounds; round += 1) {
        const ours = figuresOf(await leanRound(broker, size));
        const bound = figuresOf(await echoRound(echo, size));
        say(`  lean ${ours.perSecond?.toFixed(0)}/s, echo ${bound.perSecond?.toFixed(0)}/s`);
        if (round > 0) {
          rounds.embedded?.push(ours);
          rounds.echo?.push(bound);
        }
      }
    } finally {
      await echo.stop();
    }
  } finally {
    await broker.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
  return { rounds };
}

function figuresOf(round: LeanRound): Figures {
  return { perSecond: round.instancesPerSecond, serverCpuMs: round.cpuMsPerInstance };
}
