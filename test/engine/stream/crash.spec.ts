import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { openEngineCore } from '../../../engine/engine-core.ts';

const CHILD = fileURLToPath(new URL('./crash-child.ts', import.meta.url));

describe('engine/stream: kill -9', function () {
  this.timeout(60_000);
  let dataDir: string;

  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'tongqu-crash-'));
  });

  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

  it('loses nothing that was acknowledged, and leaves no half of a command', async () => {
    const acknowledged: number[] = [];
    for (const rounds of [150, 400]) {
      const child = spawn(process.execPath, ['--import', 'tsx', CHILD, dataDir], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const exited = once(child, 'exit');
      let seen = 0;
      for await (const line of createInterface(child.stdout)) {
        acknowledged.push(Number(line));
        if (++seen === rounds) child.kill('SIGKILL');
      }
      await exited;
    }
    const core = await openEngineCore({ dataDir });
    try {
      const { elementInstances, jobs, variables } = core.state;
      for (const key of acknowledged) {
        expect(elementInstances.get(key)?.state, `instance ${key}`).to.equal('ELEMENT_ACTIVATED');
        expect(variables.find(key, 'a')).to.equal('1');
        const [task] = elementInstances.childrenOf(key);
        expect(task?.value.elementId).to.equal('task');
        expect(jobs.status(task!.jobKey)).to.equal('ACTIVATABLE');
      }
      const positions = [...core.log.all()].map(({ position }) => position);
      expect(positions).to.deep.equal(positions.map((_, i) => i + 1));
    } finally {
      await core.close();
    }
  });
});
