import type { ExecutableElement } from '../../model/executable.ts';
import { EMPTY_DOCUMENT } from '../../protocol/json-text.ts';
import { NO_KEY } from '../../protocol/key.ts';
import type { ElementInstance } from '../../state/element-instance.ts';
import type { EngineContext } from '../../stream/engine-context.ts';
import type { ElementContext } from '../element-context.ts';
import { headerText } from './jobs.ts';
import type { TaskAttributes } from './task-attributes.ts';

/** Writes a new user task that the engine itself manages. Source: `BpmnUserTaskBehavior.java`. */
export function createUserTask(
  { writers }: EngineContext,
  element: ExecutableElement,
  { elementInstanceKey, value }: ElementContext,
  found: TaskAttributes,
): void {
  const key = writers.nextKey();
  const task = {
    userTaskKey: key,
    assignee: found.assignee ?? '',
    candidateGroupsList: found.candidateGroups ?? [],
    candidateUsersList: found.candidateUsers ?? [],
    dueDate: found.dueDate ?? '',
    followUpDate: found.followUpDate ?? '',
    formKey: found.formKey ?? NO_KEY,
    externalFormReference: found.externalFormReference ?? '',
    variables: EMPTY_DOCUMENT,
    customHeaders: headerText({ ...element.userTask!.headers }),
    changedAttributes: [],
    action: '',
    creationTimestamp: writers.now(),
    bpmnProcessId: value.bpmnProcessId,
    processDefinitionVersion: value.version,
    processDefinitionKey: value.processDefinitionKey,
    processInstanceKey: value.processInstanceKey,
    elementId: element.id,
    elementInstanceKey,
    tenantId: value.tenantId,
  };
  writers.event(key, 'USER_TASK', 'CREATING', task);
  writers.event(key, 'USER_TASK', 'CREATED', task);
}

/** Cancels the element instance's user task, when it has one that waits for somebody. */
export function cancelUserTask(
  { state, writers }: EngineContext,
  { userTaskKey }: ElementInstance,
): void {
  const task = userTaskKey > 0 ? state.userTasks.get(userTaskKey) : undefined;
  if (task === undefined) return;
  writers.event(userTaskKey, 'USER_TASK', 'CANCELING', task);
  writers.event(userTaskKey, 'USER_TASK', 'CANCELED', task);
}
