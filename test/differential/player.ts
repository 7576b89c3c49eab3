import { Duration } from 'luxon';
import type { ExportedRecord } from '../zeebe/record-sink.ts';
import type { Broker } from './broker.ts';
import { openClient, type Answer, type GatewayClient } from '../zeebe/gateway-client.ts';
import { callOf } from './requests.ts';
import { callRest } from './rest-step.ts';
import type { Scenario } from './scenario.ts';
import type { Step } from './step.ts';
import { StreamSteps } from './stream-steps.ts';
import { World } from './world.ts';

/** An answer with the number of the step (from 1) that asked for it. */
export interface StepAnswer {
  readonly step: number;
  readonly answer: Answer;
  /** The broker's time when it came, epoch milliseconds. */
  readonly at: number;
}

/** What playing a scenario left behind. */
export interface Played {
  readonly answers: readonly StepAnswer[];
  readonly records: readonly ExportedRecord[];
}

/** Keys that no broker ever gives out; commands with them mark places in the stream. */
const MARKER_BASE = 2 ** 51 + 10 ** 13;
let markers = 0;

/** Keys of earlier scenarios on the same broker, whose late records are not the next one's. */
const foreignKeys = new WeakMap<Broker, Set<number>>();

/** Plays the steps of a scenario and collects what the broker answered and recorded. */
export async function play(scenario: Scenario, broker: Broker): Promise<Played> {
  const client = openClient(broker.address);
  try {
    await settle(broker, client, 1);
    const from = broker.records.length;
    const foreign = foreignKeys.get(broker) ?? new Set<number>();
    foreignKeys.set(broker, foreign);
    const own = (): ExportedRecord[] =>
      broker.records.slice(from).filter((record) => isOwn(record, foreign));
    try {
      const answers = await playSteps(scenario, broker, client, new World(own));
      return { answers, records: own() };
    } finally {
      await cleanUp(own(), client, broker);
      for (const record of broker.records.slice(from)) {
        if (record.recordType === 'EVENT') foreign.add(record.key);
      }
    }
  } finally {
    client.close();
  }
}

interface Asked {
  readonly step: number;
  readonly answer: Answer;
}

async function playSteps(
  scenario: Scenario,
  broker: Broker,
  client: GatewayClient,
  world: World,
): Promise<StepAnswer[]> {
  const answers: StepAnswer[] = [];
  const streams = new StreamSteps(broker);
  const background: Promise<Asked>[] = [];
  try {
    for (const [index, step] of scenario.steps.entries()) {
      const arrived: Asked[] = [];
      if (step.join) arrived.push(...(await Promise.all(background.splice(0))));
      else if (step.clock !== undefined) {
        await broker.advanceClock(Duration.fromISO(step.clock).toMillis());
      } else if (step.await !== undefined) {
        const fields = step.await;
        await broker.until(() => world.has(fields), JSON.stringify(fields));
      } else if (step.close !== undefined) await streams.close(step.close);
      else {
        const asked = ask(step, index + 1, { world, scenario, client, broker, streams });
        if (step.background) background.push(asked);
        else arrived.push(await asked);
      }
      await settle(broker, client, step.clock === undefined ? 2 : 6);
      await streams.halt();
      const at = world.now();
      answers.push(...arrived.map((one) => ({ ...one, at })));
    }
    const at = world.now();
    answers.push(...(await Promise.all(background)).map((one) => ({ ...one, at })));
  } finally {
    await streams.closeAll();
  }
  return answers.sort((a, b) => a.step - b.step);
}

/** What a step may use. */
interface Stage {
  readonly world: World;
  readonly scenario: Scenario;
  readonly client: GatewayClient;
  readonly broker: Broker;
  readonly streams: StreamSteps;
}

async function ask(step: Step, number: number, stage: Stage): Promise<Asked> {
  return { step: number, answer: await answerTo(step, stage) };
}

function answerTo(step: Step, stage: Stage): Promise<Answer> {
  const { world, scenario, client, broker, streams } = stage;
  if (step.stream !== undefined) return streams.open(step.stream);
  if (step.pushed !== undefined) return streams.take(step.pushed);
  if (step.rest !== undefined) return callRest(step.rest, broker, world);
  const call = callOf(step, world, scenario);
  return call.streams
    ? client.stream(call.rpc, call.request, call.deadlineMs)
    : client.unary(call.rpc, call.request, call.deadlineMs);
}

/**
 * Waits until the broker has come to rest: puts a marker into the stream until nothing else arrived
 * between two of them, `rounds` times. A marker is a completion of a job that cannot exist, because
 * its rejection is recorded and changes nothing.
 */
async function settle(broker: Broker, client: GatewayClient, rounds: number): Promise<void> {
  const { records } = broker;
  let seen = records.length;
  for (let quiet = -1; quiet < rounds;) {
    await mark(broker, client);
    const hasMore = records.slice(seen).some((record) => !isMarker(record));
    quiet = hasMore ? 0 : quiet + 1;
    seen = records.length;
  }
}

async function mark(broker: Broker, client: GatewayClient): Promise<void> {
  markers += 1;
  const jobKey = MARKER_BASE + markers;
  await client.unary('CompleteJob', { jobKey, variables: '' });
  const arrived = (): boolean => {
    const { records } = broker;
    for (let at = records.length - 1; at >= 0 && at > records.length - 50; at -= 1) {
      const record = records[at];
      if (record?.key === jobKey && record.recordType === 'COMMAND_REJECTION') return true;
    }
    return false;
  };
  await broker.until(arrived, 'a marker');
}

function isMarker(record: ExportedRecord): boolean {
  return record.key > MARKER_BASE && record.key <= MARKER_BASE + 10 ** 6;
}

function isOwn(record: ExportedRecord, foreign: ReadonlySet<number>): boolean {
  if (isMarker(record)) return false;
  if (record.key > 0 && foreign.has(record.key)) return false;
  const batch = record.value['messageKeys'];
  return !(Array.isArray(batch) && batch.some((key) => foreign.has(key as number)));
}

/** Ends what still runs and takes the definitions away, so that the next scenario has peace. */
async function cleanUp(
  records: readonly ExportedRecord[],
  client: GatewayClient,
  broker: Broker,
): Promise<void> {
  if (broker.name !== 'zeebe') return;
  const of = (valueType: string, intent: string): ExportedRecord[] =>
    records.filter((r) => r.valueType === valueType && r.intent === intent);
  for (const { key, value } of of('PROCESS_INSTANCE', 'ELEMENT_ACTIVATING')) {
    if (value['bpmnElementType'] !== 'PROCESS') continue;
    if (value['parentProcessInstanceKey'] !== -1) continue;
    await client.unary('CancelProcessInstance', { processInstanceKey: key });
  }
  for (const valueType of ['PROCESS', 'DECISION_REQUIREMENTS', 'FORM']) {
    for (const { key, recordType } of of(valueType, 'CREATED')) {
      if (recordType === 'EVENT') await client.unary('DeleteResource', { resourceKey: key });
    }
  }
  await settle(broker, client, 2);
}
