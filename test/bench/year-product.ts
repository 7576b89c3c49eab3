import path from 'node:path';
import type * as DataFolderModule from '../../server/boot/data-folder.ts';
import type * as ProductModule from '../../server/boot/product.ts';
import type * as SayModule from '../../server/boot/say.ts';
import type * as ConfigModule from '../../server/config.ts';
import type * as ReadSideModule from '../../server/read-side.ts';
import type * as WebModule from '../../web/web.ts';

/** Told by the parent: where all clocks are to stand. */
export interface ClockOrder {
  readonly offsetMs: number;
}

/**
 * The built product as `npm start` runs it, in a process whose parent moves the clocks: says
 * `{ url }` when all is ready, answers each {@link ClockOrder}, and ends in order on SIGTERM.
 */
const dist = path.join(process.cwd(), 'dist');
const load = (name: string): Promise<unknown> => import(path.join(dist, name));
const { readConfig } = (await load('server/config.js')) as typeof ConfigModule;
const { startProduct } = (await load('server/boot/product.js')) as typeof ProductModule;
const { sessionSecret } = (await load('server/boot/data-folder.js')) as typeof DataFolderModule;
const { speaker } = (await load('server/boot/say.js')) as typeof SayModule;
const { createReadSide } = (await load('server/read-side.js')) as typeof ReadSideModule;
const web = (await load('web/web.js')) as typeof WebModule;

const read = readConfig(process.env);
if (!read.ok) throw new Error(read.mistakes.join('\n'));
const { config } = read;
const product = await startProduct(
  {
    config,
    secret: sessionSecret(config),
    version: 'bench',
    say: speaker({ write: () => undefined }, process.stderr),
    clock: { now: Date.now },
    createReadSide,
    mountWeb: web.mountWeb,
    renderProblem: web.renderProblem,
  },
  new AbortController().signal,
);
if (product === null) throw new Error('the product did not start');
await product.ready;
process.on('message', ({ offsetMs }: ClockOrder) => {
  product.setClockOffset(offsetMs);
  process.send?.({ offsetMs });
});
const end = (): void => void product.stop().then(() => process.exit(0));
process.once('SIGTERM', end);
process.once('disconnect', end);
process.send?.({ url: product.url });
