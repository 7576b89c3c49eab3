import type { EngineContext } from '../../stream/engine-context.ts';
import type { CatchEvents } from './catch-events.ts';
import type { Compensations } from './compensations.ts';
import type { Decisions } from './decisions.ts';
import type { ElementActivation } from './element-activation.ts';
import type { ErrorEvents } from './error-events.ts';
import type { EventTriggers } from './event-triggers.ts';
import type { Expressions } from './expressions.ts';
import type { Incidents } from './incidents.ts';
import type { Jobs } from './jobs.ts';
import type { MessageStarts } from './message-starts.ts';
import type { Throws } from './throws.ts';
import type { Transitions } from './transitions.ts';
import type { VariableMappings } from './variable-mappings.ts';
import type { VariableBehavior } from './variables.ts';

/**
 * What element processors and command handlers share. Source: zeebe/engine, `BpmnBehaviors.java`.
 */
export interface Behaviors {
  readonly context: EngineContext;
  readonly expressions: Expressions;
  readonly variables: VariableBehavior;
  readonly variableMappings: VariableMappings;
  readonly incidents: Incidents;
  readonly jobs: Jobs;
  readonly transitions: Transitions;
  readonly catchEvents: CatchEvents;
  readonly triggers: EventTriggers;
  readonly errors: ErrorEvents;
  readonly decisions: Decisions;
  readonly throws: Throws;
  readonly messageStarts: MessageStarts;
  readonly activation: ElementActivation;
  readonly compensations: Compensations;
}
