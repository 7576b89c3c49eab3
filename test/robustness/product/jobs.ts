import { setTimeout as pause } from 'node:timers/promises';
import { ZBClient } from 'zeebe-node';
import type { Ledger } from './ledger.ts';

const PROCESS_ID = 'robust-chain';
/** ms between a refused or broken request and the next one. */
const PAUSE_MS = 15;
/** zeebe-node leaves some calls without an end when the server dies: they are given up. */
const GIVE_UP_MS = 3_000;

/** The job that nobody takes: where every instance whose first job is done waits. */
export const LAST_JOB = 'robust-last';
/** The job that the worker of this test completes. */
export const FIRST_JOB = 'robust-first';

const CHAIN = `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" targetNamespace="robust">
  <process id="${PROCESS_ID}" isExecutable="true">
    <startEvent id="start" /><sequenceFlow id="f1" sourceRef="start" targetRef="first" />
    <serviceTask id="first"><extensionElements>
      <zeebe:taskDefinition type="${FIRST_JOB}" /></extensionElements></serviceTask>
    <sequenceFlow id="f2" sourceRef="first" targetRef="last" />
    <serviceTask id="last"><extensionElements>
      <zeebe:taskDefinition type="${LAST_JOB}" /></extensionElements></serviceTask>
    <sequenceFlow id="f3" sourceRef="last" targetRef="end" /><endEvent id="end" />
  </process>
</definitions>`;

/** A program beside the product that starts instances and completes their jobs. */
export interface JobClient {
  work(): void;
  rest(): Promise<void>;
  stop(): Promise<void>;
}

/** Deploys the chain and answers the program, which does not work yet. */
export async function connectJobClient(address: string, ledger: () => Ledger): Promise<JobClient> {
  const client = new ZBClient(address, { loglevel: 'NONE', retry: false, useTLS: false });
  await client.deployProcess({ name: 'robust.bpmn', definition: Buffer.from(CHAIN) });
  let isWorking = false;
  let current: Promise<unknown> = Promise.resolve();
  const repeat = async (act: () => Promise<void>): Promise<void> => {
    while (isWorking) {
      await Promise.race([act(), pause(GIVE_UP_MS)]).catch(() => pause(PAUSE_MS));
    }
  };
  const rest = async (): Promise<void> => {
    isWorking = false;
    await current;
  };
  return {
    work: () => {
      isWorking = true;
      current = Promise.all([
        repeat(() => start(client, ledger())),
        repeat(() => take(client, ledger())),
      ]);
    },
    rest,
    stop: async () => {
      await rest();
      await client.close();
    },
  };
}

async function start(client: ZBClient, ledger: Ledger): Promise<void> {
  const { processInstanceKey } = await client.createProcessInstance({
    bpmnProcessId: PROCESS_ID,
    variables: {},
  });
  if (ledger.created.has(processInstanceKey)) ledger.doubled.push(`key ${processInstanceKey}`);
  ledger.created.add(processInstanceKey);
  // Its first job may have been completed before the answer was read.
  if (!ledger.instances.has(processInstanceKey)) ledger.instances.set(processInstanceKey, false);
  ledger.acknowledged += 1;
  await pause(2);
}

async function take(client: ZBClient, ledger: Ledger): Promise<void> {
  const jobs = await client.activateJobs({
    type: FIRST_JOB,
    worker: 'robust',
    // Held for as long as the power may be away: a job taken before must come again by itself.
    timeout: 3_000,
    maxJobsToActivate: 8,
    requestTimeout: 1_000,
  });
  for (const { key, processInstanceKey } of jobs) {
    await client.completeJob({ jobKey: key, variables: {} });
    if (ledger.instances.get(processInstanceKey) === true) {
      ledger.doubled.push(`job of ${processInstanceKey} completed twice`);
    }
    ledger.instances.set(processInstanceKey, true);
    ledger.acknowledged += 1;
  }
}
