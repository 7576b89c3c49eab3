import type { Behaviors } from '../behavior/behaviors.ts';
import type { ElementProcessor } from '../element-processor.ts';
import { jobWorkerTask } from './job-worker-task.ts';

/**
 * A user task done by a job (`io.camunda.zeebe:userTask`). Source: zeebe/engine,
 * `task/UserTaskProcessor.java`.
 */
export function userTask(behaviors: Behaviors): ElementProcessor {
  return jobWorkerTask(behaviors);
}
