import type { Scenario } from './scenario.ts';
import type { CreateNotation, Step, Variables } from './step.ts';
import type { World } from './world.ts';

/** A call to make for a step. */
export interface Call {
  readonly rpc: string;
  readonly request: object;
  readonly streams?: boolean;
  readonly deadlineMs?: number;
}

type Maker = (step: Step, world: World, scenario: Scenario) => Call | undefined;

/** The call that a step stands for. Throws when the step names none. */
export function callOf(step: Step, world: World, scenario: Scenario): Call {
  for (const make of [...JOB_CALLS, ...INSTANCE_CALLS, ...DEFINITION_CALLS, ...EVENT_CALLS]) {
    const call = make(step, world, scenario);
    if (call) return call;
  }
  throw new Error(`No such step: ${JSON.stringify(step)}`);
}

/** Variables as the text that is sent; `<x*5000>` stands for five thousand times `x`. */
export function documentOf(variables: Variables | undefined): string {
  if (variables === undefined) return '';
  const text = typeof variables === 'string' ? variables : JSON.stringify(variables);
  return text
    .replace(/^raw:/, '')
    .replaceAll(/<(.)\*(\d+)>/g, (_all, char: string, times) => char.repeat(Number(times)));
}

const JOB_CALLS: readonly Maker[] = [
  ({ activate: a }) =>
    a && {
      rpc: 'ActivateJobs',
      streams: true,
      request: {
        type: a.type,
        worker: a.worker ?? 'worker',
        timeout: a.timeoutMs ?? 60_000,
        maxJobsToActivate: a.max ?? 10,
        fetchVariable: a.fetch ?? [],
        requestTimeout: a.requestTimeoutMs ?? -1,
        tenantIds: a.tenants ?? [],
      },
    },
  ({ complete: given }, world) => {
    if (given === undefined) return undefined;
    const job = typeof given === 'string' ? { element: given } : given;
    const variables = documentOf('variables' in job ? job.variables : undefined);
    return { rpc: 'CompleteJob', request: { jobKey: world.job(job), variables } };
  },
  ({ fail: f }, world) =>
    f && {
      rpc: 'FailJob',
      request: {
        jobKey: world.job(f),
        retries: f.retries ?? 0,
        errorMessage: f.message ?? '',
        retryBackOff: f.backoffMs ?? 0,
        variables: documentOf(f.variables),
      },
    },
  ({ throw: t }, world) =>
    t && {
      rpc: 'ThrowError',
      request: {
        jobKey: world.job(t),
        errorCode: t.code,
        errorMessage: t.message ?? '',
        variables: documentOf(t.variables),
      },
    },
  ({ retries: r }, world) =>
    r && { rpc: 'UpdateJobRetries', request: { jobKey: world.job(r), retries: r.to } },
  ({ timeout: t }, world) =>
    t && { rpc: 'UpdateJobTimeout', request: { jobKey: world.job(t), timeout: t.toMs } },
];

const INSTANCE_CALLS: readonly Maker[] = [
  ({ create: given }, world) => {
    if (given === undefined) return undefined;
    const create = typeof given === 'string' ? { process: given } : given;
    return { rpc: 'CreateProcessInstance', request: creation(create, world) };
  },
  ({ createWithResult: c }, world) =>
    c && {
      rpc: 'CreateProcessInstanceWithResult',
      request: {
        request: creation(c, world),
        requestTimeout: c.requestTimeoutMs ?? 15_000,
        fetchVariables: c.fetch ?? [],
      },
    },
  ({ cancel }, world) =>
    cancel === undefined
      ? undefined
      : {
          rpc: 'CancelProcessInstance',
          request: { processInstanceKey: world.instance(cancel) },
        },
  ({ set: s }, world) =>
    s && {
      rpc: 'SetVariables',
      request: {
        elementInstanceKey: world.element(s.at),
        variables: documentOf(s.variables),
        local: s.local ?? false,
      },
    },
  ({ resolve }, world) =>
    resolve === undefined
      ? undefined
      : { rpc: 'ResolveIncident', request: { incidentKey: world.incident(resolve) } },
  ({ modify: m }, world) =>
    m && {
      rpc: 'ModifyProcessInstance',
      request: {
        processInstanceKey: world.instance(m.instance),
        activateInstructions: (m.activate ?? []).map((one) => ({
          elementId: one.element,
          ancestorElementInstanceKey: one.ancestor === undefined ? 0 : world.element(one.ancestor),
          variableInstructions: (one.variables ?? []).map(({ scope, values }) => ({
            scopeId: scope ?? '',
            variables: documentOf(values),
          })),
        })),
        terminateInstructions: (m.terminate ?? []).map((at) => ({
          elementInstanceKey: world.element(at),
        })),
      },
    },
  ({ migrate: m }, world) =>
    m && {
      rpc: 'MigrateProcessInstance',
      request: {
        processInstanceKey: world.instance(m.instance),
        migrationPlan: {
          targetProcessDefinitionKey:
            typeof m.to === 'number' ? m.to : world.definition('process', m.to),
          mappingInstructions: (Array.isArray(m.map) ? m.map : Object.entries(m.map)).map(
            ([sourceElementId, targetElementId]) => ({ sourceElementId, targetElementId }),
          ),
        },
      },
    },
];

