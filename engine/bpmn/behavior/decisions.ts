import type { CalledDecision } from '../../model/executable.ts';
import type { JsonText } from '../../protocol/json-text.ts';
import { EMPTY_DOCUMENT } from '../../protocol/json-text.ts';
import { DEFAULT_TENANT, NO_KEY } from '../../protocol/key.ts';
import type {
  DecisionEvaluationValue,
  EvaluatedDecision,
} from '../../protocol/value/decision.value.ts';
import type {
  DecisionRequirementsValue,
  DecisionValue,
} from '../../protocol/value/deployment.value.ts';
import type { EngineContext } from '../../stream/engine-context.ts';
import { singleEntry } from '../../variable/document.ts';
import type { ElementContext } from '../element-context.ts';
import type { Outcome } from '../element-processor.ts';
import { Failure, isFailure } from '../failure.ts';
import type { EventTriggers } from './event-triggers.ts';
import type { Expressions } from './expressions.ts';

/** How a decision was decided; the keys and versions are filled in here. */
export interface DecisionResult {
  readonly evaluatedDecisions: readonly Omit<
    EvaluatedDecision,
    'decisionKey' | 'decisionVersion' | 'tenantId'
  >[];
  /** JSON text; of the decision asked for. */
  readonly output: string;
  /** null: it could be decided. */
  readonly failure: { readonly decisionId: string; readonly message: string } | null;
}

/** Decides one decision of a requirements graph. */
export type DecideInGraph = (
  graph: DecisionRequirementsValue,
  decisionId: string,
  variables: JsonText,
) => DecisionResult;

/**
 * Evaluates decisions. Source: zeebe/engine, `DecisionBehavior.java`, `BpmnDecisionBehavior.java`.
 */
export class Decisions {
  private readonly context: EngineContext;
  private readonly expressions: Expressions;
  private readonly triggers: EventTriggers;
  private readonly decide: DecideInGraph;

  constructor(
    context: EngineContext,
    expressions: Expressions,
    triggers: EventTriggers,
    decide: DecideInGraph,
  ) {
    this.context = context;
    this.expressions = expressions;
    this.triggers = triggers;
    this.decide = decide;
  }

  /** Decides for an element instance and puts the result into its scope as an event. */
  evaluateFor(
    { decisionId: expression, resultVariable }: CalledDecision,
    context: ElementContext,
  ): Outcome {
    const { elementInstanceKey: scope, value } = context;
    const decisionId = this.expressions.string(expression, scope);
    if (isFailure(decisionId)) return decisionId;
    const found = this.find(decisionId, NO_KEY);
    if (isFailure(found)) return new Failure(found.message, 'CALLED_DECISION_ERROR', scope);
    const { state, writers } = this.context;
    const evaluated = this.evaluate(found, state.variables.visibleDocument(scope));
    const failed = evaluated.evaluationFailureMessage;
    writers.event(
      writers.nextKey(),
      'DECISION_EVALUATION',
      failed === '' ? 'EVALUATED' : 'FAILED',
      {
        ...evaluated,
        processDefinitionKey: value.processDefinitionKey,
        bpmnProcessId: value.bpmnProcessId,
        processInstanceKey: value.processInstanceKey,
        elementInstanceKey: scope,
        elementId: value.elementId,
      },
    );
    if (failed !== '') return new Failure(failed, 'DECISION_EVALUATION_ERROR', scope);
    this.triggers.triggering(
      value.processDefinitionKey,
      value.processInstanceKey,
      scope,
      value.elementId,
      singleEntry(resultVariable, evaluated.decisionOutput),
    );
    return undefined;
  }

  /** The newest decision of an id, or that of a key when the id is empty. */
  find(decisionId: string, decisionKey: number): DecisionValue | Failure {
    const { decisions } = this.context.state.resources;
    if (decisionId !== '') {
      return (
        decisions.latest(decisionId) ??
        notFound(decisionId, `no decision found for id '${decisionId}'`)
      );
    }
    if (decisionKey > -1) {
      const text = `no decision found for key '${decisionKey}'`;
      return decisions.get(decisionKey) ?? notFound(String(decisionKey), text);
    }
    return new Failure('Expected either a decision id or a valid decision key, but none provided');
  }

  /** Decides; a failure is in the value's `evaluationFailureMessage`. */
  evaluate(decision: DecisionValue, variables: JsonText): DecisionEvaluationValue {
    const { resources } = this.context.state;
    const graph = resources.requirements.get(decision.decisionRequirementsKey);
    if (graph === undefined) throw new Error(`no graph for decision ${decision.decisionId}`);
    const result = this.decide(graph, decision.decisionId, variables);
    const known = new Map(
      resources.decisionsOf(graph.decisionRequirementsKey).map((one) => [one.decisionId, one]),
    );
    return {
      decisionKey: decision.decisionKey,
      decisionId: decision.decisionId,
      decisionName: decision.decisionName,
      decisionVersion: decision.version,
      decisionRequirementsId: decision.decisionRequirementsId,
      decisionRequirementsKey: decision.decisionRequirementsKey,
      decisionOutput: result.failure === null ? result.output : 'null',
      variables: EMPTY_DOCUMENT,
      bpmnProcessId: '',
      processDefinitionKey: NO_KEY,
      processInstanceKey: NO_KEY,
      elementId: '',
      elementInstanceKey: NO_KEY,
      evaluatedDecisions: result.evaluatedDecisions.map((one) => ({
        ...one,
        decisionKey: known.get(one.decisionId)?.decisionKey ?? NO_KEY,
        decisionVersion: known.get(one.decisionId)?.version ?? NO_KEY,
        tenantId: DEFAULT_TENANT,
      })),
      evaluationFailureMessage: result.failure?.message ?? '',
      failedDecisionId: result.failure?.decisionId ?? '',
      tenantId: DEFAULT_TENANT,
    };
  }
}

function notFound(decision: string, reason: string): Failure {
  return new Failure(`Expected to evaluate decision '${decision}', but ${reason}`);
}
