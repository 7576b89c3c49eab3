import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { MongoClient } from 'mongodb';
import { startStore } from '../../../server/store/index.ts';

/** Runs the writer until it acknowledged `enough` writes, kills it, answers those. */
function killedWriter(dataDir: string, first: number, enough: number): Promise<number[]> {
  const script = fileURLToPath(new URL('./writer-process.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', script, dataDir, String(first)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const acknowledged: number[] = [];
  let text = '';
  return new Promise((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const lines = text.split('\n');
      text = lines.pop() ?? '';
      for (const line of lines) if (line !== 'ready') acknowledged.push(Number(line));
      if (acknowledged.length >= enough) child.kill('SIGKILL');
    });
    child.once('close', () => resolve(acknowledged));
  });
}

describe('store: kill -9', function suite() {
  this.timeout(120_000);

  it('loses nothing acknowledged and leaves indexes true, round after round', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'tongqu-store-kill-'));
    const all: number[] = [];
    try {
      for (let round = 0; round < 4; round++) {
        all.push(...(await killedWriter(dataDir, round * 1_000_000, 40 + round * 37)));
        const store = await startStore({ dataDir });
        const client = await MongoClient.connect(store.uri);
        const c = client.db('kill').collection<{ _id: number; tag: string; pad: string }>('docs');
        const docs = await c.find({}).toArray();
        const there = new Set(docs.map((d) => d._id));
        expect(
          all.filter((i) => !there.has(i)),
          `lost in round ${round}`,
        ).to.deep.equal([]);
        expect(await c.estimatedDocumentCount()).to.equal(docs.length);
        for (let t = 0; t < 7; t++) {
          const byIndex = await c
            .find({ tag: `t${t}` })
            .hint({ tag: 1, _id: 1 })
            .toArray();
          expect(byIndex.map((d) => d._id).sort((a, b) => a - b)).to.deep.equal(
            docs
              .filter((d) => d.tag === `t${t}`)
              .map((d) => d._id)
              .sort((a, b) => a - b),
          );
        }
        await client.close();
        await store.close();
      }
    } finally {
      rmSync(dataDir, { recursive: true, force: true });
    }
  });
});
