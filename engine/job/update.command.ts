import type { EngineContext } from '../stream/engine-context.ts';
import type { CommandHandler, CommandRecord } from '../stream/handlers.ts';
import { refuse } from '../stream/writers.ts';
import { notFound } from './precondition.ts';

/** Gives a job more tries. Source: zeebe/engine, `JobUpdateRetriesProcessor.java`. */
export function updateRetries({ state, writers }: EngineContext): CommandHandler<'JOB'> {
  return (command) => {
    const { key } = command;
    const { retries } = command.value;
    const record = command as CommandRecord;
    if (retries <= 0) {
      refuse(
        writers,
        record,
        'INVALID_ARGUMENT',
        `Expected to update retries for job with key '${key}' with a positive amount of retries, ` +
          `but the amount given was '${retries}'`,
      );
      return;
    }
    const job = state.jobs.get(key);
    if (job === undefined) {
      const { type, reason } = notFound('update retries for', key);
      refuse(writers, record, type, reason);
      return;
    }
    const value = { ...job, retries };
    writers.event(key, 'JOB', 'RETRIES_UPDATED', value);
    writers.respond(record, key, 'JOB', 'RETRIES_UPDATED', value);
  };
}

/**
 * Gives a worker more time, counted from now. Source: zeebe/engine,
 * `JobUpdateTimeoutProcessor.java`.
 */
export function updateTimeout(context: EngineContext): CommandHandler<'JOB'> {
  const { state, writers } = context;
  return (command) => {
    const { key } = command;
    const record = command as CommandRecord;
    const job = state.jobs.get(key);
    if (job === undefined) {
      refuse(
        writers,
        record,
        'NOT_FOUND',
        `Expected to update job deadline with key '${key}', but no such job was found`,
      );
      return;
    }
    if (!state.jobs.hasDeadline(key, job.deadline)) {
      refuse(
        writers,
        record,
        'INVALID_STATE',
        `Expected to update the timeout of job with key '${key}', but it is not active`,
      );
      return;
    }
    const value = { ...job, deadline: writers.now() + command.value.timeout };
    writers.event(key, 'JOB', 'TIMEOUT_UPDATED', value);
    context.jobChecks.deadlineDue(value.deadline);
    writers.respond(record, key, 'JOB', 'TIMEOUT_UPDATED', value);
  };
}
