import { DEFAULT_TENANT } from '../../protocol/key.ts';
import { EMPTY_DOCUMENT } from '../../protocol/json-text.ts';
import type { JobValue } from '../../protocol/value/job.value.ts';
import { toNumber, type Int64 } from '../codec.ts';
import { readDocument } from '../document.ts';
import { ownKey } from '../partition.ts';
import { Refusal } from '../refusal.ts';
import type { UnaryRpc } from '../unary.ts';

/** A job of a command: what the command does not say has Zeebe's default. */
const NO_JOB: JobValue = {
  deadline: -1,
  timeout: -1,
  worker: '',
  retries: -1,
  retryBackoff: 0,
  recurringTime: -1,
  type: '',
  customHeaders: EMPTY_DOCUMENT,
  variables: EMPTY_DOCUMENT,
  errorMessage: '',
  errorCode: '',
  bpmnProcessId: '',
  processDefinitionVersion: -1,
  processDefinitionKey: -1,
  processInstanceKey: -1,
  elementId: '',
  elementInstanceKey: -1,
  tenantId: DEFAULT_TENANT,
  jobKind: 'BPMN_ELEMENT',
};

interface JobRequest {
  readonly jobKey: Int64;
}

type JobIntent = 'COMPLETE' | 'FAIL' | 'THROW_ERROR' | 'UPDATE_RETRIES' | 'UPDATE_TIMEOUT';

/** All calls on one job answer with an empty message. */
function onJob<Request extends JobRequest>(
  intent: JobIntent,
  toValue: (request: Request) => JobValue | Refusal,
): UnaryRpc<Request, 'JOB'> {
  return {
    toCommand: (request) => {
      const value = toValue(request);
      if (value instanceof Refusal) return value;
      const key = ownKey(request.jobKey);
      if (key instanceof Refusal) return key;
      return { valueType: 'JOB', intent, key, value };
    },
    toResponse: () => ({}),
  };
}

/** Completes a job with variables for its scope. */
export const completeJob = onJob<JobRequest & { variables: string }>('COMPLETE', (request) => {
  const variables = readDocument(request.variables);
  return variables instanceof Refusal ? variables : { ...NO_JOB, variables };
});

interface FailJobRequest extends JobRequest {
  readonly retries: number;
  readonly errorMessage: string;
  readonly retryBackOff: Int64;
  readonly variables: string;
}

/** Reports that a try failed: with tries left the job comes back, without there is an incident. */
export const failJob = onJob<FailJobRequest>('FAIL', (request) => {
  const variables = readDocument(request.variables);
  if (variables instanceof Refusal) return variables;
  const { retries, errorMessage } = request;
  const retryBackoff = toNumber(request.retryBackOff);
  return { ...NO_JOB, retries, errorMessage, retryBackoff, variables };
});

interface ThrowErrorRequest extends JobRequest {
  readonly errorCode: string;
  readonly errorMessage: string;
  readonly variables: string;
}

/** Reports a business error, which an error event of the process may catch. */
export const throwError = onJob<ThrowErrorRequest>('THROW_ERROR', (request) => {
  const variables = readDocument(request.variables);
  if (variables instanceof Refusal) return variables;
  const { errorCode, errorMessage } = request;
  return { ...NO_JOB, errorCode, errorMessage, variables };
});

/** Sets how many tries a job has left. */
export const updateJobRetries = onJob<JobRequest & { retries: number }>(
  'UPDATE_RETRIES',
  ({ retries }) => ({ ...NO_JOB, retries }),
);

/** Sets for how long from now a job stays with its worker. */
export const updateJobTimeout = onJob<JobRequest & { timeout: Int64 }>(
  'UPDATE_TIMEOUT',
  ({ timeout }) => ({ ...NO_JOB, timeout: toNumber(timeout) }),
);

/** A job handed out and not delivered goes back as a failed try that costs no retry. */
export function giveBack(retries: number, errorMessage: string): JobValue {
  return { ...NO_JOB, retries, errorMessage };
}
