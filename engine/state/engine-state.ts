import { CompensationState } from './compensation-state.ts';
import { ElementInstanceState } from './element-instance-state.ts';
import { EventScopeState } from './event-scope-state.ts';
import { IncidentState } from './incident-state.ts';
import { JobState } from './job-state.ts';
import type { ParseProcesses } from './process-state.ts';
import { ProcessState } from './process-state.ts';
import { ResourceState } from './resource-state.ts';
import { MessageState } from './message-state.ts';
import { MessageStartState } from './message-start-state.ts';
import { SignalState } from './signal-state.ts';
import type { Store } from './store.ts';
import { SubscriptionState } from './subscription-state.ts';
import { TimerState } from './timer-state.ts';
import { UserTaskState } from './user-task-state.ts';
import { VariableState } from './variable-state.ts';

/** Everything the engine remembers, by subject. Changed by event appliers only. */
export class EngineState {
  readonly variables: VariableState;
  readonly elementInstances: ElementInstanceState;
  readonly eventScopes: EventScopeState;
  readonly jobs: JobState;
  readonly incidents: IncidentState;
  readonly processes: ProcessState;
  readonly resources: ResourceState;
  readonly timers: TimerState;
  readonly messages: MessageState;
  readonly subscriptions: SubscriptionState;
  readonly messageStarts: MessageStartState;
  readonly signals: SignalState;
  readonly userTasks: UserTaskState;
  readonly compensations: CompensationState;

  constructor(store: Store, parseProcesses: ParseProcesses) {
    this.variables = new VariableState(store);
    this.elementInstances = new ElementInstanceState(store, this.variables);
    this.eventScopes = new EventScopeState(store);
    this.jobs = new JobState(store);
    this.incidents = new IncidentState(store);
    this.processes = new ProcessState(store, parseProcesses);
    this.resources = new ResourceState(store);
    this.timers = new TimerState(store);
    this.messages = new MessageState(store);
    this.subscriptions = new SubscriptionState(store);
    this.messageStarts = new MessageStartState(store);
    this.signals = new SignalState(store);
    this.userTasks = new UserTaskState(store);
    this.compensations = new CompensationState(store);
  }
}
