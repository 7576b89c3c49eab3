import type { ExecutableElement } from '../../model/executable.ts';
import { DEFAULT_TENANT } from '../../protocol/key.ts';
import type { ElementInstance } from '../../state/element-instance.ts';
import { isActive, isInterrupted } from '../../state/element-instance.ts';
import { elementOf } from '../../state/process-state.ts';
import type { EngineContext } from '../../stream/engine-context.ts';
import type { ElementContext } from '../element-context.ts';
import { isFailure } from '../failure.ts';
import type { Behaviors } from './behaviors.ts';
import type { Catcher } from './error-events.ts';
import type { Throws } from './throws.ts';

/**
 * Source: zeebe/engine, `BpmnSignalBehavior.java`, `BpmnEventPublicationBehavior.java`,
 * `CatchEventAnalyzer.findEscalationCatchEvent`.
 */
export function throws(behaviors: Behaviors): Throws {
  const { context, expressions, transitions, variableMappings } = behaviors;
  const { state, writers } = context;
  return {
    signal(element, activating) {
      const failure = variableMappings.applyInput(element, activating);
      if (failure !== undefined) return failure;
      const key = activating.elementInstanceKey;
      if (element.signal === null) throw new Error(`${element.id} throws no signal`);
      const signalName =
        element.signal.name ?? expressions.string(element.signal.nameExpression, key);
      if (isFailure(signalName)) return signalName;
      const variables = state.variables.localDocument(key);
      writers.command(writers.nextKey(), 'SIGNAL', 'BROADCAST', {
        signalName,
        variables,
        tenantId: DEFAULT_TENANT,
      });
      transitions.completeElement(transitions.toActivated(activating));
      return undefined;
    },

    escalation(element, activating) {
      const { escalation } = element;
      if (escalation === null) throw new Error(`${element.id} throws no escalation`);
      const scope = activating.elementInstanceKey;
      const code = escalation.code ?? expressions.string(escalation.codeExpression, scope);
      if (isFailure(code)) return code;
      const activated = transitions.toActivated(activating);
      if (escalate(behaviors, element, code, activated)) transitions.completeElement(activated);
      return undefined;
    },
  };
}

/** Throws an escalation; whether the element that threw it may go on. */
function escalate(
  { context, triggers }: Behaviors,
  element: ExecutableElement,
  escalationCode: string,
  { value }: ElementContext,
): boolean {
  const { writers, state } = context;
  const catcher = findCatcher(
    context,
    escalationCode,
    state.elementInstances.get(value.flowScopeKey),
  );
  const key = writers.nextKey();
  const canCatch = catcher !== undefined && triggers.canTrigger(catcher.instance, catcher.event.id);
  if (canCatch) {
    triggers.activateElement(catcher.event, catcher.instance.key, catcher.instance.value);
  }
  writers.event(key, 'ESCALATION', canCatch ? 'ESCALATED' : 'NOT_ESCALATED', {
    processInstanceKey: value.processInstanceKey,
    escalationCode,
    throwElementId: element.id,
    catchElementId: catcher?.event.id ?? '',
    tenantId: DEFAULT_TENANT,
  });
  return catcher === undefined || !catcher.event.interrupting;
}

/** The nearest catcher upwards, through calling processes. */
function findCatcher(
  { state }: EngineContext,
  code: string,
  from: ElementInstance | undefined,
): Catcher | undefined {
  let root = from;
  while (root !== undefined) {
    let instance: ElementInstance | undefined = root;
    while (instance !== undefined) {
      const event = catcherOf(state, code, instance);
      if (event !== undefined) return { instance, event };
      const goesOn: boolean = isActive(instance) && !isInterrupted(instance);
      instance = goesOn ? state.elementInstances.get(instance.parentKey) : undefined;
    }
    const caller = state.elementInstances.get(root.value.parentElementInstanceKey);
    root = caller !== undefined && isActive(caller) ? caller : undefined;
  }
  return undefined;
}

/** A catcher of exactly this code goes before one that catches everything. */
function catcherOf(
  { processes }: EngineContext['state'],
  code: string,
  { value }: ElementInstance,
): ExecutableElement | undefined {
  const process = processes.get(value.processDefinitionKey)?.executable;
  const element = process && elementOf(process, value.elementId, value.bpmnElementType);
  const events = (element?.events ?? []).filter((event) => event.escalation?.code != null);
  return (
    events.find((event) => event.escalation?.code === code) ??
    events.find((event) => event.escalation?.code === '')
  );
}
