import { chainXml } from '../processes.ts';
import type { BenchedBroker, Figures } from '../peers/peer.ts';
import { median, quantile } from '../statistics.ts';
import { closeZeebe, deploy, openWorker, openZeebe, uniqueName } from '../zeebe-client.ts';
import type { LoadWorkload, Scale } from './workload.ts';

const BEFORE = 300;

/** (a) once more: created with its result, the next one after the answer. */
export const oneAtATime: LoadWorkload = {
  kind: 'load',
  letter: 'a',
  id: 'one-at-a-time',
  title: 'One service task, one instance at a time',
  figures: [
    { key: 'p50Ms', title: 'create with result, p50', unit: 'ms', digits: 1, better: 'less' },
    { key: 'p99Ms', title: 'create with result, p99', unit: 'ms', digits: 1, better: 'less' },
  ],
  onBroker: measure,
  onLibrary: (library, scale) => library.chain(1, 0, scale.singles),
};

async function measure(broker: BenchedBroker, scale: Scale): Promise<Figures> {
  const client = openZeebe(broker.address);
  const id = uniqueName('single');
  openWorker(client, id, (job) => job.complete());
  try {
    await deploy(client, { [id]: chainXml(id, 1, { type: id }) });
    const samples: number[] = [];
    for (let i = 0; i < BEFORE + scale.singles; i += 1) {
      const at = performance.now();
      await client.createProcessInstanceWithResult({ bpmnProcessId: id, variables: {} });
      if (i >= BEFORE) samples.push(performance.now() - at);
    }
    return { p50Ms: median(samples), p99Ms: quantile(samples, 0.99) };
  } finally {
    await closeZeebe(client);
  }
}
