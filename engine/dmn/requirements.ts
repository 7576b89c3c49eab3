import { ModelFault, unknownReference } from '../model/model-fault.ts';
import type { XmlElement } from '../model/xml.ts';
import { child, children, hrefOf } from './parse-logic.ts';

const INSTANCES = 'org.camunda.bpm.model.dmn';

/** The elements of a DMN file by id. */
export type ElementsById = ReadonlyMap<string, XmlElement>;

export function indexElements(root: XmlElement): ElementsById {
  const byId = new Map<string, XmlElement>();
  const visit = (element: XmlElement): void => {
    const id = element.attributes.get('id');
    if (id !== undefined) byId.set(id, element);
    element.children.forEach(visit);
  };
  visit(root);
  return byId;
}

/** An element of another kind than it must be, in the words of Java's failing cast. */
export function wrongKind(element: XmlElement, kind: string): ModelFault {
  const name = element.name === 'inputData' ? 'inputDataReference' : element.name;
  const capital = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const source = `${INSTANCES}.impl.instance.${capital}Impl`;
  const target = `${INSTANCES}.instance.${kind}`;
  return new ModelFault(
    `class ${source} cannot be cast to class ${target} (${source} and ${target} are in unnamed ` +
      "module of loader 'app')",
  );
}

/** The decisions that a decision requires. Throws a `ModelFault` when one isn't there. */
export function requiredDecisionsOf(element: XmlElement, byId: ElementsById): XmlElement[] {
  const required = children(element, 'informationRequirement');
  return required.flatMap((one) => referred(child(one, 'requiredDecision'), 'decision', byId));
}

/** The business knowledge that an element requires. Throws a `ModelFault` when it isn't there. */
export function requiredModelsOf(element: XmlElement, byId: ElementsById): XmlElement[] {
  const required = children(element, 'knowledgeRequirement');
  return required.flatMap((one) =>
    referred(child(one, 'requiredKnowledge'), 'businessKnowledgeModel', byId),
  );
}

function referred(reference: XmlElement | null, name: string, byId: ElementsById): XmlElement[] {
  if (reference === null) return [];
  const id = hrefOf(reference);
  const target = id === null ? undefined : byId.get(id);
  if (target === undefined) throw unknownReference(id ?? 'null');
  if (target.name !== name) {
    throw wrongKind(target, `${name.charAt(0).toUpperCase()}${name.slice(1)}`);
  }
  return [target];
}

/**
 * Why requirements can't be met: they go in circles; null: they don't. Throws a `ModelFault` when
 * a required element isn't there. Source: dmn-scala DmnParser.scala, checkForCyclicDependencies
 */
export function findCycle(
  decisions: readonly XmlElement[],
  models: readonly XmlElement[],
  byId: ElementsById,
): string | null {
  if (hasCycle(decisions, (one) => requiredDecisionsOf(one, byId))) {
    return 'Invalid DMN model: Cyclic dependencies between decisions detected.';
  }
  return hasCycle(models, (one) => requiredModelsOf(one, byId))
    ? 'Invalid DMN model: Cyclic dependencies between BKMs detected.'
    : null;
}

function hasCycle(
  elements: readonly XmlElement[],
  requiredOf: (element: XmlElement) => XmlElement[],
): boolean {
  const dependencies = new Map(elements.map((one) => [one, requiredOf(one)]));
  const state = new Map<XmlElement, 'open' | 'done'>();
  const visit = (element: XmlElement): boolean => {
    if (state.has(element)) return state.get(element) === 'open';
    state.set(element, 'open');
    const found = (dependencies.get(element) ?? []).some(visit);
    state.set(element, 'done');
    return found;
  };
  return elements.some(visit);
}
