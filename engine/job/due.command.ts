import type { JobStatus } from '../state/job-state.ts';
import type { EngineContext } from '../stream/engine-context.ts';
import type { CommandHandler, CommandRecord } from '../stream/handlers.ts';
import { refuse } from '../stream/writers.ts';
import { notFound, violatedByStatus } from './precondition.ts';
import { publishWork } from './publish-work.ts';

/** The worker's time is up. Source: zeebe/engine, `JobTimeOutProcessor.java`. */
export function timeOutJob(context: EngineContext): CommandHandler<'JOB'> {
  const { state, writers } = context;
  const reasons: { readonly [S in JobStatus]: string } = {
    ACTIVATED: 'it has not timed out',
    ACTIVATABLE: 'it must be activated first',
    FAILED: 'it is marked as failed and is not activated',
    ERROR_THROWN: 'it has thrown an error and is not activated',
    NOT_FOUND: 'no such job was found',
  };
  return (command) => {
    const { key } = command;
    const job = state.jobs.get(key);
    const status = state.jobs.status(key);
    if (job !== undefined && status === 'ACTIVATED' && job.deadline < writers.now()) {
      writers.event(key, 'JOB', 'TIMED_OUT', job);
      publishWork(context, key, job);
      return;
    }
    writers.rejection(
      command as CommandRecord,
      'NOT_FOUND',
      `Expected to time out activated job with key '${key}', but ${reasons[status]}`,
    );
  };
}

/** The back-off of a failed job is over. Source: zeebe/engine, `JobRecurProcessor.java`. */
export function recurJob(context: EngineContext): CommandHandler<'JOB'> {
  const { state, writers } = context;
  const reasons: { readonly [S in JobStatus]?: string } = {
    ACTIVATABLE: 'it is already activable',
    ACTIVATED: 'it is already activated',
    ERROR_THROWN: 'it is in error state',
  };
  return (command) => {
    const { key } = command;
    const job = state.jobs.get(key);
    const status = state.jobs.status(key);
    if (job !== undefined && status === 'FAILED' && job.recurringTime < writers.now()) {
      writers.event(key, 'JOB', 'RECURRED_AFTER_BACKOFF', job);
      publishWork(context, key, job);
      return;
    }
    writers.rejection(
      command as CommandRecord,
      'NOT_FOUND',
      `Expected to back off failed job with key '${key}', but ` +
        `${reasons[status] ?? 'no such job was found'}`,
    );
  };
}

/** Takes a job away. Source: zeebe/engine, `JobCancelProcessor.java`. */
export function cancelJob({ state, writers }: EngineContext): CommandHandler<'JOB'> {
  return (command) => {
    const job = state.jobs.get(command.key);
    if (job === undefined) {
      const { type, reason } = notFound('cancel', command.key);
      refuse(writers, command as CommandRecord, type, reason);
      return;
    }
    writers.event(command.key, 'JOB', 'CANCELED', job);
    writers.respond(command as CommandRecord, command.key, 'JOB', 'CANCELED', job);
  };
}

/** A job that was pushed to nobody goes back. Source: zeebe/engine, `JobYieldProcessor.java`. */
export function yieldJob({ state, writers }: EngineContext): CommandHandler<'JOB'> {
  return (command) => {
    const { key } = command;
    const refusal = violatedByStatus('yield', key, state.jobs.status(key), ['ACTIVATED']);
    const job = state.jobs.get(key);
    if (refusal !== null || job === undefined) {
      writers.rejection(command as CommandRecord, refusal!.type, refusal!.reason);
      return;
    }
    writers.event(key, 'JOB', 'YIELDED', job);
    writers.jobAvailable(job.type);
  };
}
