import { idMissing, ModelFault } from '../model/model-fault.ts';
import { dmnSchema } from '../model/schema/dmn-schema.ts';
import { SchemaValidator } from '../model/schema/schema-validator.ts';
import { parseXml } from '../model/xml.ts';
import type { XmlElement } from '../model/xml.ts';
import type { Decision, DecisionGraph, KnowledgeModel } from './decision-graph.ts';
import { child, children, LogicParser, parametersOf } from './parse-logic.ts';
import {
  findCycle,
  indexElements,
  requiredDecisionsOf,
  requiredModelsOf,
  wrongKind,
} from './requirements.ts';
import type { ElementsById } from './requirements.ts';
import { inHashOrder } from './scala-order.ts';

export type GraphResult =
  | { readonly ok: true; readonly graph: DecisionGraph }
  | { readonly ok: false; readonly message: string };

/**
 * Parses a DMN file with all its expressions.
 * Failures: bytes that are no DMN; another root than `definitions`; requirements that aren't there;
 * cyclic requirements; all expressions that can't be parsed; ids and names that are missing.
 * Source: dmn-scala DmnParser.scala
 */
export function parseDecisionGraph(bytes: Uint8Array): GraphResult {
  const xml = parseXml(bytes, new SchemaValidator(dmnSchema()));
  if (!xml.ok) {
    const reason = 'org.camunda.bpm.model.dmn.DmnModelException: Unable to parse model';
    return { ok: false, message: `Failed to parse DMN: ${reason}` };
  }
  try {
    return parseDefinitions(xml.root);
  } catch (error) {
    if (!(error instanceof ModelFault)) throw error;
    return { ok: false, message: error.message };
  }
}

function parseDefinitions(definitions: XmlElement): GraphResult {
  if (definitions.name !== 'definitions') throw wrongKind(definitions, 'Definitions');
  const byId = indexElements(definitions);
  const decisionElements = children(definitions, 'decision');
  const cycle = findCycle(decisionElements, children(definitions, 'businessKnowledgeModel'), byId);
  if (cycle !== null) return { ok: false, message: cycle };
  const parser = new GraphParser(byId);
  const decisions = decisionElements.map((element) => parser.decision(element));
  if (parser.failures.length > 0) return { ok: false, message: parser.failures.join('\n') };
  for (const element of [definitions, ...decisionElements]) {
    if (!element.attributes.has('id') || !element.attributes.has('name')) throw idMissing();
  }
  if (!definitions.attributes.has('namespace')) throw idMissing();
  const graph: DecisionGraph = {
    id: attribute(definitions, 'id'),
    name: attribute(definitions, 'name'),
    namespace: attribute(definitions, 'namespace'),
    decisions: inHashOrder(decisions, (decision) => decision.id),
    models: parser.models,
  };
  return { ok: true, graph };
}

function attribute(element: XmlElement, name: string): string {
  return element.attributes.get(name) ?? '';
}

/** Parses decisions, and the business knowledge that they need just before them. */
class GraphParser {
  readonly #byId: ElementsById;
  readonly #models = new Map<string, KnowledgeModel>();
  readonly #logic = new LogicParser();

  constructor(byId: ElementsById) {
    this.#byId = byId;
  }

  get models(): KnowledgeModel[] {
    return [...this.#models.values()];
  }

  get failures(): readonly string[] {
    return this.#logic.failures;
  }

  decision(element: XmlElement): Decision {
    const id = attribute(element, 'id');
    const variable = child(element, 'variable');
    return {
      id,
      name: attribute(element, 'name'),
      resultName: variable?.attributes.get('name') ?? id,
      resultType: variable?.attributes.get('typeRef') ?? null,
      requiredDecisionIds: requiredDecisionsOf(element, this.#byId).map(idOf),
      requiredModelIds: this.#requiredModels(element),
      logic: this.#logic.parseIn(element, (found) => `unsupported decision expression '${found}'`),
    };
  }

  #requiredModels(element: XmlElement): string[] {
    return requiredModelsOf(element, this.#byId).map((required) => {
      const name = attribute(required, 'name');
      // A name may be met again while its model is being parsed: what comes later counts.
      if (!this.#models.has(name)) this.#models.set(name, this.#model(required));
      this.#logic.knownModels.add(name);
      return idOf(required);
    });
  }

  #model(element: XmlElement): KnowledgeModel {
    const encapsulated = child(element, 'encapsulatedLogic');
    const unsupported = (found: string): string =>
      `unsupported business knowledge model logic found '${found}'`;
    return {
      id: idOf(element),
      name: attribute(element, 'name'),
      parameters: encapsulated === null ? [] : parametersOf(encapsulated),
      requiredModelIds: this.#requiredModels(element),
      logic: encapsulated === null ? null : this.#logic.parseIn(encapsulated, unsupported),
    };
  }
}

function idOf(element: XmlElement): string {
  return attribute(element, 'id');
}
