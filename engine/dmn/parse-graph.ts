import { dmnSchema } from '../model/schema/dmn-schema.ts';
import { SchemaValidator } from '../model/schema/schema-validator.ts';
import { parseXml } from '../model/xml.ts';
import type { XmlElement } from '../model/xml.ts';
import type { Decision, DecisionGraph, KnowledgeModel } from './decision-graph.ts';
import { child, children, hrefOf, LogicParser } from './parse-logic.ts';
import { inHashOrder } from './scala-order.ts';

export type GraphResult =
  | { readonly ok: true; readonly graph: DecisionGraph }
  | { readonly ok: false; readonly message: string };

/**
 * Parses a DMN file with all its expressions.
 * Failures: bytes that are no DMN; cyclic requirements; all expressions that can't be parsed.
 * Source: dmn-scala DmnParser.scala
 */
export function parseDecisionGraph(bytes: Uint8Array): GraphResult {
  const xml = parseXml(bytes, new SchemaValidator(dmnSchema()));
  if (!xml.ok) {
    const reason = 'org.camunda.bpm.model.dmn.DmnModelException: Unable to parse model';
    return { ok: false, message: `Failed to parse DMN: ${reason}` };
  }
  const definitions = xml.root;
  const decisionElements = children(definitions, 'decision');
  const modelElements = children(definitions, 'businessKnowledgeModel');
  const cycle = findCycle(decisionElements, modelElements);
  if (cycle !== null) return { ok: false, message: cycle };
  const parser = new LogicParser();
  const models = modelElements.map((element) => parseModel(element, parser));
  const decisions = decisionElements.map((element) => parseDecision(element, parser));
  if (parser.failures.length > 0) return { ok: false, message: parser.failures.join('\n') };
  const graph: DecisionGraph = {
    id: attribute(definitions, 'id'),
    name: attribute(definitions, 'name'),
    namespace: attribute(definitions, 'namespace'),
    decisions: inHashOrder(decisions, (decision) => decision.id),
    models,
  };
  return { ok: true, graph };
}

function attribute(element: XmlElement, name: string): string {
  return element.attributes.get(name) ?? '';
}

function requirementsOf(element: XmlElement, requirement: string, required: string): string[] {
  return children(element, requirement).flatMap((one) => {
    const id = hrefOf(child(one, required));
    return id === null ? [] : [id];
  });
}

function parseDecision(element: XmlElement, parser: LogicParser): Decision {
  const id = attribute(element, 'id');
  const variable = child(element, 'variable');
  return {
    id,
    name: attribute(element, 'name'),
    resultName: variable?.attributes.get('name') ?? id,
    resultType: variable?.attributes.get('typeRef') ?? null,
    logic: parser.parseIn(element, (found) => `unsupported decision expression '${found}'`),
    requiredDecisionIds: requirementsOf(element, 'informationRequirement', 'requiredDecision'),
    requiredModelIds: requirementsOf(element, 'knowledgeRequirement', 'requiredKnowledge'),
  };
}

function parseModel(element: XmlElement, parser: LogicParser): KnowledgeModel {
  const encapsulated = child(element, 'encapsulatedLogic');
  const unsupported = (found: string): string =>
    `unsupported business knowledge model logic found '${found}'`;
  return {
    id: attribute(element, 'id'),
    name: attribute(element, 'name'),
    parameters:
      encapsulated === null
        ? []
        : children(encapsulated, 'formalParameter').map((one) => attribute(one, 'name')),
    logic: encapsulated === null ? null : parser.parseIn(encapsulated, unsupported),
    requiredModelIds: requirementsOf(element, 'knowledgeRequirement', 'requiredKnowledge'),
  };
}

function findCycle(decisions: readonly XmlElement[], models: readonly XmlElement[]): string | null {
  const ofDecisions = new Map(
    decisions.map((one) => [
      attribute(one, 'id'),
      requirementsOf(one, 'informationRequirement', 'requiredDecision'),
    ]),
  );
  if (hasCycle(ofDecisions)) {
    return 'Invalid DMN model: Cyclic dependencies between decisions detected.';
  }
  const ofModels = new Map(
    models.map((one) => [
      attribute(one, 'id'),
      requirementsOf(one, 'knowledgeRequirement', 'requiredKnowledge'),
    ]),
  );
  return hasCycle(ofModels)
    ? 'Invalid DMN model: Cyclic dependencies between BKMs detected.'
    : null;
}

function hasCycle(dependencies: ReadonlyMap<string, readonly string[]>): boolean {
  const state = new Map<string, 'open' | 'done'>();
  const visit = (id: string): boolean => {
    if (state.has(id)) return state.get(id) === 'open';
    state.set(id, 'open');
    const found = (dependencies.get(id) ?? []).some(visit);
    state.set(id, 'done');
    return found;
  };
  return [...dependencies.keys()].some(visit);
}
