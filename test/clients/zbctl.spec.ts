import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findDistribution } from '../zeebe/distribution.ts';
import { startForClient, type EmbeddedForClient } from './embedded.ts';
import { writeResources } from './zbctl/resources.ts';
import { playSession } from './zbctl/session.ts';
import { Transcript } from './zbctl/transcript.ts';

const RECORDED = join(dirname(fileURLToPath(import.meta.url)), 'zbctl', 'zeebe-8.5.8.txt');
const SUBCOMMANDS = [
  'activate jobs',
  'broadcast signal',
  'cancel instance',
  'complete job',
  'create instance',
  'create worker',
  'delete resource',
  'deploy resource',
  'evaluate decision',
  'fail job',
  'publish message',
  'resolve incident',
  'set variables',
  'status',
  'throwError job',
  'update retries',
  'update timeout',
  'version',
];

describe('zbctl, unmodified', function () {
  this.timeout(60_000);
  const distribution = findDistribution();
  let embedded: EmbeddedForClient;

  before(async function () {
    if ('missing' in distribution) {
      console.log(`*** SKIPPED: zbctl: ${distribution.missing} ***`);
      this.skip();
    }
    embedded = await startForClient('zbctl');
  });

  after(() => embedded?.close());

  it('prints what it prints with Zeebe, for every subcommand', async () => {
    if ('missing' in distribution) throw new Error(distribution.missing);
    // given
    const { engine, folder } = embedded;
    const program = join(distribution.home, 'bin', 'zbctl');
    const transcript = new Transcript({ program, address: engine.address, folder });
    writeResources(folder);

    // when
    await playSession(transcript).finally(() => transcript.close());

    // then
    expect(transcript.text()).to.equal(readFileSync(RECORDED, 'utf8'));
  });

  it('has been recorded with every subcommand', () => {
    const recorded = readFileSync(RECORDED, 'utf8');
    for (const name of SUBCOMMANDS) expect(recorded).to.contain(`$ zbctl ${name}`);
  });
});
