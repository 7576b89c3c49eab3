import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { embeddedPeer } from './peers/embedded.ts';
import { profileText, readProfile } from './profile.ts';
import { oneTask } from './workloads/chain.workload.ts';
import type { Scale } from './workloads/workload.ts';

/**
 * Runs (a) on the engine under V8's profiler and says where its time goes, per stage. The profile
 * stays in `folder`, for Chrome's or an editor's viewer.
 */
export async function profileEngine(folder: string, scale: Scale): Promise<string> {
  const profiles = join(folder, 'profile');
  rmSync(profiles, { recursive: true, force: true });
  mkdirSync(profiles, { recursive: true });
  const data = mkdtempSync(join(tmpdir(), 'tongqu-bench-profile-'));
  try {
    const engine = await embeddedPeer(['--cpu-prof', `--cpu-prof-dir=${profiles}`]).start(data);
    try {
      await oneTask.onBroker(engine, scale);
      const { perSecond, serverCpuMs } = await oneTask.onBroker(engine, scale);
      console.log(
        `(a) under the profiler: ${perSecond?.toFixed(0)}/s, ${serverCpuMs?.toFixed(3)} ms`,
      );
    } finally {
      await engine.stop();
    }
  } finally {
    rmSync(data, { recursive: true, force: true, maxRetries: 5 });
  }
  const names = readdirSync(profiles).filter((name) => name.endsWith('.cpuprofile'));
  return names.map((name) => profileText(readProfile(join(profiles, name)))).join('\n\n');
}
