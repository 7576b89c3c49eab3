import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createEngine, type Engine } from '../../../engine/index.ts';
import { renderDiagram } from '../../differential/diagram.ts';
import { findDistribution } from '../../zeebe/distribution.ts';

const run = promisify(execFile);
const distribution = findDistribution();
const DIAGRAM = renderDiagram([
  {
    id: 'by-zbctl',
    elements: { begin: 'start', work: 'service by-zbctl', end: 'end' },
    flows: ['begin > work > end'],
  },
]);

describe('zbctl, unmodified', function () {
  let folder: string;
  let engine: Engine;

  before(async function () {
    if ('missing' in distribution) {
      console.log(`*** SKIPPED: zbctl: ${distribution.missing} ***`);
      this.skip();
    }
    folder = mkdtempSync(join(tmpdir(), 'tongqu-zbctl-'));
    writeFileSync(join(folder, 'by-zbctl.bpmn'), DIAGRAM);
    engine = await createEngine({ dataDir: join(folder, 'data'), port: 0 });
  });

  after(async () => {
    if (!engine) return;
    await engine.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const zbctl = async (...words: string[]): Promise<string> => {
    if ('missing' in distribution) throw new Error(distribution.missing);
    const program = join(distribution.home, 'bin', 'zbctl');
    const { stdout } = await run(program, ['--insecure', '--address', engine.address, ...words]);
    return stdout;
  };

  const json = async (...words: string[]): Promise<Record<string, unknown>> =>
    JSON.parse(await zbctl(...words)) as Record<string, unknown>;

  it('asks for the status', async () => {
    expect(await zbctl('status'))
      .to.contain('Gateway version: 8.5.8')
      .and.contain('Leader');
  });

  it('deploys, creates, activates and completes', async () => {
    const deployed = await json('deploy', 'resource', join(folder, 'by-zbctl.bpmn'));
    expect(deployed).to.have.nested.property('deployments[0].process.bpmnProcessId', 'by-zbctl');
    const created = await json('create', 'instance', 'by-zbctl', '--variables', '{"a": 1}');
    expect(created).to.include({ bpmnProcessId: 'by-zbctl', version: 1 });
    const activated = await json('activate', 'jobs', 'by-zbctl');
    expect(activated).to.have.nested.property('jobs[0].variables', '{"a":1}');
    const [job] = activated['jobs'] as { key: string }[];
    await zbctl('complete', 'job', job?.key ?? '', '--variables', '{"b":2}');
  });

  it('publishes a message and is refused what does not exist', async () => {
    expect(await json('publish', 'message', 'm', '--correlationKey', 'k')).to.have.property('key');
    const refused = await zbctl('cancel', 'instance', '2251799899999999').then(
      () => '',
      (error: unknown) => String(error),
    );
    expect(refused).to.contain('no such process was found');
  });
});
