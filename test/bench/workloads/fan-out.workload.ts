import type { ZBClient } from 'zeebe-node';
import { fanOutXml } from '../processes.ts';
import type { BenchedBroker, Figures } from '../peers/peer.ts';
import { median } from '../statistics.ts';
import { makeSignal } from '../signal.ts';
import { closeZeebe, deploy, inLanes, openWorker, openZeebe, uniqueName } from '../zeebe-client.ts';
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
  const inHand: (() => Promise<void>)[] = [];
  const arrival = makeSignal();
  let activated = 0;
  let completed = 0;
  let activatedAt = Number.NaN;
  openWorker(
    client,
    id,
    (job) => {
      activated += 1;
      if (activated === recipients) activatedAt = performance.now();
      return new Promise((answer, fail) => {
        inHand.push(() => job.complete().then(answer, fail));
        arrival.wake();
      });
    },
    // zeebe-node asks for more only while less than a third of these are in hand.
    { capacity: recipients * 4, fetchVariable: ['item'] },
  );
  const items = Array.from({ length: recipients }, (_, i) => i);
  const completeNext = async (): Promise<void> => {
    while (inHand.length === 0 && completed < recipients) await arrival.wait();
    await inHand.shift()?.();
    completed += 1;
    if (completed >= recipients) arrival.wakeAll();
  };
  // One before, so that client, worker and connection are there when the clock starts.
  await client.createProcessInstance({ bpmnProcessId: id, variables: { items: [0] } });
  await completeNext();
  activated = completed = 0;
  const start = performance.now();
  const created = client.createProcessInstance({ bpmnProcessId: id, variables: { items } });
  await inLanes(WORKERS, () => completed < recipients, completeNext);
  const completedMs = performance.now() - start;
  await created;
  return { activatedMs: activatedAt - start, completedMs };
}
