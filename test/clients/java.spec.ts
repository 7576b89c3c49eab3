import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startForClient, type EmbeddedForClient } from './embedded.ts';
import { findJavaClient, tour } from './java/java-client.ts';

const RECORDED = join(dirname(fileURLToPath(import.meta.url)), 'java', 'zeebe-8.5.8.txt');

describe('the Java client, unmodified', function () {
  this.timeout(240_000);
  let embedded: EmbeddedForClient;

  after(() => embedded?.close());

  it('is answered what Zeebe answers, over gRPC, job streams and REST', async function () {
    // given
    const client = findJavaClient();
    if ('missing' in client) {
      console.log(`*** SKIPPED: the Java client: ${client.missing} ***`);
      this.skip();
    }
    embedded = await startForClient('java');
    const { address, restAddress = '' } = embedded.engine;

    // when
    const said = await tour(client, address, restAddress);

    // then
    expect(said).to.equal(readFileSync(RECORDED, 'utf8'));
  });
});
