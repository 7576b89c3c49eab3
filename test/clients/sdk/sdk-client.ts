import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Missing } from '../../zeebe/distribution.ts';

/** The release of the line that belongs to Zeebe 8.5. */
const SDK_VERSION = '8.5.9';
const GIVEN_UP_AFTER_MS = 60_000;

/** An installed `@camunda8/sdk`. */
export interface SdkInstallation {
  /** The package.json of the folder it is installed in. */
  readonly manifest: string;
}

/**
 * Finds the SDK under `~/.cache/tongqu`, where npm installs it once: too large for a development
 * dependency that only these tests would have. Failure: npm cannot fetch.
 */
export function findSdk(): SdkInstallation | Missing {
  const cache = join(homedir(), '.cache', 'tongqu');
  const home = join(cache, `camunda8-sdk-${SDK_VERSION}`);
  const manifest = join(home, 'package.json');
  if (existsSync(manifest)) return { manifest };
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'sdk-'));
  try {
    const wanted = { private: true, dependencies: { '@camunda8/sdk': SDK_VERSION } };
    writeFileSync(join(folder, 'package.json'), JSON.stringify(wanted));
    const words = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--silent'];
    execFileSync('npm', words, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    renameSync(folder, home);
    return { manifest };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    const [line = ''] = String(error).split('\n');
    return { missing: `@camunda8/sdk ${SDK_VERSION} is not to be had by npm: ${line}` };
  }
}

/**
 * Runs the tour against a gateway, and answers what it printed. A process of its own, because the
 * SDK leaves job streams open.
 */
export async function sdkTour(sdk: SdkInstallation, grpc: string, rest: string): Promise<string> {
  const program = join(dirname(fileURLToPath(import.meta.url)), 'tour.mjs');
  const words = [program, sdk.manifest, grpc, rest];
  const { stdout } = await promisify(execFile)(process.execPath, words, {
    timeout: GIVEN_UP_AFTER_MS,
  });
  return stdout;
}
