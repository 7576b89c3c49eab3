import type { EngineContext } from '../stream/engine-context.ts';
import type { Behaviors } from './behavior/behaviors.ts';
import type { CatchEvents } from './behavior/catch-events.ts';
import { Compensations } from './behavior/compensations.ts';
import type { DecideInGraph } from './behavior/decisions.ts';
import { Decisions } from './behavior/decisions.ts';
import { ElementActivation } from './behavior/element-activation.ts';
import { ErrorEvents } from './behavior/error-events.ts';
import { EventTriggers } from './behavior/event-triggers.ts';
import { Expressions } from './behavior/expressions.ts';
import { Incidents } from './behavior/incidents.ts';
import { Jobs } from './behavior/jobs.ts';
import type { MessageStarts } from './behavior/message-starts.ts';
import type { Throws } from './behavior/throws.ts';
import { Transitions } from './behavior/transitions.ts';
import { VariableMappings } from './behavior/variable-mappings.ts';
import { VariableBehavior } from './behavior/variables.ts';
import { BpmnEngine } from './bpmn-engine.ts';
import { ElementProcessors } from './element-processors.ts';
import type { MakeStartEvents } from '../deployment/start-events.ts';

/** The parts that other folders bring: each is made when the behaviors it uses are there. */
export interface BpmnParts {
  readonly catchEvents: (context: EngineContext, behaviors: Behaviors) => CatchEvents;
  readonly messageStarts: (context: EngineContext, behaviors: Behaviors) => MessageStarts;
  readonly throws: (context: EngineContext, behaviors: Behaviors) => Throws;
  readonly startEvents: MakeStartEvents;
  readonly decide: DecideInGraph;
}

/**
 * Puts behaviors and processors together. They know each other through `behaviors`, filled in
 * here.
 */
export function makeBpmnEngine(context: EngineContext, parts: BpmnParts): BpmnEngine {
  const { state, writers, clock } = context;
  const processors = new ElementProcessors();
  const expressions = new Expressions(state.variables, clock);
  const variables = new VariableBehavior(state.variables, writers);
  const incidents = new Incidents(state.incidents, writers);
  const ownVariables = new VariableBehavior(state.variables, writers);
  const triggers = new EventTriggers(context, ownVariables, () => behaviors.catchEvents);
  const transitions = new Transitions(state, writers, (element) => processors.ofContainer(element));
  const behaviors = {
    context,
    expressions,
    variables,
    incidents,
    triggers,
    jobs: new Jobs(context, expressions, incidents),
    variableMappings: new VariableMappings(state, expressions, variables, triggers),
    transitions,
    errors: new ErrorEvents(state, triggers),
    decisions: new Decisions(context, expressions, triggers, parts.decide),
    compensations: new Compensations(state, writers, transitions),
    activation: new ElementActivation(state, writers, () => behaviors.catchEvents),
  } as { -readonly [P in keyof Behaviors]: Behaviors[P] };
  behaviors.catchEvents = parts.catchEvents(context, behaviors);
  behaviors.messageStarts = parts.messageStarts(context, behaviors);
  behaviors.throws = parts.throws(context, behaviors);
  processors.make(behaviors);
  return new BpmnEngine(context, behaviors, processors, parts.startEvents(behaviors));
}
