import { openEngineCore } from '../../../engine/engine-core.ts';
import { oneTask } from '../bpmn-builder.ts';
import { creation } from '../engine-harness.ts';

/**
 * Creates instances as fast as it can and prints the key of each that was acknowledged, until it
 * is killed.
 */
const core = await openEngineCore({ dataDir: process.argv[2]!, keepsLog: true });
const resource = Buffer.from(oneTask()).toString('base64');
await core.port.write({
  valueType: 'DEPLOYMENT',
  intent: 'CREATE',
  key: -1,
  value: {
    resources: [{ resourceName: 'one.bpmn', resource }],
    processesMetadata: [],
    decisionsMetadata: [],
    decisionRequirementsMetadata: [],
    formMetadata: [],
    tenantId: '<default>',
  },
});
async function create(): Promise<never> {
  for (;;) {
    const answer = await core.port.write({
      valueType: 'PROCESS_INSTANCE_CREATION',
      intent: 'CREATE',
      key: -1,
      value: creation('one', { a: 1 }),
    });
    if (answer.kind !== 'event') throw new Error(answer.reason);
    const value = answer.record.value as { processInstanceKey: number };
    process.stdout.write(`${value.processInstanceKey}\n`);
  }
}
await Promise.all(Array.from({ length: 20 }, create));
