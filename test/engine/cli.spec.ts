import { expect } from 'chai';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { renderDiagram } from '../differential/diagram.ts';
import { openClient } from '../zeebe/gateway-client.ts';
import { openRecordSink } from '../zeebe/record-sink.ts';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** A run of the command line. */
interface Run {
  readonly child: ChildProcess;
  /** The first line of its output, or its whole error text when it ends without one. */
  readonly said: Promise<string>;
  readonly ended: Promise<number | null>;
}

describe('the engine’s command line', function () {
  this.timeout(30_000);
  let folder: string;
  const runs: Run[] = [];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tongqu-cli-'));
  });

  afterEach(async () => {
    for (const run of runs.splice(0)) {
      run.child.kill('SIGKILL');
      await run.ended;
    }
    rmSync(folder, { recursive: true, force: true });
  });

  const start = (...words: string[]): Run => {
    const child = spawn(process.execPath, ['--import', 'tsx', 'engine/cli.ts', ...words], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let out = '';
    let err = '';
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    const said = new Promise<string>((resolve) => {
      child.stdout.on('data', (text: Buffer) => {
        out += text.toString();
        if (out.includes('\n')) resolve(out);
      });
      child.stderr.on('data', (text: Buffer) => (err += text.toString()));
      child.once('close', () => resolve(err));
    });
    const run = { child, said, ended };
    runs.push(run);
    return run;
  };

  const addressIn = (text: string): string => /ready on (\S+),/.exec(text)?.[1] ?? '';

  it('says one line when ready, serves, writes records, and ends cleanly', async () => {
    const sink = await openRecordSink();
    const records = join(folder, 'records.jsonl');
    const data = join(folder, 'data');
    const words = ['--port', '0', '--data', data, '--records', records];
    const run = start(...words, '--exporter-url', sink.url);
    const said = await run.said;
    expect(said).to.match(/^Zeebe gateway ready on 127\.0\.0\.1:\d+, data in .*\n$/);
    const client = openClient(addressIn(said));
    const diagram = renderDiagram([{ id: 'by-cli', elements: { a: 'start' }, flows: [] }]);
    const resources = [{ name: 'by-cli.bpmn', content: Buffer.from(diagram) }];
    expect(await client.unary('DeployResource', { resources })).to.have.property('response');
    const request = { bpmnProcessId: 'by-cli', version: -1 };
    expect(await client.unary('CreateProcessInstance', request)).to.have.property('response');
    client.close();
    const completed = () => sink.records.some((record) => record.intent === 'ELEMENT_COMPLETED');
    await sink.until(completed, 'the instance’s end');
    run.child.kill('SIGTERM');
    expect(await run.ended).to.equal(0);
    const lines = readFileSync(records, 'utf8').trimEnd().split('\n');
    const positions = lines.map((line) => (JSON.parse(line) as { position: number }).position);
    expect(positions).to.deep.equal(positions.map((_position, at) => at + 1));
    await sink.close();
  });

  it('says in one line that the port is in use', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const run = start('--port', String(port), '--data', join(folder, 'data'));
    expect(await run.said).to.equal(`The port is in use by another program: 127.0.0.1:${port}\n`);
    expect(await run.ended).to.equal(1);
    server.close();
  });

  it('says in one line that the folder is in use', async () => {
    const data = join(folder, 'data');
    const first = start('--port', '0', '--data', data);
    await first.said;
    const second = start('--port', '0', '--data', data);
    const said = await second.said;
    expect(said.trimEnd().split('\n')).to.have.length(1);
    expect(said).to.contain(data);
    expect(await second.ended).to.equal(1);
  });

  it('says in one line that the folder cannot be written', async () => {
    const file = join(folder, 'a-file');
    writeFileSync(file, '');
    const run = start('--port', '0', '--data', join(file, 'data'));
    const said = await run.said;
    expect(said.trimEnd().split('\n')).to.have.length(1);
    expect(await run.ended).to.equal(1);
  });

  it('does not know other options', async () => {
    const run = start('--data', folder, '--colour', 'red');
    expect(await run.said).to.contain("'--colour'");
    expect(await run.ended).to.equal(1);
  });
});
