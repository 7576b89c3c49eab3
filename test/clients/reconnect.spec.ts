import { expect } from 'chai';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ZBClient } from 'zeebe-node';
import { createEngine, type Engine } from '../../engine/index.ts';
import { renderDiagram } from '../differential/diagram.ts';

const DIAGRAM = renderDiagram([
  {
    id: 'lasting',
    elements: { begin: 'start', work: 'service lasting', end: 'end' },
    flows: ['begin > work > end'],
  },
]);

describe('a worker of zeebe-node', function () {
  this.timeout(60_000);
  let folder: string;
  let engine: Engine;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tongqu-reconnect-'));
    engine = await createEngine({ dataDir: folder, port: 0 });
  });

  after(async () => {
    await engine.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('goes on by itself when the engine ends and starts again', async () => {
    // given
    const { address, port } = engine;
    const client = new ZBClient(address, { loglevel: 'NONE', longPoll: 2_000, pollInterval: 50 });
    await client.deployResource({ name: 'lasting.bpmn', process: Buffer.from(DIAGRAM) });
    let tellWorked: (round: unknown) => void = () => undefined;
    client.createWorker({
      taskType: 'lasting',
      taskHandler: async (job) => {
        const done = await job.complete();
        tellWorked(job.variables['round']);
        return done;
      },
    });
    const play = async (round: number): Promise<unknown> => {
      const worked = new Promise((resolve) => (tellWorked = resolve));
      await client.createProcessInstance({ bpmnProcessId: 'lasting', variables: { round } });
      return worked;
    };
    expect(await play(1)).to.equal(1);

    // when
    await engine.close();
    engine = await createEngine({ dataDir: folder, port });

    // then
    expect(await play(2)).to.equal(2);
    await client.close();
  });
});