const DEFINITION_CALLS: readonly Maker[] = [
  ({ topology }) => (topology ? { rpc: 'Topology', request: {} } : undefined),
  ({ deploy }, _world, scenario) => {
    if (deploy === undefined) return undefined;
    const names = deploy === 'all' ? [...scenario.resources.keys()] : resourceNames(deploy);
    const tenantId = typeof deploy === 'object' && 'tenant' in deploy ? deploy.tenant : '';
    const resources = names.map((name) => ({ name, content: contentOf(scenario, name) }));
    return { rpc: 'DeployResource', request: { resources, tenantId: tenantId ?? '' } };
  },
  ({ deployProcess: names }, _world, scenario) =>
    names && {
      rpc: 'DeployProcess',
      request: {
        processes: names.map((name) => ({ name, definition: contentOf(scenario, name) })),
      },
    },
  ({ delete: d }, world) =>
    d && { rpc: 'DeleteResource', request: { resourceKey: deletedKey(d, world) } },
  ({ evaluate: e }, world) =>
    e && {
      rpc: 'EvaluateDecision',
      request: {
        decisionId: e.id ?? '',
        decisionKey: e.key ?? (e.byKey ? world.definition('decision', e.byKey) : 0),
        variables: documentOf(e.variables),
      },
    },
];

const EVENT_CALLS: readonly Maker[] = [
  ({ rpc }) => rpc && { ...rpc, rpc: rpc.name },
  ({ publish: p }) =>
    p && {
      rpc: 'PublishMessage',
      request: {
        name: p.name,
        correlationKey: p.key ?? '',
        timeToLive: p.ttlMs ?? 0,
        messageId: p.id ?? '',
        variables: documentOf(p.variables),
        tenantId: p.tenant ?? '',
      },
    },
  ({ signal: s }) =>
    s && {
      rpc: 'BroadcastSignal',
      request: { signalName: s.name, variables: documentOf(s.variables) },
    },
];

function creation(create: CreateNotation, world: World): object {
  const { byKey } = create;
  const key = typeof byKey === 'string' ? world.definition('process', byKey) : (byKey ?? 0);
  return {
    processDefinitionKey: key,
    bpmnProcessId: create.process ?? '',
    version: create.version ?? -1,
    variables: documentOf(create.variables),
    startInstructions: (create.start ?? []).map((elementId) => ({ elementId })),
    tenantId: create.tenant ?? '',
  };
}

function resourceNames(deploy: readonly string[] | { resources: readonly string[] }): string[] {
  return 'resources' in deploy ? [...deploy.resources] : [...deploy];
}

function contentOf(scenario: Scenario, name: string): Buffer {
  const resource = scenario.resources.get(name);
  if (!resource) throw new Error(`${scenario.name} has no resource ${name}`);
  return resource.content;
}

function deletedKey(given: NonNullable<Step['delete']>, world: World): number {
  if (given.process) return world.definition('process', given.process, given.version);
  if (given.drg) return world.definition('drg', given.drg, given.version);
  if (given.form) return world.definition('form', given.form, given.version);
  return given.key ?? -1;
}
