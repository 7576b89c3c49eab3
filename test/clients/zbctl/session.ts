import type { Transcript } from './transcript.ts';

interface Deployed {
  readonly deployments: readonly { readonly process?: { readonly processDefinitionKey: string } }[];
}

interface Activated {
  readonly jobs: readonly { readonly key: string }[];
}

/** A key that nothing has: zbctl's answer tells what it was taken for. */
const NO_KEY = '2251799899999999';

/** Plays every subcommand of zbctl with its flags: what works, and what is refused. */
export async function playSession(zbctl: Transcript): Promise<void> {
  await describeCluster(zbctl);
  await deploy(zbctl);
  await workByHand(zbctl);
  await refuseJobs(zbctl);
  await throwAndRepair(zbctl);
  await changeInstance(zbctl);
  await publish(zbctl);
  await evaluate(zbctl);
  await workByWorkers(zbctl);
}

async function describeCluster(zbctl: Transcript): Promise<void> {
  await zbctl.run('version');
  await zbctl.run('status');
  await zbctl.run('status', '-o', 'json');
  await zbctl.run('status', '-o', 'xml');
}

async function deploy(zbctl: Transcript): Promise<void> {
  await zbctl.run('deploy', 'resource', 'work.bpmn', 'price.dmn', 'ask.form');
  await zbctl.run('deploy', 'resource', 'work.bpmn');
  const renamed = ['work.bpmn', '--resourceNames', 'renamed.bpmn'];
  const again = (await zbctl.json('deploy', 'resource', ...renamed)) as Deployed;
  await zbctl.run('deploy', 'work.bpmn');
  await zbctl.run('deploy', 'resource', 'broken.bpmn');
  await zbctl.run('deploy', 'resource', 'nowhere.bpmn');
  await zbctl.run('deploy', 'resource', 'variables.json');
  const key = again.deployments[2]?.process?.processDefinitionKey;
  await zbctl.run('create', 'instance', key, '--variables', '{"by": "key"}');
  await zbctl.run('delete', 'resource', NO_KEY);
  await zbctl.run('delete', 'resource', NO_KEY, '-o', 'json');
  await zbctl.run('delete', 'resource', key);
  await zbctl.run('create', 'instance', key);
}

async function activate(zbctl: Transcript, ...words: readonly string[]): Promise<string> {
  const { jobs } = (await zbctl.json('activate', 'jobs', ...words)) as Activated;
  return jobs[0]?.key ?? 'none';
}

async function workByHand(zbctl: Transcript): Promise<void> {
  await zbctl.run('create', 'instance', 'zbctl-work', '--version', '1', '--variables', '{"a": 1}');
  const job = await activate(zbctl, 'zbctl-work', '--worker', 'hand', '--timeout', '1m');
  await zbctl.run('update', 'retries', job, '--retries', '5');
  await zbctl.run('update', 'retries', job, '--retries', '4', '-o', 'json');
  await zbctl.run('update', 'retries', job, '--retries', '0');
  await zbctl.run('update', 'timeout', job, '--timeout', '60000');
  await zbctl.run('update', 'timeout', job, '--timeout', '50000', '-o', 'json');
  const details = ['--errorMessage', 'paper jam', '--variables', '{"tried": true}'];
  await zbctl.run('fail', 'job', job, '--retries', '2', '--retryBackoff', '1ms', ...details);
  const names = ['--variables', 'tried,a', '--maxJobsToActivate', '7'];
  const again = await activate(zbctl, 'zbctl-work', '--requestTimeout', '20s', ...names);
  await zbctl.run('fail', 'job', again, '--retries', '0', '-o', 'json');
  await zbctl.run('complete', 'job', again);
  await zbctl.run('update', 'retries', again, '--retries', '1', '-o', 'human');
  await zbctl.run('create', 'instance', 'zbctl-work', '--variables', '{"second": true}');
  const second = await activate(zbctl, 'zbctl-work', '--variables', 'second');
  await zbctl.run('complete', 'job', second, '--variables', '{"done": true}', '-o', 'json');
  await zbctl.run('complete', 'job', second);
}

async function refuseJobs(zbctl: Transcript): Promise<void> {
  await zbctl.run('activate', 'jobs', 'zbctl-work', '--timeout', '0s');
  await zbctl.run('complete', 'job', NO_KEY);
  await zbctl.run('complete', 'job', 'no-number');
  await zbctl.run('fail', 'job', NO_KEY);
  await zbctl.run('fail', 'job', NO_KEY, '--retries', '1');
  await zbctl.run('fail', 'job', NO_KEY, '--retries', '1', '--variables', 'no json');
  await zbctl.run('throwError', 'job', NO_KEY, '--errorCode', 'bad');
  await zbctl.run('update', 'retries', NO_KEY, '--retries', '1');
  await zbctl.run('update', 'timeout', NO_KEY, '--timeout', '1000');
  await zbctl.run('complete', 'job', '12345');
}

