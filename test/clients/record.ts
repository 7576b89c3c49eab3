import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findDistribution, type Distribution } from '../zeebe/distribution.ts';
import { startRealBroker, type RealBroker } from '../zeebe/real-broker.ts';
import { findJavaClient, tour } from './java/java-client.ts';
import { findSdk, sdkTour } from './sdk/sdk-client.ts';
import { writeResources } from './zbctl/resources.ts';
import { playSession } from './zbctl/session.ts';
import { Transcript } from './zbctl/transcript.ts';

const HERE = dirname(fileURLToPath(import.meta.url));

/**
 * Plays the clients' sessions against a real Zeebe and keeps what they printed:
 * `node --import tsx test/clients/record.ts`, after a session was changed.
 */
async function record(): Promise<void> {
  const distribution = findDistribution();
  if ('missing' in distribution) throw new Error(distribution.missing);
  const broker = await startRealBroker(distribution);
  try {
    await recordZbctl(distribution, broker);
    await recordJava(broker);
    await recordSdk(broker);
  } finally {
    await broker.stop();
  }
}

async function recordZbctl({ home }: Distribution, { address }: RealBroker): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tongqu-zbctl-'));
  const program = join(home, 'bin', 'zbctl');
  const transcript = new Transcript({ program, address, folder });
  try {
    writeResources(folder);
    await playSession(transcript);
    writeFileSync(join(HERE, 'zbctl', 'zeebe-8.5.8.txt'), transcript.text());
  } finally {
    transcript.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function recordJava({ address, restUrl }: RealBroker): Promise<void> {
  const client = findJavaClient();
  if ('missing' in client) throw new Error(client.missing);
  const said = await tour(client, address, restUrl);
  writeFileSync(join(HERE, 'java', 'zeebe-8.5.8.txt'), said);
}

async function recordSdk({ address, restUrl }: RealBroker): Promise<void> {
  const sdk = findSdk();
  if ('missing' in sdk) throw new Error(sdk.missing);
  writeFileSync(join(HERE, 'sdk', 'zeebe-8.5.8.txt'), await sdkTour(sdk, address, restUrl));
}

await record();
