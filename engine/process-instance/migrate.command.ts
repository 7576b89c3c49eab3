import type { BpmnEngine } from '../bpmn/bpmn-engine.ts';
import type { CatchEvents } from '../bpmn/behavior/catch-events.ts';
import type { ExecutableProcess } from '../model/executable.ts';
import type {
  ProcessInstanceMigrationValue,
  ProcessInstanceValue,
} from '../protocol/value/process-instance.value.ts';
import type { ElementInstance } from '../state/element-instance.ts';
import type { DeployedProcess } from '../state/process-state.ts';
import type { EngineContext } from '../stream/engine-context.ts';
import { ExpectedRefusal } from '../stream/expected-refusal.ts';
import type { CommandHandlers, CommandRecord } from '../stream/handlers.ts';
import { moveSubscriptions } from './migrated-subscriptions.ts';
import {
  elementById,
  violatedElement,
  violatedPlan,
  violatedUniqueness,
  type MigrationRefusal,
} from './migration-checks.ts';

/**
 * Moves a running instance to another definition, with its jobs, user tasks, incidents, variables
 * and subscriptions to messages.
 * Source: zeebe/engine, `ProcessInstanceMigrationMigrateProcessor.java`.
 */
export function migrationCommands(
  context: EngineContext,
  { behaviors: { catchEvents } }: BpmnEngine,
): CommandHandlers<'PROCESS_INSTANCE_MIGRATION'> {
  const { state, writers } = context;
  return {
    MIGRATE(command) {
      const { value } = command;
      const { processInstanceKey: key } = value;
      const instance = state.elementInstances.get(key);
      if (instance === undefined) {
        const text = 'Expected to migrate process instance but no process instance found with key';
        throw new ExpectedRefusal('NOT_FOUND', `${text} '${key}'`);
      }
      refuseIf(violatedUniqueness(value));
      const target = state.processes.get(value.targetProcessDefinitionKey);
      if (target === undefined) {
        throw new ExpectedRefusal(
          'NOT_FOUND',
          'Expected to migrate process instance to process definition but no process definition ' +
            `found with key '${value.targetProcessDefinitionKey}'`,
        );
      }
      const source = state.processes.get(instance.value.processDefinitionKey)!;
      refuseIf(violatedPlan(value, source.executable, target.executable));
      new Migrator(context, catchEvents).moveAll(instance, value, source.executable, target);
      writers.event(key, 'PROCESS_INSTANCE_MIGRATION', 'MIGRATED', value);
      writers.respond(
        command as CommandRecord,
        key,
        'PROCESS_INSTANCE_MIGRATION',
        'MIGRATED',
        value,
      );
    },
  };
}

/** Carries out one migration whose plan was found right. */
class Migrator {
  private readonly state: EngineContext['state'];
  private readonly writers: EngineContext['writers'];

  private readonly catchEvents: CatchEvents;

  constructor({ state, writers }: EngineContext, catchEvents: CatchEvents) {
    this.state = state;
    this.writers = writers;
    this.catchEvents = catchEvents;
  }

  moveAll(
    root: ElementInstance,
    { mappingInstructions }: ProcessInstanceMigrationValue,
    source: ExecutableProcess,
    target: DeployedProcess,
  ): void {
    const targets = new Map(
      mappingInstructions.map((one) => [one.sourceElementId, one.targetElementId]),
    );
    targets.set(source.id, target.executable.id);
    const waiting = [root];
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { elementId } = next.value;
      const targetId = targets.get(elementId);
      const element = targetId === undefined ? undefined : elementById(target.executable, targetId);
      refuseIf(
        violatedElement(this.state, next, elementById(source, elementId), element, targetId),
      );
      this.move(next, target, targetId ?? '');
      // What is still beginning has not subscribed to anything yet.
      if (next.state !== 'ELEMENT_ACTIVATING') {
        moveSubscriptions(this.state, this.catchEvents, next, element!, targets);
      }
      waiting.push(...this.state.elementInstances.childrenOf(next.key));
    }
  }

  private move(instance: ElementInstance, target: DeployedProcess, elementId: string): void {
    const { key } = instance;
    const { bpmnProcessId, version } = target.value;
    const definition = { bpmnProcessId, processDefinitionKey: target.key, elementId };
    const moved: ProcessInstanceValue = { ...instance.value, ...definition, version };
    this.writers.event(key, 'PROCESS_INSTANCE', 'ELEMENT_MIGRATED', moved);
    const withVersion = { ...definition, processDefinitionVersion: version };
    const job = this.state.jobs.get(instance.jobKey);
    if (job !== undefined) {
      this.writers.event(instance.jobKey, 'JOB', 'MIGRATED', { ...job, ...withVersion });
    }
    for (const incidentKey of [
      this.state.incidents.ofElement(key),
      this.state.incidents.ofJob(instance.jobKey),
    ]) {
      if (incidentKey === undefined) continue;
      const incident = this.state.incidents.get(incidentKey);
      if (incident === undefined) continue;
      this.writers.event(incidentKey, 'INCIDENT', 'MIGRATED', { ...incident, ...definition });
    }
    const task = this.state.userTasks.get(instance.userTaskKey);
    if (task !== undefined) {
      const moving = { ...task, ...withVersion };
      this.writers.event(instance.userTaskKey, 'USER_TASK', 'MIGRATED', moving);
    }
    this.moveVariables(moved, key);
  }

  /** The records of the variables don't hold their values. */
  private moveVariables(moved: ProcessInstanceValue, scopeKey: number): void {
    const { processInstanceKey, processDefinitionKey, bpmnProcessId, tenantId } = moved;
    for (const { key, name } of this.state.variables.localVariables(scopeKey)) {
      this.writers.event(key, 'VARIABLE', 'MIGRATED', {
        name,
        value: 'null',
        scopeKey,
        processInstanceKey,
        processDefinitionKey,
        bpmnProcessId,
        tenantId,
      });
    }
  }
}

function refuseIf(refusal: MigrationRefusal | null): void {
  if (refusal !== null) throw new ExpectedRefusal(refusal.type, refusal.reason);
}
