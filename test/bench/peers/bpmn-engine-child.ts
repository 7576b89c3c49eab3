import { Engine } from 'bpmn-engine';
import { createInterface } from 'node:readline';
import { median, quantile } from '../statistics.ts';

/**
 * The process that holds `bpmn-engine`; `line-process.ts` says what it is asked. Each lane
 * has an engine, which parses its diagram once and runs one instance after the other.
 */
const diagrams = new Map<string, string>();
const IN_FLIGHT = 64;

type Done = (error: Error | null, ...results: unknown[]) => void;

/** An engine of a diagram, and how to run an instance on it. */
function open(id: string): () => Promise<void> {
  const engine = new Engine({ name: id, source: diagrams.get(id) ?? '' });
  // Answered in a later turn of the event loop, like a task that does something.
  const service = (_scope: unknown, done: Done): void => void setImmediate(done, null);
  return async () => {
    const ended = engine.waitFor('end');
    await engine.execute({ services: { [id]: service } as never });
    await ended;
  };
}

async function many(id: string, measureMs: number): Promise<object> {
  await load(id, 500);
  const cpuBefore = process.cpuUsage();
  const start = performance.now();
  const count = await load(id, measureMs);
  const elapsedMs = performance.now() - start;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { perSecond: (count / elapsedMs) * 1000, serverCpuMs: (user + system) / 1000 / count };
}

async function load(id: string, forMs: number): Promise<number> {
  const until = performance.now() + forMs;
  let count = 0;
  const lane = async (): Promise<void> => {
    const run = open(id);
    while (performance.now() < until) {
      await run();
      count += 1;
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
  return count;
}

async function oneByOne(id: string, singles: number): Promise<object> {
  const run = open(id);
  await run();
  const samples: number[] = [];
  for (let i = 0; i < singles; i += 1) {
    const at = performance.now();
    await run();
    samples.push(performance.now() - at);
  }
  return { p50Ms: median(samples), p99Ms: quantile(samples, 0.99) };
}

async function answer([word, id = '', third = '', fourth = '']: string[]): Promise<object> {
  if (word === 'deploy') {
    diagrams.set(id, Buffer.from(third, 'base64').toString('utf8'));
    return {};
  }
  return Number(third) > 0 ? many(id, Number(third)) : oneByOne(id, Number(fourth));
}

console.log('{}');
for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await answer(line.split(' '))));
}
