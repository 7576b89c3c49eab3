import { decideInGraph } from '../dmn/decide-in-graph.ts';
import { startEvents } from '../deployment/start-subscriptions.ts';
import { BufferedMessageStarts } from './behavior/buffered-message-starts.ts';
import { EventSubscriptions } from './behavior/event-subscriptions.ts';
import { throws } from './behavior/throw-events.ts';
import type { BpmnParts } from './make-bpmn-engine.ts';

/** What the folders of timers, messages, signals and decisions bring to the BPMN engine. */
export const bpmnParts: BpmnParts = {
  catchEvents: (context, { expressions }) => new EventSubscriptions(context, expressions),
  messageStarts: (context, { triggers }) => new BufferedMessageStarts(context, triggers),
  throws: (_context, behaviors) => throws(behaviors),
  startEvents,
  decide: decideInGraph,
};
