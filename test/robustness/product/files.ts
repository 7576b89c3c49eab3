import path from 'node:path';
import { MongoClient } from 'mongodb';
import type { JobValue } from '../../../engine/protocol/value/job.value.ts';
import { Store } from '../../../engine/state/store.ts';
import { startStore } from '../../../server/store/index.ts';
import type { Flaws } from './facts.ts';
import { FIRST_JOB, LAST_JOB } from './jobs.ts';
import type { Ledger } from './ledger.ts';

const USER_TASK = 'io.camunda.zeebe:userTask';

/**
 * Reads the files of a product that was stopped when all had settled: whether engine and read
 * models agree on what is open, and whether instances and completions of jobs are there once.
 */
export async function checkFiles(dataDir: string, ledgers: readonly Ledger[]): Promise<Flaws> {
  const flaws: Flaws = { lost: [], doubled: [] };
  const jobs = await engineJobs(path.join(dataDir, 'engine'));
  const shown = await openTasks(path.join(dataDir, 'store'));
  const open = new Set(jobs.filter(({ type }) => type === USER_TASK).map(({ key }) => String(key)));
  for (const key of open) if (!shown.has(key)) flaws.lost.push(`task ${key} is not shown`);
  for (const key of shown) if (!open.has(key)) flaws.doubled.push(`task ${key} is shown for ever`);
  const waiting = new Map<string, string[]>();
  for (const { type, processInstanceKey } of jobs) {
    if (type !== FIRST_JOB && type !== LAST_JOB) continue;
    const instance = String(processInstanceKey);
    waiting.set(instance, [...(waiting.get(instance) ?? []), type]);
  }
  for (const ledger of ledgers) {
    for (const [instance, isCompleted] of ledger.instances) {
      const types = waiting.get(instance) ?? [];
      if (types.length === 0) flaws.lost.push(`instance ${instance}`);
      if (types.length > 1) flaws.doubled.push(`instance ${instance}: ${types.join()}`);
      if (isCompleted && types[0] === FIRST_JOB) flaws.lost.push(`completion in ${instance}`);
    }
  }
  return flaws;
}

interface WaitingJob {
  readonly key: number;
  readonly type: string;
  readonly processInstanceKey: number;
}

async function engineJobs(dataDir: string): Promise<WaitingJob[]> {
  const store = await Store.open(dataDir);
  try {
    const table = store.keyTable<number, { value: JobValue }>('jobs');
    return [...table.all()].map(([key, { value }]) => ({
      key,
      type: value.type,
      processInstanceKey: value.processInstanceKey,
    }));
  } finally {
    await store.close();
  }
}

async function openTasks(dataDir: string): Promise<Set<string>> {
  const store = await startStore({ dataDir, port: 0 });
  const client = new MongoClient(store.uri);
  try {
    const tasks = client.db('tongqu').collection<{ _id: string }>('tasks');
    const rows = await tasks.find({ state: 'open', native: false }).toArray();
    return new Set(rows.map(({ _id }) => _id));
  } finally {
    await client.close();
    await store.close();
  }
}
