// npm install && npm start
import { createEngine } from '@tongqu/engine';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ZBClient } from 'zeebe-node';

const started = performance.now();
const dataDir = mkdtempSync(join(tmpdir(), 'orders-'));
const engine = await createEngine({ dataDir, port: 0 });
console.log(`ready on ${engine.address} in ${Math.round(performance.now() - started)} ms`);

const client = new ZBClient(engine.address, { loglevel: 'NONE' });
await client.deployResource({
  processFilename: fileURLToPath(new URL('order.bpmn', import.meta.url)),
});

client.createWorker({
  taskType: 'price',
  taskHandler: (job) => job.complete({ total: job.variables.pieces * 40 }),
});

const small = await client.createProcessInstanceWithResult({
  bpmnProcessId: 'order',
  variables: { orderId: 'A-1', pieces: 2 },
});
console.log(`order ${small.variables.orderId} shipped, total ${small.variables.total}`);

const large = client.createProcessInstanceWithResult({
  bpmnProcessId: 'order',
  variables: { orderId: 'A-2', pieces: 3 },
});
await client.publishMessage({
  name: 'paid',
  correlationKey: 'A-2',
  timeToLive: 60_000,
  variables: { paidBy: 'card' },
});
const { variables } = await large;
console.log(
  `order ${variables.orderId} shipped, total ${variables.total}, paid by ${variables.paidBy}`,
);

await client.close();
await engine.close();
