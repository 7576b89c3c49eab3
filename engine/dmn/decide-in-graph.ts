import type { DecideInGraph } from '../bpmn/behavior/decisions.ts';
import { toJson } from '../feel/evaluate.ts';
import type { DecisionGraph } from './decision-graph.ts';
import { evaluateDecision } from './evaluate-graph.ts';
import { parseDecisionGraph } from './parse-graph.ts';
import { readValue, writeValue } from '../variable/value-text.ts';

const MAX_CACHED_GRAPHS = 200;
const graphs = new Map<string, DecisionGraph>();

/**
 * Decides one decision of a deployed graph. The parsed graph is kept by its content's checksum.
 * Source: zeebe/dmn, `DmnScalaDecisionEngine.java`
 */
export const decideInGraph: DecideInGraph = (graph, decisionId, variables) => {
  const parsed = graphOf(graph.checksum, graph.resource);
  const known = readValue(variables) as Readonly<Record<string, unknown>>;
  const outcome = evaluateDecision(parsed, decisionId, known, Date.now);
  const evaluatedDecisions = outcome.audits;
  if (outcome.ok) {
    const output = writeValue(toJson(outcome.value));
    return { evaluatedDecisions, output, failure: null };
  }
  const failedId = evaluatedDecisions.at(-1)?.decisionId ?? decisionId;
  const message = `Expected to evaluate decision '${decisionId}', but ${outcome.message}`;
  return { evaluatedDecisions, output: 'null', failure: { decisionId: failedId, message } };
};

function graphOf(checksum: string, resource: string): DecisionGraph {
  const known = graphs.get(checksum);
  if (known !== undefined) return known;
  const result = parseDecisionGraph(Buffer.from(resource, 'base64'));
  if (!result.ok) throw new Error(`a deployed graph can't be parsed: ${result.message}`);
  if (graphs.size >= MAX_CACHED_GRAPHS) graphs.clear();
  graphs.set(checksum, result.graph);
  return result.graph;
}
