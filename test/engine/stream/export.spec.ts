import { expect } from 'chai';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EngineCore } from '../../../engine/engine-core.ts';
import { openEngineCore } from '../../../engine/engine-core.ts';
import type { ExportBatch } from '../../../engine/exporters/exporter.ts';
import type { ExportedRecord } from '../../../engine/protocol/record.ts';
import { oneTask } from '../bpmn-builder.ts';
import { creation } from '../engine-harness.ts';

describe('engine/stream: exports', () => {
  let dataDir: string;
  let core: EngineCore;
  let received: number[];
  let isDown: boolean;

  const open = async (): Promise<void> => {
    core = await openEngineCore({
      dataDir,
      exporters: [
        {
          id: 'test',
          export(batch: ExportBatch): Promise<number> {
            if (isDown) return Promise.reject(new Error('down'));
            for (const line of batch.lines) {
              received.push((JSON.parse(line) as ExportedRecord).position);
            }
            return Promise.resolve(batch.lastPosition);
          },
        },
      ],
    });
  };

  const deploy = async (): Promise<void> => {
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
  };

  const create = (): Promise<unknown> =>
    core.port.write({
      valueType: 'PROCESS_INSTANCE_CREATION',
      intent: 'CREATE',
      key: -1,
      value: creation('one'),
    });

  const until = async (isTrue: () => boolean): Promise<void> => {
    while (!isTrue()) await new Promise(setImmediate);
  };

  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'tongqu-export-'));
    received = [];
    isDown = false;
    await open();
    await deploy();
  });

  afterEach(async () => {
    await core.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('sends every record in order', async () => {
    await Promise.all(Array.from({ length: 200 }, create));
    await until(() => received.length >= 200 * 16 + 3);
    expect(received).to.deep.equal(received.map((_, i) => i + 1));
  });

  it('goes on behind what was acknowledged after a restart', async () => {
    await create();
    await until(() => received.length === 19);
    await core.close();
    await open();
    await create();
    await until(() => received.length >= 35);
    expect(received).to.deep.equal(received.map((_, i) => i + 1));
  });

  it('skips nothing while the exporter is down, over a restart too', async () => {
    isDown = true;
    const before = received.length;
    await create();
    await core.close();
    isDown = false;
    await open();
    await create();
    await until(() => received.length >= 35);
    expect(received.slice(before)[0]).to.be.at.most(before + 1);
    expect(new Set(received).size).to.equal(Math.max(...received));
  });

  it('removes from the log what everybody has', async () => {
    await Promise.all(Array.from({ length: 50 }, create));
    await until(() => received.length >= 50 * 16 + 3);
    await core.close();
    await open();
    expect([...core.log.all()].length).to.be.lessThan(50 * 16 + 3);
  });
});
