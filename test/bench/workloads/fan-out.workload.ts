import type { ZBClient } from 'zeebe-node';
import { fanOutXml } from '../processes.ts';
import type { BenchedBroker, Figures } from '../peers/peer.ts';
import { median } from '../statistics.ts';
import { makeSignal } from '../signal.ts';
import {
  closeZeebe,
  deploy,
  inLanes,
  activateAll,
  openZeebe,
  uniqueName,
} from '../zeebe-client.ts';
import type { FigureKind, LoadWorkload, Scale } from './workload.ts';

/** Workers that complete, each one job after the other: zeebe-node's number of jobs in hand. */
const WORKERS = 32;

/** A small fan-out is over soon, so it is repeated within the round. */
const REPEATED_UP_TO = 1000;
const REPEATS = 3;

const figuresOf = (recipients: number): FigureKind[] => [
  {
    key: `activated${recipients}Ms`,
    title: `${recipients} recipients, create to all activated`,
    unit: 'ms',
    digits: 0,
    better: 'less',
  },
  {
    key: `completed${recipients}Ms`,
    title: `${recipients} recipients, create to all completed`,
    unit: 'ms',
    digits: 0,
    better: 'less',
  },
];

/** (c) A parallel multi-instance over a list; workers take the jobs and complete them. */
export const fanOut: LoadWorkload = {
  kind: 'load',
  letter: 'c',
  id: 'fan-out',
  title: 'Fan-out to many recipients',
  figures: [...figuresOf(500), ...figuresOf(5000)],
  onBroker: measure,
};

async function measure(broker: BenchedBroker, scale: Scale): Promise<Figures> {
  const figures: Record<string, number> = {};
  for (const recipients of scale.fanOuts) {
    const times: { activatedMs: number; completedMs: number }[] = [];
    for (let i = 0; i < (recipients > REPEATED_UP_TO ? 1 : REPEATS); i += 1) {
      times.push(await fanOutOnce(broker, recipients));
    }
    figures[`activated${recipients}Ms`] = median(times.map((t) => t.activatedMs));
    figures[`completed${recipients}Ms`] = median(times.map((t) => t.completedMs));
  }
  return figures;
}

async function fanOutOnce(
  broker: BenchedBroker,
  recipients: number,
): Promise<{ activatedMs: number; completedMs: number }> {
  const client = openZeebe(broker.address);
  try {
    const id = uniqueName('fan-out');
    await deploy(client, { [id]: fanOutXml(id, id) });
    return await play(client, id, recipients);
  } finally {
    await closeZeebe(client);
  }
}

async function play(
  client: ZBClient,
  id: string,
  recipients: number,
): Promise<{ activatedMs: number; completedMs: number }> {
  const inHand: string[] = [];
  const arrival = makeSignal();
  const take = ({ key }: { key: string }): void => {
    inHand.push(key);
    arrival.wake();
  };
  const completeNext = async (): Promise<void> => {
    while (inHand.length === 0) await arrival.wait();
    await client.completeJob({ jobKey: inHand.shift() ?? '', variables: {} });
  };
  const start = (items: number[]): Promise<unknown> =>
    client.createProcessInstance({ bpmnProcessId: id, variables: { items } });
  // One before, so that client, connection and process are there when the clock starts.
  await start([0]);
  await activateAll(client, id, 1, take, ['item']);
  await completeNext();
  const at = performance.now();
  const created = start(Array.from({ length: recipients }, (_, i) => i));
  const activated = activateAll(client, id, recipients, take, ['item']).then(
    () => performance.now() - at,
  );
  await inLanes(WORKERS, (completing) => completing < recipients, completeNext);
  const completedMs = performance.now() - at;
  await created;
  return { activatedMs: await activated, completedMs };
}
