import { setTimeout as pause } from 'node:timers/promises';
import { chainXml } from '../../bench/processes.ts';
import { openClient } from '../../zeebe/gateway-client.ts';
import type { Fault, FaultReport, Scale } from '../fault.ts';
import { responseOf, startBystander } from './bystander.ts';
import { startEngineProcess } from './engine-process.ts';

const POLLS_PER_CONNECTION = 200;
/** Jobs made at last, so that some of the waiting get one each. */
const JOBS = 50;
/** Memory that one waiting call may take, its HTTP/2 stream included. Unit: kB. */
const MAX_KB_PER_POLL = 60;
const IDLE_MS = 2_000;

/** Thousands of workers wait for jobs that do not come. */
export const idlePolls: Fault = {
  name: 'thousands of idle long polls',
  run: async ({ isShort }: Scale): Promise<FaultReport> => {
    const polls = isShort ? 2_000 : 10_000;
    const engine = await startEngineProcess();
    const connections = Array.from({ length: polls / POLLS_PER_CONNECTION }, () =>
      openClient(engine.address, true),
    );
    try {
      const xml = chainXml('idle', 1).replace('type="bench"', 'type="idle"');
      const [first] = connections;
      const resources = [{ name: 'idle.bpmn', content: Buffer.from(xml) }];
      responseOf(await first!.unary('DeployResource', { resources }));
      const before = engine.privateMb();
      const request = { type: 'idle', maxJobsToActivate: 1, timeout: 60_000 };
      const waiting = connections.flatMap((client) =>
        Array.from({ length: POLLS_PER_CONNECTION }, () =>
          client.open('ActivateJobs', { ...request, requestTimeout: 600_000 }),
        ),
      );
      const bystander = await startBystander(engine.address);
      await pause(IDLE_MS);
      const kbPerPoll = ((engine.privateMb() - before) * 1024) / polls;
      for (let i = 0; i < JOBS; i += 1) {
        responseOf(
          await first!.unary('CreateProcessInstance', { bpmnProcessId: 'idle', version: -1 }),
        );
      }
      const jobs = (): string[] =>
        waiting.flatMap(({ messages }) =>
          (messages as { jobs: { key: number }[] }[]).flatMap((batch) =>
            batch.jobs.map(({ key }) => String(key)),
          ),
        );
      for (let i = 0; jobs().length < JOBS && i < 500; i += 1) await pause(20);
      const witness = await bystander.stop();
      if (kbPerPoll > MAX_KB_PER_POLL) throw new Error(`${kbPerPoll.toFixed(0)} kB a waiting call`);
      const came = jobs();
      const distinct = new Set(came).size;
      return {
        injected: polls,
        lost: witness.lost + JOBS - distinct,
        doubled: witness.doubled + came.length - distinct,
        longestUnavailableMs: witness.longestMs,
        note: `${kbPerPoll.toFixed(1)} kB a call`,
      };
    } finally {
      for (const client of connections) client.close();
      await engine.stop();
    }
  },
};
