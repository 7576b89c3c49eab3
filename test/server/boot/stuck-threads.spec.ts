import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';

const program = fileURLToPath(new URL('./fixtures/stuck-thread.ts', import.meta.url));

describe('a thread that was stopped amid a write', function () {
  this.timeout(30_000);

  it('holds the file for ever, so the process starts over and the successor can write', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tongqu-stuck-'));
    try {
      const { INVOCATION_ID: _supervised, ...env } = process.env;
      const child = spawn(process.execPath, ['--import', 'tsx', program, folder], { env });
      let said = '';
      child.stdout.on('data', (text: Buffer) => (said += text.toString()));
      child.stderr.on('data', (text: Buffer) => (said += text.toString()));
      const exited = once(child, 'exit');
      // the successor keeps the output open
      await once(child, 'close');
      expect((await exited)[1]).to.equal('SIGKILL');
      const [, successor] = /^starting over as process (\d+)$/m.exec(said) ?? [];
      expect(said).to.include(`${successor} wrote`);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
