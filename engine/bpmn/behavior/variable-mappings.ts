import type { ExecutableElement } from '../../model/executable.ts';
import { asJsonText, EMPTY_DOCUMENT } from '../../protocol/json-text.ts';
import type { EngineState } from '../../state/engine-state.ts';
import { writeValue } from '../../variable/value-text.ts';
import type { ElementContext } from '../element-context.ts';
import type { Outcome } from '../element-processor.ts';
import { isFailure } from '../failure.ts';
import type { EventTriggers } from './event-triggers.ts';
import type { Expressions } from './expressions.ts';
import type { VariableBehavior } from './variables.ts';

/** Applies input and output mappings. Source: zeebe/engine, `BpmnVariableMappingBehavior.java`. */
export class VariableMappings {
  private readonly state: EngineState;
  private readonly expressions: Expressions;
  private readonly variables: VariableBehavior;
  private readonly triggers: EventTriggers;

  constructor(
    state: EngineState,
    expressions: Expressions,
    variables: VariableBehavior,
    triggers: EventTriggers,
  ) {
    this.state = state;
    this.expressions = expressions;
    this.variables = variables;
    this.triggers = triggers;
  }

  /** Sets the results of the input mappings in the instance's own scope. */
  applyInput(element: ExecutableElement, { elementInstanceKey, value }: ElementContext): Outcome {
    if (element.inputMappings === null) return undefined;
    const result = this.expressions.mapping(element.inputMappings, elementInstanceKey);
    if (isFailure(result)) return result;
    this.variables.mergeLocal(elementInstanceKey, value, asJsonText(writeValue(result)));
    return undefined;
  }

  /**
   * Takes the variables of the event that completes the instance, and propagates what the mappings
   * say.
   */
  applyOutput(element: ExecutableElement, { elementInstanceKey, value }: ElementContext): Outcome {
    const trigger = this.state.eventScopes.peek(elementInstanceKey);
    const variables = trigger?.variables ?? EMPTY_DOCUMENT;
    const hasVariables = variables !== EMPTY_DOCUMENT;
    if (trigger !== undefined) {
      this.triggers.triggered(
        trigger.eventKey,
        value.processDefinitionKey,
        value.processInstanceKey,
        elementInstanceKey,
        element.id,
      );
    }
    if (element.outputMappings !== null) {
      if (hasVariables) this.variables.mergeLocal(elementInstanceKey, value, variables);
      const result = this.expressions.mapping(element.outputMappings, elementInstanceKey);
      if (isFailure(result)) return result;
      const scope = this.outputScope(elementInstanceKey, value.flowScopeKey);
      this.variables.merge(scope, value, asJsonText(writeValue(result)));
    } else if (hasVariables) {
      this.variables.merge(elementInstanceKey, value, variables);
    } else if (propagatesLocals(element)) {
      const scope = this.outputScope(elementInstanceKey, value.flowScopeKey);
      const locals = this.state.variables.localDocument(elementInstanceKey);
      this.variables.merge(scope, value, locals, 'stored');
    }
    return undefined;
  }

  /** A loop's result stays with the iteration: the body collects it. */
  private outputScope(elementInstanceKey: number, flowScopeKey: number): number {
    const instance = this.state.elementInstances.require(elementInstanceKey);
    return instance.multiInstanceLoopCounter > 0 ? elementInstanceKey : flowScopeKey;
  }
}

function propagatesLocals(element: ExecutableElement): boolean {
  return (
    element.isConnectedToEventBasedGateway ||
    (element.elementType === 'BOUNDARY_EVENT' && element.error === null) ||
    element.elementType === 'START_EVENT'
  );
}
