import type { BpmnEngine } from '../bpmn/bpmn-engine.ts';
import type { EngineContext } from '../stream/engine-context.ts';
import type { CommandHandlers } from '../stream/handlers.ts';
import { completeJob } from './complete.command.ts';
import { cancelJob, recurJob, timeOutJob, yieldJob } from './due.command.ts';
import { failJob } from './fail.command.ts';
import { throwJobError } from './throw-error.command.ts';
import { updateRetries, updateTimeout } from './update.command.ts';

/** The handlers of all commands to jobs. Source: zeebe/engine, `JobEventProcessors.java`. */
export function jobCommands(context: EngineContext, bpmn: BpmnEngine): CommandHandlers<'JOB'> {
  return {
    COMPLETE: completeJob(context, bpmn),
    FAIL: failJob(context, bpmn),
    THROW_ERROR: throwJobError(context, bpmn),
    TIME_OUT: timeOutJob(context),
    UPDATE_RETRIES: updateRetries(context),
    UPDATE_TIMEOUT: updateTimeout(context),
    CANCEL: cancelJob(context),
    RECUR_AFTER_BACKOFF: recurJob(context),
    YIELD: yieldJob(context),
  };
}
