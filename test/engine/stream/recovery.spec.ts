import { expect } from 'chai';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, systemClock } from '../../../engine/clock.ts';
import { copyStoppedEngine } from '../../../engine/copy-engine.ts';
import { type EngineCore, openEngineCore } from '../../../engine/engine-core.ts';
import { AHEAD_FILE } from '../../../engine/state/write-ahead-file.ts';
import { diagram, element, sequence } from '../bpmn-builder.ts';
import { creation } from '../engine-harness.ts';
import { replayedFrom, tablesOf } from '../replay.ts';

const ITEMS = 1000;

/** Subprocesses side by side, so many that their commands do not fit into one commit. */
const many = (): string =>
  diagram(
    'many',
    sequence(
      element('startEvent', 'start'),
      {
        id: 'each',
        xml:
          '<bpmn:subProcess id="each"><bpmn:multiInstanceLoopCharacteristics>' +
          '<bpmn:extensionElements><zeebe:loopCharacteristics inputCollection="=items" inputElement="item"/>' +
          '</bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>' +
          '<bpmn:startEvent id="in"/></bpmn:subProcess>',
      },
      element('endEvent', 'end'),
    ),
  );

/** Time runs so fast that each commit is due after a few commands. */
function hastyClock(): Clock {
  let elapsed = 0;
  return { ...systemClock(), elapsedMs: () => (elapsed += 100) };
}

describe('engine/stream: an engine that is cut off', function () {
  this.timeout(60_000);
  let folder: string;
  let core: EngineCore;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tongqu-recovery-'));
    const dataDir = join(folder, 'data');
    core = await openEngineCore({ dataDir, clock: hastyClock(), keepsLog: true });
    const resource = Buffer.from(many()).toString('base64');
    await send('DEPLOYMENT', 'CREATE', {
      resources: [{ resourceName: 'many.bpmn', resource }],
      processesMetadata: [],
      decisionsMetadata: [],
      decisionRequirementsMetadata: [],
      formMetadata: [],
      tenantId: '<default>',
    });
  });

  afterEach(async () => {
    await core.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const send = (valueType: string, intent: string, value: unknown): Promise<unknown> =>
    core.port.write({ valueType, intent, key: -1, value } as Parameters<typeof core.port.write>[0]);

  /** As a kill leaves the folder at the moment of each commit. */
  const cutOffAtEach = async (): Promise<string[]> => {
    const copies: string[] = [];
    const ended = new Promise<void>((resolve) => {
      core.processor.onCommit((records) => {
        copies.push(join(folder, `cut-${copies.length}`));
        cpSync(join(folder, 'data'), copies.at(-1)!, { recursive: true });
        const isEnd = records.some(
          ({ intent, value }) =>
            intent === 'ELEMENT_COMPLETED' &&
            'bpmnElementType' in value &&
            value.bpmnElementType === 'PROCESS',
        );
        if (isEnd) resolve();
      });
    });
    const items = Array.from({ length: ITEMS }, (_nothing, i) => i);
    await send('PROCESS_INSTANCE_CREATION', 'CREATE', creation('many', { items }));
    await ended;
    return copies;
  };

  it('has every commit, and goes on with the commands that were left', async () => {
    const copies = await cutOffAtEach();
    expect(copies.length).to.be.at.least(3);
    let left = 0;
    for (const dataDir of copies.slice(0, 3)) {
      const again = await openEngineCore({ dataDir, keepsLog: true });
      try {
        const { 'pending-commands': waiting, ...tables } = tablesOf(again.store);
        const { 'pending-commands': _none, ...replayed } = await replayedFrom(again.log.all());
        expect(tables).to.deep.equal(replayed);
        left += waiting?.length ?? 0;
        await new Promise<void>((resolve) => {
          const look = (): void => {
            if (again.processor.queueLength === 0) resolve();
            else again.processor.whenProcessed(look);
          };
          look();
        });
        expect(tablesOf(again.store)['element-instances']).to.deep.equal([]);
      } finally {
        await again.close();
      }
    }
    expect(left).to.be.greaterThan(0);
  });

  it('is copied with what stood ahead of its file', async () => {
    const [first] = await cutOffAtEach();
    expect(existsSync(join(first!, AHEAD_FILE))).to.equal(true);
    const { lastPosition } = await copyStoppedEngine(first!, join(folder, 'copy'));
    const again = await openEngineCore({ dataDir: join(folder, 'copy'), keepsLog: true });
    const positions = [...again.log.all()].map(({ position }) => position);
    await again.close();
    expect(positions.slice(0, lastPosition)).to.deep.equal(
      Array.from({ length: lastPosition }, (_nothing, i) => i + 1),
    );
    expect(existsSync(join(first!, AHEAD_FILE))).to.equal(false);
  });
});
