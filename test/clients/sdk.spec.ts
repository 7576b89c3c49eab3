import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startForClient, type EmbeddedForClient } from './embedded.ts';
import { findSdk, sdkTour } from './sdk/sdk-client.ts';

const RECORDED = join(dirname(fileURLToPath(import.meta.url)), 'sdk', 'zeebe-8.5.8.txt');

describe('@camunda8/sdk, unmodified', function () {
  this.timeout(180_000);
  let embedded: EmbeddedForClient;

  after(() => embedded?.close());

  it('is answered what Zeebe answers, for what Camunda Modeler asks and more', async function () {
    // given
    const sdk = findSdk();
    if ('missing' in sdk) {
      console.log(`*** SKIPPED: ${sdk.missing} ***`);
      this.skip();
    }
    embedded = await startForClient('sdk');
    const { address, restAddress = '' } = embedded.engine;

    // when
    const said = await sdkTour(sdk, address, restAddress);

    // then
    expect(said).to.equal(readFileSync(RECORDED, 'utf8'));
  });
});
