import { LIMITS } from '../limits.ts';
import { DEFAULT_TENANT } from '../protocol/key.ts';
import type { RejectionType } from '../protocol/record-type.ts';
import type { JobBatchValue, JobValue } from '../protocol/value/job.value.ts';
import type { EngineContext } from '../stream/engine-context.ts';
import type { CommandHandlers, CommandRecord } from '../stream/handlers.ts';
import { jobBytes } from '../stream/record-size.ts';
import { refuse } from '../stream/writers.ts';
import { incidentOfJob } from './fail.command.ts';

/** Jobs that fit into one message, and the first that is too large by itself. */
interface Collected {
  readonly keys: number[];
  readonly jobs: JobValue[];
  truncated: boolean;
  tooLarge: { readonly key: number; readonly job: JobValue; readonly bytes: number } | null;
}

/**
 * Hands out jobs of a type. Source: zeebe/engine, `JobBatchActivateProcessor.java`,
 * `JobBatchCollector.java`.
 */
export function jobBatchCommands(context: EngineContext): CommandHandlers<'JOB_BATCH'> {
  const { writers } = context;
  return {
    ACTIVATE(command) {
      const refusal = violation(command.value);
      if (refusal !== null) {
        const [type, reason] = refusal;
        refuse(writers, command as CommandRecord, type, reason);
        return;
      }
      const batchKey = writers.nextKey();
      const found = collect(context, command);
      const { tooLarge } = found;
      if (tooLarge !== null) {
        const incident = incidentOfJob(
          tooLarge.key,
          tooLarge.job,
          'MESSAGE_SIZE_EXCEEDED',
          tooLargeText(tooLarge),
        );
        writers.event(writers.nextKey(), 'INCIDENT', 'CREATED', incident);
      }
      const value: JobBatchValue = {
        ...command.value,
        jobKeys: found.keys,
        jobs: found.jobs,
        truncated: found.truncated,
      };
      writers.event(batchKey, 'JOB_BATCH', 'ACTIVATED', value);
      if (found.keys.length > 0) {
        context.jobChecks.deadlineDue(command.timestamp + value.timeout);
      }
      writers.respond(command as CommandRecord, batchKey, 'JOB_BATCH', 'ACTIVATED', value);
    },
  };
}

function violation(value: JobBatchValue): [RejectionType, string] | null {
  const text = (what: string, wanted: string, was: string): [RejectionType, string] => [
    'INVALID_ARGUMENT',
    `Expected to activate job batch with ${what} to be ${wanted}, but it was ${was}`,
  ];
  if (value.maxJobsToActivate < 1) {
    return text('max jobs to activate', 'greater than zero', `'${value.maxJobsToActivate}'`);
  }
  if (value.timeout < 1) return text('timeout', 'greater than zero', `'${value.timeout}'`);
  return value.type === '' ? text('type', 'present', 'blank') : null;
}

function collect(
  { state, writers }: EngineContext,
  command: CommandRecord<'JOB_BATCH'>,
): Collected {
  const { type, worker, timeout, maxJobsToActivate, variables, tenantIds } = command.value;
  const found: Collected = { keys: [], jobs: [], truncated: false, tooLarge: null };
  if (tenantIds.length > 0 && !tenantIds.includes(DEFAULT_TENANT)) return found;
  const wanted = variables.length === 0 ? undefined : variables;
  const deadline = command.timestamp + timeout;
  let bytes: number = LIMITS.batchSizeCalculationBufferBytes;
  state.jobs.forEachActivatable(type, (key, stored) => {
    const document = state.variables.visibleDocument(stored.elementInstanceKey, wanted);
    const job = { ...stored, deadline, worker, variables: document };
    const size = jobBytes(job);
    if (!writers.canWrite(bytes + size)) {
      if (found.keys.length === 0) found.tooLarge = { key, job, bytes: bytes + size };
      found.truncated = true;
      return false;
    }
    bytes += size;
    found.keys.push(key);
    found.jobs.push(job);
    return found.keys.length < maxJobsToActivate;
  });
  return found;
}

function tooLargeText({ key, bytes }: { readonly key: number; readonly bytes: number }): string {
  return (
    `The job with key '${key}' can not be activated, because with ${prettyBytes(bytes)} it is ` +
    `larger ` +
    'than the configured message size (per default is 4 MB). Try to reduce the size by reducing ' +
    'the number of fetched variables or modifying the variable values.'
  );
}

/** Bytes as Zeebe prints them. Source: zeebe/util, `ByteValue.prettyPrint`. */
function prettyBytes(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return unit === 0 ? `${value} B` : `${value.toFixed(1)} ${units[unit]}`;
}
