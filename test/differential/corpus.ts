import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { findDistribution } from '../zeebe/distribution.ts';
import { openClient, type Answer, type GatewayClient } from '../zeebe/gateway-client.ts';
import { startEmbedded } from './embedded-broker.ts';
import { startZeebe } from './zeebe-broker.ts';

/** Larger files don't fit into a message of the gateway. */
const MOST_BYTES = 4 * 1024 * 1024;

const DEADLINE_MS = 60_000;

/**
 * `node --import tsx test/differential/corpus.ts FOLDER [--limit N] [--show N]`: deploys every
 * `.bpmn`, `.xml`, `.dmn` and `.form` file below the folder, one after the other, on the real Zeebe
 * and on the embedded engine, and compares the answers: code, text, and what was deployed in which
 * version. Prints the differences (`--show`, 20) and the figures; fails when there are differences.
 */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: {
      limit: { type: 'string', default: 'Infinity' },
      show: { type: 'string', default: '20' },
    },
    allowPositionals: true,
  });
  const [root] = positionals;
  const distribution = findDistribution();
  if (root === undefined || 'missing' in distribution) {
    const missing = 'missing' in distribution ? distribution.missing : 'no folder given';
    console.log(`Nothing was compared: ${missing}`);
    return 2;
  }
  const zeebe = await startZeebe(distribution);
  const embedded = await startEmbedded();
  const clients = [openClient(zeebe.address), openClient(embedded.address)] as const;
  try {
    const files = filesBelow(root).slice(0, Number(values.limit));
    const different = await compare(root, files, clients, Number(values.show));
    return different === 0 ? 0 : 1;
  } finally {
    for (const client of clients) client.close();
    await embedded.close();
    await zeebe.close();
  }
}

function filesBelow(root: string): string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(bpmn|xml|dmn|form)$/.test(path))
    .map((path) => join(root, path))
    .filter((path) => statSync(path).isFile() && statSync(path).size < MOST_BYTES)
    .sort();
}

async function compare(
  root: string,
  files: readonly string[],
  clients: readonly [zeebe: GatewayClient, embedded: GatewayClient],
  most: number,
): Promise<number> {
  let decided = 0;
  let different = 0;
  for (const path of files) {
    const resource = { name: relative(root, path), content: readFileSync(path) };
    const deploy = (client: GatewayClient): Promise<Answer> =>
      client.unary('DeployResource', { resources: [resource] }, DEADLINE_MS);
    const [expected, actual] = await Promise.all(clients.map(deploy));
    if (expected === undefined || actual === undefined) continue;
    if ('code' in expected !== 'code' in actual) decided += 1;
    const [wanted, found] = [plain(expected), plain(actual)];
    if (wanted === found) continue;
    different += 1;
    if (different <= most)
      console.log(`${resource.name}\n  zeebe    ${wanted}\n  embedded ${found}`);
  }
  const same = files.length - different;
  const share = ((100 * same) / Math.max(files.length, 1)).toFixed(2);
  console.log(`${files.length} files, ${same} answered the same (${share} %)`);
  console.log(`${different} differ, ${decided} of them in taking or refusing`);
  return different;
}

/**
 * An answer without what differs from run to run: keys; the order of elements in a refusal, which
 * is that of a hash table; the folder that Zeebe is installed in.
 */
function plain(answer: Answer): string {
  if (!('code' in answer)) {
    return JSON.stringify(answer.response, (name, value: unknown) =>
      /key$/i.test(name) ? undefined : value,
    );
  }
  const details = answer.details.replaceAll(/jar:file:[^!]*!/g, 'jar!');
  const start = details.indexOf('- Element: ');
  if (start === -1) return `${answer.code} ${details}`;
  const elements = details.slice(start).split(/^(?=- Element: )/m);
  return `${answer.code} ${details.slice(0, start)}${elements.sort().join('')}`;
}

process.exitCode = await main();
