import { readFileSync } from 'node:fs';

/** The part of V8's `.cpuprofile` that is read. */
interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: {
      readonly functionName: string;
      readonly url: string;
      readonly lineNumber: number;
    };
    readonly children?: readonly number[];
  }[];
  readonly samples: readonly number[];
  /** µs since the sample before. */
  readonly timeDeltas: readonly number[];
}

/** Self time of one stage or function. */
export interface ProfileRow {
  readonly name: string;
  readonly selfMs: number;
  /** Of the time that was not idle. */
  readonly share: number;
}

/** A profile put into a table. */
export interface ProfileTable {
  readonly busyMs: number;
  readonly idleMs: number;
  /** Largest first. */
  readonly stages: readonly ProfileRow[];
  readonly functions: readonly ProfileRow[];
}

/**
 * Which stage a frame belongs to, first match wins. Time in node's own and built-in functions
 * counts for whoever called them.
 */
const STAGES: readonly (readonly [pattern: RegExp, stage: string])[] = [
  [/\/(lmdb|ordered-binary|weak-lru-cache)\//, 'commit: lmdb'],
  [/\/msgpackr(-extract)?\//, 'commit: rows to bytes'],
  [/engine\/stream\/log(-batch)?\./, 'commit: log'],
  [/engine\/state\/(key-table|pair-table|journal|store)\./, 'tables in memory'],
  [/engine\/(exporters|protocol\/record-json)/, 'export'],
  [/engine\/stream\//, 'stream: queue, step, answers'],
  [/engine\/(gateway|http)\//, 'gateway'],
  [/engine\/feel\//, 'process: expressions'],
  [/engine\/(state|variable)\//, 'process: state and variables'],
  [/engine\//, 'process: handlers and elements'],
  [/@grpc\//, 'grpc-js'],
  [/(protobufjs|proto-loader)\//, 'protobuf'],
  [/node:internal\/(http2|stream|net)|node:(net|stream|http2)/, 'http2 and sockets'],
  [/server\/store\//, 'document store'],
  [/server\//, 'server'],
  [/\/test\//, 'load'],
  [/node_modules\/([^/]+)/, 'other packages'],
];

function stageOf(functionName: string, url: string): string | undefined {
  if (functionName === '(garbage collector)') return 'garbage collection';
  if (functionName === '(idle)') return 'idle';
  if (functionName === '(program)') return 'native code and kernel';
  return STAGES.find(([pattern]) => pattern.test(url))?.[1];
}

/**
 * Self time per stage and per function of a profile that `node --cpu-prof` wrote.
 * Failures: the file is missing or no JSON (throws).
 */
export function readProfile(file: string): ProfileTable {
  const profile = JSON.parse(readFileSync(file, 'utf8')) as CpuProfile;
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  const stageOfNode = new Map<number, string>();
  const visit = (id: number, inherited: string): void => {
    const node = nodes.get(id);
    if (node === undefined) return;
    const own = stageOf(node.callFrame.functionName, node.callFrame.url) ?? inherited;
    stageOfNode.set(id, own);
    // Recursion is as deep as the deepest stack that was sampled.
    for (const child of node.children ?? []) visit(child, own);
  };
  visit(profile.nodes[0]?.id ?? 0, 'node itself');
  const stages = new Map<string, number>();
  const functions = new Map<string, number>();
  profile.samples.forEach((id, i) => {
    const ms = (profile.timeDeltas[i] ?? 0) / 1_000;
    const { functionName, url, lineNumber } = nodes.get(id)!.callFrame;
    const stage = stageOfNode.get(id) ?? 'node itself';
    add(stages, stage, ms);
    const place =
      url === '' ? '' : ` ${url.replace(/^.*\/(?=[^/]+\/[^/]+$)/, '')}:${lineNumber + 1}`;
    if (stage !== 'idle') add(functions, `${functionName || '(anonymous)'}${place}`, ms);
  });
  const idleMs = stages.get('idle') ?? 0;
  stages.delete('idle');
  const busyMs = [...stages.values()].reduce((sum, ms) => sum + ms, 0);
  return { busyMs, idleMs, stages: rows(stages, busyMs), functions: rows(functions, busyMs) };
}

/** The table as text: every stage, and the most expensive functions. */
export function profileText({ busyMs, idleMs, stages, functions }: ProfileTable): string {
  const line = ({ name, selfMs, share }: ProfileRow): string =>
    `| ${name} | ${selfMs.toFixed(0)} | ${(share * 100).toFixed(1)} % |`;
  return [
    `busy ${busyMs.toFixed(0)} ms, idle ${idleMs.toFixed(0)} ms`,
    '',
    '| stage | self ms | share |',
    '|---|---|---|',
    ...stages.map(line),
    '',
    '| function | self ms | share |',
    '|---|---|---|',
    ...functions.slice(0, MOST_EXPENSIVE).map(line),
  ].join('\n');
}

const MOST_EXPENSIVE = 40;

function add(to: Map<string, number>, name: string, ms: number): void {
  to.set(name, (to.get(name) ?? 0) + ms);
}

function rows(times: ReadonlyMap<string, number>, busyMs: number): ProfileRow[] {
  return [...times]
    .map(([name, selfMs]) => ({ name, selfMs, share: selfMs / busyMs }))
    .sort((one, other) => other.selfMs - one.selfMs);
}

if (process.argv[1]?.endsWith('profile.ts') === true) {
  for (const file of process.argv.slice(2)) console.log(profileText(readProfile(file)));
}
