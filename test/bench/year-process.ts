import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import mongoose from 'mongoose';
import { demoStateModel } from '../../server/demo/demo-state.model.ts';
import { buildOrganisation } from '../../server/demo/organisation.ts';
import { sessionModel } from '../../server/sessions/session.model.ts';
import { idOf } from '../../server/sessions/sessions.service.ts';
import { startStore } from '../../server/store/index.ts';
import { projectRoot } from '../architecture/project-files.ts';
import { residentMbOf } from './process-facts.ts';

/** CPU that the product has used, by the thread that used it. Unit: ms. */
export interface CpuByPart {
  readonly server: number;
  readonly engine: number;
  readonly store: number;
  /** The collector's threads, file system and password hashing. */
  readonly others: number;
}

/** Files of the product. Unit: bytes. */
export interface DiskByPart {
  readonly engine: number;
  readonly store: number;
}

/** Who sends the dispatches. */
export const SENDER = '330800-zfb-clerk1';

/** The built product in a process of its own whose clocks can be moved. */
export interface YearProcess {
  /** Codes of the receiving units. */
  readonly units: readonly string[];
  /** Tokens of sessions that are open from the start, by account. */
  readonly sessions: ReadonlyMap<string, string>;
  readonly url: string;
  readonly pid: number;
  moveClocks(offsetMs: number): Promise<void>;
  cpu(): CpuByPart;
  disk(): DiskByPart;
  residentMb(): number;
  stop(): Promise<void>;
}

/**
 * Starts it on an empty data folder, with the demo organisation and none of its cases. The sender
 * and a clerk of each receiving unit are signed in: hashing five hundred passwords takes a minute
 * and is not what is measured.
 */
export async function startYearProcess(folder: string, recipients: number): Promise<YearProcess> {
  const { units: all } = buildOrganisation();
  const receiving = all.filter(({ groups }) => groups.includes('all-500')).map(({ _id }) => _id);
  const units = receiving.slice(0, recipients);
  const accounts = [SENDER, ...units.map((unit) => `${unit}-clerk1`)];
  const sessions = new Map(accounts.map((one) => [one, randomBytes(32).toString('base64url')]));
  const dataDir = path.join(folder, 'data');
  await prepareStore(path.join(dataDir, 'store'), sessions);
  const names = path.join(folder, 'threads');
  writeFileSync(names, '');
  const { PATH, HOME, LANG } = process.env;
  const env = { PATH, HOME, LANG, DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'fatal' };
  const child = fork(path.join(projectRoot, 'test/bench/year-product.ts'), [], {
    cwd: projectRoot,
    env: { ...env, THREAD_NAMES: names },
    execArgv: [
      '--require',
      path.join(projectRoot, 'test/bench/thread-names.cjs'),
      '--import',
      'tsx',
    ],
  });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const { url } = await answerOf<{ url: string }>();
  const pid = child.pid ?? 0;
  return {
    units,
    sessions,
    url,
    pid,
    moveClocks: async (offsetMs) => {
      const answer = answerOf();
      child.send({ offsetMs });
      await answer;
    },
    cpu: () => cpuByPart(pid, names),
    disk: () => ({
      engine: statSync(path.join(dataDir, 'engine/engine.mdb')).size,
      store: statSync(path.join(dataDir, 'store/data.mdb')).size,
    }),
    residentMb: () => residentMbOf(pid),
    stop: async () => {
      child.kill('SIGTERM');
      await gone;
    },
  };

  function answerOf<T>(): Promise<T> {
    return new Promise((resolve, reject) => {
      const ended = (code: number | null): void =>
        reject(new Error(`it ended with ${code ?? '-'}`));
      child.once('exit', ended);
      child.once('message', (message) => {
        child.off('exit', ended);
        resolve(message as T);
      });
    });
  }
}

function cpuByPart(pid: number, names: string): CpuByPart {
  const parts = { server: 0, engine: 0, store: 0, others: 0 };
  const lines = readFileSync(names, 'utf8').trim().split('\n');
  const nameOf = new Map(lines.map((line) => line.split(' ') as [string, keyof CpuByPart]));
  for (const tid of readdirSync(`/proc/${pid}/task`)) {
    const spent = readFileSync(`/proc/${pid}/task/${tid}/schedstat`, 'utf8').split(' ')[0];
    parts[nameOf.get(tid) ?? 'others'] += Number(spent) / 1e6;
  }
  return parts;
}

/** Before the first start: no demo cases, and people who are signed in for a day. */
async function prepareStore(dataDir: string, sessions: YearProcess['sessions']): Promise<void> {
  const store = await startStore({ dataDir });
  const connection = await mongoose.createConnection(store.uri, { dbName: 'tongqu' }).asPromise();
  const createdAt = new Date();
  await demoStateModel(connection).create({ _id: 'cases', startedAt: createdAt });
  const expiresAt = new Date(createdAt.getTime() + 86_400_000);
  const records = [...sessions].map(([account, token]) => ({
    ...{ _id: idOf(token), personId: `p-${account}` },
    ...{ createdAt, expiresAt },
  }));
  await sessionModel(connection).insertMany(records);
  await connection.close();
  await store.close();
}

/** What the store says of itself. */
export interface StoreFacts {
  /** Estimated bytes of the documents of each collection, the largest first. */
  readonly collections: Readonly<Record<string, number>>;
  /** Commands since its start, by name, and commits. */
  readonly commands: Readonly<Record<string, number>>;
  readonly commits: number;
}

/** Asks the running store. */
export async function storeFacts(folder: string): Promise<StoreFacts> {
  const socket = encodeURIComponent(path.join(folder, 'data/store/store.sock'));
  const connection = await mongoose
    .createConnection(`mongodb://${socket}/`, { dbName: 'tongqu' })
    .asPromise();
  try {
    const db = connection.db!;
    const sizes: [string, number][] = [];
    for (const { name } of await db.listCollections().toArray()) {
      const { size } = (await db.command({ collStats: name })) as { size: number };
      sizes.push([name, size]);
    }
    const { metrics } = (await db.command({ serverStatus: 1 })) as {
      metrics: Pick<StoreFacts, 'commands' | 'commits'>;
    };
    const collections = Object.fromEntries(sizes.sort((one, other) => other[1] - one[1]));
    return { collections, commands: metrics.commands, commits: metrics.commits };
  } finally {
    await connection.close();
  }
}
