import type { ProcessInstanceValue } from '../protocol/value/process-instance.value.ts';
import type { EngineState } from '../state/engine-state.ts';

/**
 * An instance started by a message with a correlation key keeps others with the same key from
 * starting; its end
 * gives the key free. Source: zeebe/engine, `BufferedStartMessageEventStateApplier.java`.
 */
export function releaseMessageLock(
  state: EngineState,
  key: number,
  value: ProcessInstanceValue,
): void {
  if (value.bpmnElementType !== 'PROCESS') return;
  state.messages.unlock(value.bpmnProcessId, key);
}
