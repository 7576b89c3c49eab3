import { NO_KEY } from '../../protocol/key.ts';
import type { IncidentState } from '../../state/incident-state.ts';
import type { Writers } from '../../stream/writers.ts';
import type { ElementContext } from '../element-context.ts';
import type { Failure } from '../failure.ts';

/** Raises and resolves incidents. Source: zeebe/engine, `BpmnIncidentBehavior.java`. */
export class Incidents {
  private readonly state: IncidentState;
  private readonly writers: Writers;

  constructor(state: IncidentState, writers: Writers) {
    this.state = state;
    this.writers = writers;
  }

  /** Raises an incident of the element instance. */
  create(failure: Failure, { elementInstanceKey, value }: ElementContext): void {
    const scopeKey = failure.variableScopeKey;
    this.writers.event(this.writers.nextKey(), 'INCIDENT', 'CREATED', {
      errorType: failure.errorType,
      errorMessage: failure.message,
      bpmnProcessId: value.bpmnProcessId,
      processDefinitionKey: value.processDefinitionKey,
      processInstanceKey: value.processInstanceKey,
      elementId: value.elementId,
      elementInstanceKey,
      jobKey: NO_KEY,
      variableScopeKey: scopeKey > 0 ? scopeKey : elementInstanceKey,
      tenantId: value.tenantId,
    });
  }

  /** Resolves the element instance's own incident, when it has one. */
  resolveOf(elementInstanceKey: number): void {
    this.resolve(this.state.ofElement(elementInstanceKey));
  }

  /** Resolves the job's incident, when it has one. */
  resolveOfJob(jobKey: number): void {
    this.resolve(this.state.ofJob(jobKey));
  }

  private resolve(key: number | undefined): void {
    const incident = key === undefined ? undefined : this.state.get(key);
    if (incident !== undefined) this.writers.event(key!, 'INCIDENT', 'RESOLVED', incident);
  }
}
