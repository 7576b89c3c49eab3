// What a program asks of Zeebe with @camunda8/sdk, and what Camunda Modeler asks with it; says what
// it is answered, without keys. Arguments: the SDK's package.json, the gateway, the REST API.
import { createRequire } from 'node:module';

const [, , home, address, restAddress] = process.argv;
const { Camunda8 } = createRequire(home)('@camunda8/sdk');

const say = (what, answer) => {
  const text = JSON.stringify(answer).replace(/\b2251799813\d{6}\b/g, 'KEY');
  process.stdout.write(`${what}: ${text.replace(/\(\d{4}-[^)]*\)/g, '(TIME)')}\n`);
};

/** The error as Camunda Modeler shows it. Source: its zeebe-api.js. */
const reasonOf = ({ code, message }) => {
  if (code === 14 || code === 13) return 'CONTACT_POINT_UNAVAILABLE';
  if (code === 12) return 'UNSUPPORTED_ENGINE';
  return message?.includes('ENOTFOUND') ? 'CONTACT_POINT_UNAVAILABLE' : 'UNKNOWN';
};

const refused = async (what, call) => {
  const error = await call.then(
    () => ({ message: 'accepted' }),
    (thrown) => thrown,
  );
  say(what, { code: error.code, details: error.details, reason: reasonOf(error) });
};

/** The settings that Camunda Modeler gives. Source: its camunda-client-factory.js. */
const open = (to) =>
  new Camunda8({
    ZEEBE_ADDRESS: to,
    ZEEBE_REST_ADDRESS: restAddress,
    zeebeGrpcSettings: { ZEEBE_GRPC_CLIENT_RETRY: false, ZEEBE_CLIENT_LOG_LEVEL: 'NONE' },
    CAMUNDA_OAUTH_DISABLED: true,
    CAMUNDA_SECURE_CONNECTION: false,
  });

const diagram = (id, { broken = false } = {}) =>
  Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="x"
  xmlns:zeebe="http://camunda.org/schema/zeebe/1.0">
  <process id="${id}" isExecutable="true">
    <startEvent id="begin" />
    <serviceTask id="work">
      <extensionElements>${broken ? '' : `<zeebe:taskDefinition type="${id}-work" />`}
      </extensionElements>
    </serviceTask>
    <endEvent id="end" />
    <sequenceFlow id="one" sourceRef="begin" targetRef="work" />
    <sequenceFlow id="two" sourceRef="work" targetRef="end" />
  </process>
</definitions>
`);

const camunda = open(address);
const zeebe = camunda.getZeebeGrpcApiClient();

const deploy = async (id) => {
  const { deployments } = await zeebe.deployResource({ process: diagram(id), name: `${id}.bpmn` });
  return deployments[0].process.processDefinitionKey;
};

async function modeler() {
  say('version', (await zeebe.topology()).gatewayVersion);
  const process = diagram('sdk-modeler');
  say('deploy', await zeebe.deployResource({ process, name: 'modeler.bpmn' }));
  const form = Buffer.from('{ "id": "sdk-form", "components": [] }');
  const resources = [
    { process, name: 'modeler.bpmn' },
    { form, name: 'ask.form' },
  ];
  say('deploy both', await zeebe.deployResources(resources));
  const broken = diagram('sdk-broken', { broken: true });
  await refused('deploy broken', zeebe.deployResource({ process: broken, name: 'broken.bpmn' }));
  const start = { bpmnProcessId: 'sdk-modeler', variables: { a: 1 } };
  say('start', await zeebe.createProcessInstance(start));
  const startInstructions = [{ elementId: 'work' }];
  say('start at', await zeebe.createProcessInstance({ ...start, startInstructions }));
  const nowhere = { ...start, bpmnProcessId: 'sdk-nowhere' };
  await refused('start nothing', zeebe.createProcessInstance(nowhere));
  const other = { ...start, tenantId: 'other' };
  await refused('start for a tenant', zeebe.createProcessInstance(other));
  const nobody = open('127.0.0.1:1').getZeebeGrpcApiClient();
  const error = await nobody.topology().catch((thrown) => thrown);
  say('nobody there', reasonOf(error));
}

async function pushed() {
  await deploy('sdk-push');
  let take;
  const job = new Promise((resolve) => (take = resolve));
  await zeebe.streamJobs({
    type: 'sdk-push-work',
    worker: 'sdk',
    timeout: 30_000,
    tenantIds: ['<default>'],
    fetchVariables: [],
    taskHandler: (arrived) => {
      take(arrived);
      return arrived.forward();
    },
  });
  // Answered behind the stream on the same connection: now the gateway knows of the stream.
  await zeebe.topology();
  const result = zeebe.createProcessInstanceWithResult({
    bpmnProcessId: 'sdk-push',
    variables: { n: 1 },
    requestTimeout: 20_000,
  });
  const { key, variables, worker, retries } = await job;
  say('pushed', { variables, worker, retries });
  await zeebe.updateJobTimeout({ jobKey: key, timeout: 60_000 });
  await zeebe.completeJob({ jobKey: key, variables: { m: 2 } });
  say('result', (await result).variables);
}

async function migrated() {
  const source = await deploy('sdk-from');
  const target = await deploy('sdk-to');
  const create = { bpmnProcessId: 'sdk-from', variables: {} };
  const { processInstanceKey } = await zeebe.createProcessInstance(create);
  const mappingInstructions = [{ sourceElementId: 'work', targetElementId: 'work' }];
  const migrationPlan = { mappingInstructions, targetProcessDefinitionKey: target };
  await zeebe.migrateProcessInstance({ processInstanceKey, migrationPlan });
  await zeebe.deleteResource({ resourceKey: source });
  await refused('start the deleted', zeebe.createProcessInstance(create));
  await refused(
    'migrate again',
    zeebe.migrateProcessInstance({ processInstanceKey: '5', migrationPlan }),
  );
  const signal = { signalName: 'sdk-signal', variables: {} };
  say('signal', await zeebe.broadcastSignal(signal));
}

await modeler();
await pushed();
await migrated();
say('rest', (await camunda.getZeebeRestClient().getTopology()).gatewayVersion);
process.exit(0);
