import type { ExecutableElement, ExecutableFlow, ExecutableProcess } from '../model/executable.ts';
import type { BpmnElementType } from '../protocol/bpmn-type.ts';
import type { ProcessValue } from '../protocol/value/deployment.value.ts';
import { LIMITS } from '../limits.ts';
import type { KeyTable } from './key-table.ts';
import type { PairTable } from './pair-table.ts';
import type { Store } from './store.ts';

/** A deployed definition and what runs of it. */
export interface DeployedProcess {
  readonly key: number;
  readonly value: ProcessValue;
  readonly executable: ExecutableProcess;
}

/** Turns a deployed file into its processes; the file was checked when it was deployed. */
export type ParseProcesses = (
  resourceName: string,
  bytes: Uint8Array,
) => readonly ExecutableProcess[];

/**
 * Process definitions by key and by id and version. Source: zeebe/engine, `DbProcessState.java`.
 */
export class ProcessState {
  private readonly processes: KeyTable<number, ProcessValue>;
  private readonly versions: PairTable<string, number, number>;
  /**
   * The highest version ever given to an id: versions are not given twice, even after a deletion.
   */
  private readonly highest: KeyTable<string, { readonly version: number }>;
  private readonly cache = new Map<number, DeployedProcess>();
  /** The key of the newest version by id, as far as somebody asked. */
  private readonly latestKeys = new Map<string, number>();
  private readonly parse: ParseProcesses;

  constructor(store: Store, parse: ParseProcesses) {
    this.processes = store.keyTable('processes', ({ resource }) => resource.length);
    this.versions = store.pairTable('process-versions');
    this.highest = store.keyTable('process-highest-versions');
    this.parse = parse;
  }

  /** The definition, or undefined. */
  get(key: number): DeployedProcess | undefined {
    const cached = this.cache.get(key);
    if (cached !== undefined) return cached;
    const value = this.processes.get(key);
    if (value === undefined) return undefined;
    const executable = this.parse(value.resourceName, Buffer.from(value.resource, 'base64')).find(
      (process) => process.id === value.bpmnProcessId,
    );
    if (executable === undefined)
      throw new Error(`process ${value.bpmnProcessId} is not in its file`);
    if (this.cache.size >= LIMITS.maxCachedProcesses) this.cache.clear();
    const deployed = { key, value, executable };
    this.cache.set(key, deployed);
    return deployed;
  }

  /** What was deployed, without parsing it. */
  value(key: number): ProcessValue | undefined {
    return this.processes.get(key);
  }

  /** The newest version of an id, or undefined. */
  latest(bpmnProcessId: string): DeployedProcess | undefined {
    const key = this.latestKey(bpmnProcessId);
    return key === undefined ? undefined : this.get(key);
  }

  /** The newest version's deployed value, or undefined. */
  latestValue(bpmnProcessId: string): ProcessValue | undefined {
    const key = this.latestKey(bpmnProcessId);
    return key === undefined ? undefined : this.processes.get(key);
  }

  /** One version of an id, or undefined. */
  byVersion(bpmnProcessId: string, version: number): DeployedProcess | undefined {
    const key = this.versions.get(bpmnProcessId, version);
    return key === undefined ? undefined : this.get(key);
  }

  /** The version that a new, different deployment of the id gets. */
  nextVersion(bpmnProcessId: string): number {
    return (this.highest.get(bpmnProcessId)?.version ?? 0) + 1;
  }

  /**
   * An element of a definition. A multi-instance activity and its body share an id; the type tells
   * which is meant.
   * @throws when definition or element don't exist: records never name others.
   */
  element(
    processDefinitionKey: number,
    elementId: string,
    type: BpmnElementType,
  ): ExecutableElement {
    const process = this.get(processDefinitionKey)?.executable;
    const found = process === undefined ? undefined : elementOf(process, elementId, type);
    if (found === undefined)
      throw new Error(`no ${type} ${elementId} in process ${processDefinitionKey}`);
    return found;
  }

  /** A sequence flow of a definition. */
  flow(processDefinitionKey: number, flowId: string): ExecutableFlow {
    const flow = this.get(processDefinitionKey)?.executable.flows.get(flowId);
    if (flow === undefined) throw new Error(`no flow ${flowId} in process ${processDefinitionKey}`);
    return flow;
  }

  /** Adds a definition. */
  create(value: ProcessValue): void {
    this.cache.delete(value.processDefinitionKey);
    this.latestKeys.delete(value.bpmnProcessId);
    this.processes.insert(value.processDefinitionKey, value);
    this.versions.put(value.bpmnProcessId, value.version, value.processDefinitionKey);
    this.highest.put(value.bpmnProcessId, {
      version: Math.max(value.version, this.nextVersion(value.bpmnProcessId) - 1),
    });
  }

  /** Forgets what was parsed: after a deployment was taken back its keys are given again. */
  forget(): void {
    this.cache.clear();
    this.latestKeys.clear();
  }

  /** Takes a version out of the list of an id, so that nothing new starts from it. */
  unlist(value: ProcessValue): void {
    this.latestKeys.delete(value.bpmnProcessId);
    this.versions.delete(value.bpmnProcessId, value.version);
  }

  /** Removes a definition. */
  delete(value: ProcessValue): void {
    this.unlist(value);
    this.processes.delete(value.processDefinitionKey);
    this.cache.delete(value.processDefinitionKey);
  }

  private latestKey(bpmnProcessId: string): number | undefined {
    const known = this.latestKeys.get(bpmnProcessId);
    if (known !== undefined) return known;
    const found = this.findLatestKey(bpmnProcessId);
    if (this.latestKeys.size >= LIMITS.maxCachedProcesses) this.latestKeys.clear();
    if (found !== undefined) this.latestKeys.set(bpmnProcessId, found);
    return found;
  }

  private findLatestKey(bpmnProcessId: string): number | undefined {
    const highest = this.highest.get(bpmnProcessId)?.version;
    if (highest === undefined) return undefined;
    const key = this.versions.get(bpmnProcessId, highest);
    if (key !== undefined) return key;
    let last: number | undefined;
    this.versions.forEach(bpmnProcessId, (_version, versionKey) => {
      last = versionKey;
    });
    return last;
  }
}

/** An element by id and type: the inner activity of a body, unless the body itself is meant. */
export function elementOf(
  process: ExecutableProcess,
  elementId: string,
  type: BpmnElementType,
): ExecutableElement | undefined {
  if (type === 'PROCESS') return process;
  const element = process.elements.get(elementId);
  if (element?.multiInstance != null && type !== 'MULTI_INSTANCE_BODY') {
    return element.multiInstance.inner;
  }
  return element;
}
