import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findDistribution } from '../../zeebe/distribution.ts';
import { startRealBroker } from '../../zeebe/real-broker.ts';
import { writeResources } from './resources.ts';
import { playSession } from './session.ts';
import { Transcript } from './transcript.ts';

/**
 * Plays the session against a real Zeebe and keeps what zbctl printed:
 * `node --import tsx test/clients/zbctl/record.ts`, after the session was changed.
 */
async function record(): Promise<void> {
  const distribution = findDistribution();
  if ('missing' in distribution) throw new Error(distribution.missing);
  const folder = mkdtempSync(join(tmpdir(), 'tongqu-zbctl-'));
  const broker = await startRealBroker(distribution);
  const program = join(distribution.home, 'bin', 'zbctl');
  const transcript = new Transcript({ program, address: broker.address, folder });
  try {
    writeResources(folder);
    await playSession(transcript);
    const file = join(dirname(fileURLToPath(import.meta.url)), 'zeebe-8.5.8.txt');
    writeFileSync(file, transcript.text());
  } finally {
    transcript.close();
    await broker.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

await record();
