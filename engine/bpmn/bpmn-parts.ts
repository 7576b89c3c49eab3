import type { BpmnParts } from './make-bpmn-engine.ts';

/** What the folders of timers, messages, signals and decisions bring to the BPMN engine. */
export const bpmnParts: BpmnParts = {
  catchEvents: () => ({
    subscribe(element) {
      if (element.events.every((event) => event.error !== null)) return undefined;
      throw new Error(`element ${element.id} waits for events that are not supported yet`);
    },
    unsubscribe() {},
    unsubscribeEventSubProcesses() {},
  }),
  messageStarts: () => ({ nextAfter: () => () => {} }),
  throws: () => ({
    signal(element) {
      throw new Error(`element ${element.id} throws a signal, which is not supported yet`);
    },
    escalation(element) {
      throw new Error(`element ${element.id} throws an escalation, which is not supported yet`);
    },
  }),
  startEvents: () => ({ openTimers: () => null, openSubscriptions() {} }),
  decide(graph) {
    throw new Error(`graph ${graph.decisionRequirementsId} cannot be evaluated yet`);
  },
};
