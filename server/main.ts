import { mountWeb, renderProblem } from '../web/web.ts';
import { reasonOf, retry } from './boot/backoff.ts';
import { prepareDataFolder, sessionSecret } from './boot/data-folder.ts';
import { startProduct } from './boot/product.ts';
import { configOf } from './boot/program.ts';
import { speaker } from './boot/say.ts';
import { endAtOnce, startOver } from './boot/start-over.ts';
import { watchThreads } from './boot/stuck-threads.ts';
import type { Config } from './config.ts';
import { createReadSide } from './read-side.ts';
import { productVersion } from './root.ts';

/** A second signal means now. */
const EXIT_FORCED = 130;

const say = speaker(process.stdout, process.stderr);
const config = configOf(process.env, say);
if (config !== null) await run(config);

async function run(config: Config): Promise<void> {
  const startedAt = Date.now();
  const stopping = new AbortController();
  const stopped = new Promise<void>((resolve) => {
    const onSignal = (): void => {
      if (stopping.signal.aborted) process.exit(EXIT_FORCED);
      stopping.abort();
      resolve();
    };
    process.on('SIGTERM', onSignal);
    process.on('SIGINT', onSignal);
  });
  watchThreads(() => {
    if (stopping.signal.aborted) return endAtOnce();
    say.trouble('a thread was stopped amid a write and keeps the files locked');
    startOver((line) => say.trouble(line));
  });
  const secret = await retry(
    async () => {
      const mistake = prepareDataFolder(config);
      if (mistake !== null) throw new Error(mistake);
      return sessionSecret(config);
    },
    (error) => say.trouble(`${reasonOf(error)}; trying again`),
    stopping.signal,
  );
  if (secret === null) return;
  const product = await startProduct(
    {
      config,
      secret,
      version: productVersion(),
      say,
      clock: { now: Date.now },
      createReadSide,
      mountWeb,
      renderProblem,
    },
    stopping.signal,
  );
  if (product === null) return;
  say.news(`pages are served at ${product.url} after ${Date.now() - startedAt} ms`);
  void product.ready.then(() => {
    if (stopping.signal.aborted) return;
    const parts = [
      `broker ${config.zeebe?.address ?? 'embedded'}`,
      `store ${config.mongodbUri === null ? 'embedded' : 'MongoDB'}`,
      ...(config.demo ? ['demo mode: one-click sign-in is on'] : []),
    ];
    process.stdout.write(`Tongqu is ready: ${product.url} (${parts.join(', ')})\n`);
  });
  await stopped;
  await product.stop();
  say.news('stopped');
  // All is closed; zeebe-node keeps timers of ended polls for half a minute, which nobody awaits.
  process.exit(0);
}
