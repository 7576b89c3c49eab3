import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openEngineCore } from '../../engine/engine-core.ts';
import { createEngine } from '../../engine/index.ts';
import type { Command } from '../../engine/stream/command-port.ts';
import { openClient } from '../zeebe/gateway-client.ts';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** KiB that a file of the limited engine may have. */
const FILE_LIMIT_KIB = 4 * 1024;

const publish = (messageId: string): Record<string, unknown> => ({
  name: 'kept',
  correlationKey: 'one',
  timeToLive: 3_600_000,
  messageId,
});

describe('an engine that cannot write', function () {
  this.timeout(60_000);
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tongqu-failure-'));
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('tells its owner, answers nobody, takes nothing more, and can be closed', async () => {
    // given
    const core = await openEngineCore({ dataDir: folder });
    const full = new Error('no space');
    core.store.append = () => {
      throw full;
    };
    const command = {
      valueType: 'SIGNAL',
      intent: 'BROADCAST',
      key: -1,
      value: { signalName: 'any', variables: '{}', tenantId: '<default>' },
    } as unknown as Command;
    const outcome = (): Promise<unknown> => core.port.write(command).catch((error) => error);

    // when
    const waiting = outcome();

    // then
    expect(await core.processor.failed).to.equal(full);
    expect(await waiting).to.equal(full);
    expect(await outcome()).to.equal(full);
    await core.close();
  });

  it('ends its process in one line, and keeps all that it had acknowledged', async () => {
    // given: a limit on the size of files stands for a disk that is full
    const cli = `exec "${process.execPath}" --import tsx engine/cli.ts --port 0 --data "${folder}"`;
    const child = spawn('bash', ['-c', `ulimit -f ${FILE_LIMIT_KIB}; ${cli}`], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let complaint = '';
    child.stderr.on('data', (text: Buffer) => (complaint += text.toString()));
    const ended = once(child, 'close');
    const [ready] = (await once(child.stdout, 'data')) as [Buffer];
    const client = openClient(/ready on (\S+),/.exec(ready.toString())?.[1] ?? '');

    // when
    const variables = JSON.stringify({ large: 'x'.repeat(200_000) });
    const kept: string[] = [];
    let refusal: unknown;
    while (refusal === undefined && kept.length < 1_000) {
      const id = `message-${kept.length}`;
      const answer = await client.unary('PublishMessage', { ...publish(id), variables });
      if ('code' in answer) refusal = answer.code;
      else kept.push(id);
    }
    client.close();

    // then
    expect(refusal).to.be.oneOf(['UNAVAILABLE', 'INTERNAL', 'CANCELLED']);
    expect((await ended)[0]).to.equal(1);
    expect(complaint).to.match(/^The engine stopped: .+\n$/);
    expect(kept).to.have.length.greaterThan(1);
    const engine = await createEngine({ dataDir: folder });
    const again = openClient(engine.address);
    for (const id of kept) {
      const answer = await again.unary('PublishMessage', publish(id));
      expect(answer).to.include({ code: 'ALREADY_EXISTS' });
    }
    again.close();
    await engine.close();
  });
});