async function throwAndRepair(zbctl: Transcript): Promise<void> {
  await zbctl.run('create', 'instance', 'zbctl-work');
  const job = await activate(zbctl, 'zbctl-work');
  const details = ['--errorMessage', 'broken', '--variables', '{"why": "rain"}'];
  await zbctl.run('throwError', 'job', job, '--errorCode', 'bad', ...details);
  const repair = await activate(zbctl, 'zbctl-repair');
  await zbctl.run('throwError', 'job', repair, '--errorCode', 'nobody', '-o', 'json');
  await zbctl.run('complete', 'job', repair);
  await zbctl.run('resolve', 'incident', NO_KEY);
  await zbctl.run('resolve', 'incident', NO_KEY, '-o', 'json');
}

async function changeInstance(zbctl: Transcript): Promise<void> {
  const created = await zbctl.json('create', 'instance', 'zbctl-work');
  const key = (created as { processInstanceKey: string }).processInstanceKey;
  await zbctl.run('set', 'variables', key, '--variables', '{"b": 2}');
  await zbctl.run('set', 'variables', key, '--variables', '{"b": 3}', '--local', '-o', 'json');
  await zbctl.run('set', 'variables', key, '--variables', 'no json');
  await zbctl.run('set', 'variables', key, '--variables', '[1]');
  await zbctl.run('set', 'variables', NO_KEY, '--variables', '{"b": 2}');
  await zbctl.run('cancel', 'instance', key);
  await zbctl.run('cancel', 'instance', key);
  await zbctl.run('cancel', 'instance', NO_KEY, '-o', 'json');
  await zbctl.run('create', 'instance', 'zbctl-nowhere');
  await zbctl.run('create', 'instance', NO_KEY);
  await zbctl.run('create', 'instance', 'zbctl-work', '--version', '9');
  await zbctl.run('create', 'instance', 'zbctl-work', '--variables', 'no json');
  await zbctl.run('create', 'instance', 'zbctl-empty', '--withResult', '--variables', '{"a": 1}');
  const names = '--withResult=b,c';
  await zbctl.run('create', 'instance', 'zbctl-empty', names, '--variables', '{"a": 1, "b": 2}');
  const hasty = ['--withResult', '--requestTimeout', '300ms'];
  await zbctl.run('create', 'instance', 'zbctl-work', ...hasty);
}

async function publish(zbctl: Transcript): Promise<void> {
  const words = ['publish', 'message', 'zbctl-told', '--correlationKey', 'one'];
  await zbctl.run(...words, '--messageId', 'id', '--ttl', '1m', '--variables', '{"m": 1}');
  await zbctl.run(...words, '--messageId', 'id', '--ttl', '1m');
  await zbctl.run(...words, '--variables', 'variables.json');
  await zbctl.run(...words, '--variables', 'no json');
  await zbctl.run('publish', 'message', 'zbctl-told');
  await zbctl.run('broadcast', 'signal', 'zbctl-seen', '--variables', '{"s": 1}');
  await zbctl.run('broadcast', 'signal', 'zbctl-seen', '--variables', 'variables.json');
  await zbctl.run('broadcast', 'signal', 'zbctl-seen', '--variables', 'no json');
  await zbctl.run('broadcast', 'signal', '');
}

async function evaluate(zbctl: Transcript): Promise<void> {
  await zbctl.run('evaluate', 'decision', 'zbctl-price', '--variables', '{"age": 20}');
  await zbctl.run('evaluate', 'decision', 'zbctl-price', '--variables', '{"age": "old"}');
  await zbctl.run('evaluate', 'decision', 'zbctl-nowhere');
  await zbctl.run('evaluate', 'decision', NO_KEY);
}

async function workByWorkers(zbctl: Transcript): Promise<void> {
  const create = ['create', 'instance', 'zbctl-worker'];
  const handler = ['--handler', 'cat'];
  const polling = zbctl.worker('zbctl-worker', ...handler, '--name', 'polling');
  await zbctl.run(...create, '--withResult', '--variables', '{"round": 1}');
  await polling.said('Handler completed job');
  await polling.stop();
  const flags = ['--streamEnabled', '--concurrency', '2', '--maxJobsActive', '3'];
  const pushed = zbctl.worker('zbctl-worker', ...handler, '--name', 'pushed', ...flags);
  await zbctl.run(...create, '--withResult', '--variables', '{"round": 2}');
  await pushed.said('Handler completed job');
  await pushed.stop();
}
