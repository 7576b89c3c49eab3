import type { BpmnEngine } from '../bpmn/bpmn-engine.ts';
import { isFailure } from '../bpmn/failure.ts';
import type { EngineContext } from '../stream/engine-context.ts';
import type { CommandHandlers, CommandRecord } from '../stream/handlers.ts';
import { refuse } from '../stream/writers.ts';

/**
 * Evaluates a decision for somebody outside. Source: zeebe/engine,
 * `DecisionEvaluationEvaluteProcessor.java`.
 */
export function decisionEvaluationCommands(
  { writers }: EngineContext,
  bpmn: BpmnEngine,
): CommandHandlers<'DECISION_EVALUATION'> {
  return {
    EVALUATE(command) {
      const { decisionId, decisionKey, variables } = command.value;
      const decision = bpmn.behaviors.decisions.find(decisionId, decisionKey);
      if (isFailure(decision)) {
        refuse(writers, command as CommandRecord, 'INVALID_ARGUMENT', decision.message);
        return;
      }
      const value = bpmn.behaviors.decisions.evaluate(decision, variables);
      const intent = value.evaluationFailureMessage === '' ? 'EVALUATED' : 'FAILED';
      const key = writers.nextKey();
      writers.event(key, 'DECISION_EVALUATION', intent, value);
      writers.respond(command as CommandRecord, key, 'DECISION_EVALUATION', intent, value);
    },
  };
}
