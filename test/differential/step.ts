/** Variables as YAML; text beginning with `raw:` is sent as it is, to try what is not JSON. */
export type Variables = Readonly<Record<string, unknown>> | string;

/** Which job: of this element (the `nth` open one, from 1), or of this very key. */
export interface JobChoice {
  readonly element?: string;
  readonly nth?: number;
  readonly key?: number;
  /** Also a job that is not open any more. */
  readonly ended?: boolean;
}

/** Fields that every step may have. */
export interface StepCommon {
  /** Go on without waiting for the answer; `join` takes it later. */
  readonly background?: boolean;
}

/** One step of a scenario: exactly one of these fields names what is done. */
export interface Step extends StepCommon {
  readonly topology?: true;
  /** Names of resources; all of them when it is `all`. */
  readonly deploy?: 'all' | readonly string[] | { resources: readonly string[]; tenant?: string };
  readonly deployProcess?: readonly string[];
  readonly create?: string | CreateNotation;
  readonly createWithResult?: CreateNotation & { fetch?: string[]; requestTimeoutMs?: number };
  readonly cancel?: InstanceChoice;
  readonly activate?: ActivateNotation;
  readonly complete?: string | (JobChoice & { variables?: Variables });
  readonly fail?: JobChoice & {
    retries?: number;
    message?: string;
    backoffMs?: number;
    variables?: Variables;
  };
  readonly throw?: JobChoice & { code: string; message?: string; variables?: Variables };
  readonly retries?: JobChoice & { to: number };
  readonly timeout?: JobChoice & { toMs: number };
  readonly publish?: {
    name: string;
    key?: string;
    ttlMs?: number;
    id?: string;
    variables?: Variables;
    tenant?: string;
  };
  readonly signal?: { name: string; variables?: Variables };
  /** Into the newest instance of an element, or into a process instance. */
  readonly set?: { at: string | number; variables: Variables; local?: boolean };
  /** The nth open incident, from 1, or this very key. */
  readonly resolve?: number;
  readonly modify?: ModifyNotation;
  readonly migrate?: MigrateNotation;
  readonly delete?: {
    process?: string;
    drg?: string;
    form?: string;
    version?: number;
    key?: number;
  };
  readonly evaluate?: { id?: string; byKey?: string; key?: number; variables?: Variables };
  /** Any call, as it is: for requests that no other step would make. */
  readonly rpc?: {
    readonly name: string;
    readonly request: object;
    readonly streams?: boolean;
    readonly deadlineMs?: number;
  };
  readonly stream?: StreamNotation;
  /** Wait until so many jobs were pushed since the last look, to one stream or to several. */
  readonly pushed?: number | { readonly to: readonly string[]; readonly count: number };
  /** Close a stream by its name. */
  readonly close?: string;
  readonly rest?: string | RestNotation;
  /** ISO 8601 duration. */
  readonly clock?: string;
  /** Wait for a record with these fields (of the record, or of its value). */
  readonly await?: Readonly<Record<string, unknown>>;
  /** Take the answers of the steps in the background. */
  readonly join?: true;
}

/** A process instance by number in the order of creation (from 1), or by its key when large. */
export type InstanceChoice = number | string;

/** How an instance is made. */
export interface CreateNotation {
  readonly process?: string;
  readonly version?: number;
  /** By the key of the definition's newest version instead of by its id. */
  readonly byKey?: string | number;
  readonly variables?: Variables;
  readonly start?: readonly string[];
  readonly tenant?: string;
}

/** How jobs are asked for. */
export interface ActivateNotation {
  readonly type: string;
  readonly max?: number;
  readonly timeoutMs?: number;
  readonly worker?: string;
  readonly fetch?: readonly string[];
  readonly requestTimeoutMs?: number;
  readonly tenants?: readonly string[];
}

/** What MigrateProcessInstance is asked to do. */
export interface MigrateNotation {
  /** The target's process id, of the newest version or of another (`id#version`), or its key. */
  readonly to: string | number;
  /** From source to target; as a list of pairs where a source comes twice. */
  readonly map: Readonly<Record<string, string>> | readonly (readonly [string, string])[];
  readonly instance?: InstanceChoice;
}

/** What ModifyProcessInstance is asked to do. */
export interface ModifyNotation {
  readonly instance?: InstanceChoice;
  readonly activate?: readonly {
    readonly element: string;
    readonly ancestor?: string | number;
    readonly variables?: readonly { readonly scope?: string; readonly values: Variables }[];
  }[];
  /** The newest instance of an element, its nth (`id#n`), or a key. */
  readonly terminate?: readonly (string | number)[];
}

/** A stream of jobs that stays open until it is closed or the scenario ends. */
export interface StreamNotation {
  /** Its name, when a scenario has several. */
  readonly as?: string;
  readonly type: string;
  readonly timeoutMs?: number;
  readonly worker?: string;
  readonly fetch?: readonly string[];
  readonly tenants?: readonly string[];
  /** False: the client reads nothing, so that the stream gets blocked. */
  readonly reads?: boolean;
}

/** A call of the REST API. */
export interface RestNotation {
  /** `POST /v1/user-tasks/{ask}/completion`: `{element}` or `{element#n}` is its user task's key. */
  readonly call: string;
  /** JSON as YAML; text beginning with `raw:` is sent as it is. */
  readonly body?: unknown;
  /** The content type; `none`: no such header. */
  readonly type?: string;
  readonly accept?: string;
}
