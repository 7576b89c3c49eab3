import { startByMessage } from '../../message/correlate.ts';
import type { MessageStartSubscription } from '../../state/message-start-state.ts';
import type { EngineContext } from '../../stream/engine-context.ts';
import type { ElementContext } from '../element-context.ts';
import type { EventTriggers } from './event-triggers.ts';
import type { MessageStarts } from './message-starts.ts';

/** The oldest message that waits for a process, and the start event that takes it. */
interface Waiting {
  readonly messageKey: number;
  readonly subscription: MessageStartSubscription;
}

/** Source: zeebe/engine, `BpmnBufferedMessageStartEventBehavior.java`. */
export class BufferedMessageStarts implements MessageStarts {
  private readonly context: EngineContext;
  private readonly triggers: EventTriggers;

  constructor(context: EngineContext, triggers: EventTriggers) {
    this.context = context;
    this.triggers = triggers;
  }

  nextAfter(ending: ElementContext): (ended: ElementContext) => void {
    const { messages } = this.context.state;
    const correlationKey = messages.correlationKeyOf(ending.value.processInstanceKey);
    if (correlationKey === undefined) return () => {};
    return ({ value }) => {
      const next = this.find(value.bpmnProcessId, correlationKey);
      const message = next && messages.get(next.messageKey);
      if (next === undefined || message === undefined) return;
      startByMessage(this.context, this.triggers, next.subscription, next.messageKey, message);
    };
  }

  private find(bpmnProcessId: string, correlationKey: string): Waiting | undefined {
    const { state, writers } = this.context;
    const process = state.processes.latest(bpmnProcessId);
    if (process === undefined) return undefined;
    let first: Waiting | undefined;
    for (const subscription of state.messageStarts.ofProcess(process.key)) {
      const { messageName } = subscription.value;
      state.messages.forEach(messageName, correlationKey, (messageKey, message) => {
        if (message.deadline <= writers.now()) return true;
        if (state.messages.wasCorrelated(messageKey, bpmnProcessId)) return true;
        if (first === undefined || messageKey < first.messageKey)
          first = { messageKey, subscription };
        return false;
      });
    }
    return first;
  }
}
