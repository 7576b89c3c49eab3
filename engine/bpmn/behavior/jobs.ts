import { publishWork } from '../../job/publish-work.ts';
import type { ExecutableElement, JobProperties } from '../../model/executable.ts';
import type { Expression } from '../../feel/expression.ts';
import type { JsonText } from '../../protocol/json-text.ts';
import { EMPTY_DOCUMENT, asJsonText } from '../../protocol/json-text.ts';
import { DEFAULT_TENANT, NO_KEY } from '../../protocol/key.ts';
import type { JobKind, JobValue } from '../../protocol/value/job.value.ts';
import type { ElementInstance } from '../../state/element-instance.ts';
import type { EngineContext } from '../../stream/engine-context.ts';
import type { ElementContext } from '../element-context.ts';
import { Failure, isFailure } from '../failure.ts';
import type { Expressions } from './expressions.ts';
import type { Incidents } from './incidents.ts';
import { evaluateTaskAttributes } from './task-attributes.ts';

/** A job's attributes after evaluation. */
export interface EvaluatedJob {
  readonly type: string;
  readonly retries: number;
  readonly headers: JsonText;
}

type Headers = { [name: string]: string };

const HEADER_PREFIX = 'io.camunda.zeebe:';

/** Makes and cancels jobs of elements. Source: zeebe/engine, `BpmnJobBehavior.java`. */
export class Jobs {
  private readonly context: EngineContext;
  private readonly expressions: Expressions;
  private readonly incidents: Incidents;
  /** Headers that depend on nothing, as text, by the model's own object. */
  private readonly staticHeaders = new WeakMap<object, JsonText>();

  constructor(context: EngineContext, expressions: Expressions, incidents: Incidents) {
    this.context = context;
    this.expressions = expressions;
    this.incidents = incidents;
  }

  /** Evaluates type, retries and the user task attributes, in Zeebe's order. */
  evaluate(
    job: JobProperties,
    { elementInstanceKey: scope }: ElementContext,
  ): EvaluatedJob | Failure {
    const type = this.type(job.type, scope);
    if (isFailure(type)) return type;
    const retries = this.expressions.number(job.retries, scope);
    if (isFailure(retries)) return retries;
    const headers = this.headers(job, scope);
    if (isFailure(headers)) return headers;
    return { type, retries, headers };
  }

  /** Evaluates an execution listener. */
  evaluateListener(
    listener: { readonly type: Expression; readonly retries: Expression },
    scope: number,
  ): EvaluatedJob | Failure {
    const type = this.type(listener.type, scope);
    if (isFailure(type)) return type;
    const retries = this.expressions.number(listener.retries, scope);
    if (isFailure(retries)) return retries;
    return { type, retries, headers: EMPTY_DOCUMENT };
  }

  /** An empty type is a fault: no worker could ever ask for it. */
  private type(expression: Expression, scope: number): string | Failure {
    const type = this.expressions.string(expression, scope);
    if (type !== '') return type;
    const message =
      `Expected result of the expression '${expression.source}' to be a not-empty string, ` +
      'but was an empty string.';
    return new Failure(message, 'EXTRACT_VALUE_ERROR', scope);
  }

  /** Writes a new job for the element instance. */
  create(
    element: ExecutableElement,
    { elementInstanceKey, value }: ElementContext,
    job: EvaluatedJob,
    jobKind: JobKind = 'BPMN_ELEMENT',
  ): void {
    const { writers } = this.context;
    const record: JobValue = {
      type: job.type,
      worker: '',
      deadline: NO_KEY,
      timeout: NO_KEY,
      retries: job.retries,
      retryBackoff: 0,
      recurringTime: NO_KEY,
      customHeaders: job.headers,
      variables: EMPTY_DOCUMENT,
      errorMessage: '',
      errorCode: '',
      jobKind,
      bpmnProcessId: value.bpmnProcessId,
      processDefinitionVersion: value.version,
      processDefinitionKey: value.processDefinitionKey,
      processInstanceKey: value.processInstanceKey,
      elementId: element.id,
      elementInstanceKey,
      tenantId: DEFAULT_TENANT,
    };
    const key = writers.nextKey();
    writers.event(key, 'JOB', 'CREATED', record);
    publishWork(this.context, key, record);
  }

  /** Cancels the element instance's job, when it has one, and resolves the job's incident. */
  cancelOf(instance: ElementInstance): void {
    const { state, writers } = this.context;
    if (instance.jobKey <= 0) return;
    const job = state.jobs.get(instance.jobKey);
    if (job !== undefined) writers.event(instance.jobKey, 'JOB', 'CANCELED', job);
    this.incidents.resolveOfJob(instance.jobKey);
  }

  private headers(job: JobProperties, scope: number): JsonText | Failure {
    const isStatic =
      job.assignee === null &&
      job.candidateGroups === null &&
      job.candidateUsers === null &&
      job.dueDate === null &&
      job.followUpDate === null &&
      job.formId === null;
    if (!isStatic) return this.evaluateHeaders(job, scope);
    let text = this.staticHeaders.get(job);
    if (text === undefined) {
      text = headerText({ ...job.headers });
      this.staticHeaders.set(job, text);
    }
    return text;
  }

  private evaluateHeaders(job: JobProperties, scope: number): JsonText | Failure {
    const found = evaluateTaskAttributes(job, scope, this.expressions, this.context.state);
    if (isFailure(found)) return found;
    const headers: Headers = { ...job.headers };
    const add = (name: string, value: string | null): void => {
      if (value !== null && value !== '') headers[HEADER_PREFIX + name] = value;
    };
    add('assignee', found.assignee);
    add('candidateGroups', listText(found.candidateGroups));
    add('candidateUsers', listText(found.candidateUsers));
    add('dueDate', found.dueDate);
    add('followUpDate', found.followUpDate);
    add('formKey', found.formKey === null ? null : String(found.formKey));
    return headerText(headers);
  }
}

/** A list as Zeebe writes it into a header, quotes in names left as they are. */
function listText(list: readonly string[] | null): string | null {
  return list === null ? null : `[${list.map((item) => `"${item}"`).join(',')}]`;
}

/** Headers as a document; names and values that are empty are left out. */
export function headerText(headers: Headers): JsonText {
  const valid = Object.entries(headers).filter(([name, value]) => name !== '' && value !== '');
  return valid.length === 0
    ? EMPTY_DOCUMENT
    : asJsonText(JSON.stringify(Object.fromEntries(valid)));
}
