import {
  attributeOf,
  childrenOf,
  eventDefinitionsOf,
  nameOf,
  referenceOf,
  subProcessesOf,
} from './bpmn-document.ts';
import { inJavaSetOrder } from './schema/java-set.ts';
import type { BpmnDocument } from './bpmn-document.ts';
import type { Report } from './finding.ts';
import type { XmlElement } from './xml.ts';

/**
 * What several events of one scope may not be together.
 * Source: bpmn-model/.../util/ModelUtil.java
 */
export function reportDuplicateHandlers(
  document: BpmnDocument,
  definitions: readonly XmlElement[],
  report: Report,
): void {
  reportUnpairedDefinitions(document, definitions, report);
  reportDuplicateCodes(document, definitions, 'escalation', report);
  reportDuplicateCodes(document, definitions, 'error', report);
}

/** Names of messages, signals and links that occur twice. */
export function reportUnpairedDefinitions(
  document: BpmnDocument,
  definitions: readonly XmlElement[],
  report: Report,
): void {
  for (const kind of ['message', 'signal'] as const) {
    const names = definitions
      .filter((one) => one.name === `${kind}EventDefinition`)
      .flatMap((one) => referenceOf(document, one, `${kind}Ref`) ?? [])
      .map(nameOf);
    for (const name of duplicates(names)) {
      const what = `Multiple ${kind} event definitions with the same name '${name}'`;
      report(`duplicate-${kind}-name`, `${what} are not allowed.`);
    }
  }
  const links = definitions.filter((one) => one.name === 'linkEventDefinition').map(nameOf);
  for (const name of duplicates(links)) {
    const what = `Multiple intermediate catch link event definitions with the same name '${name}'`;
    report('duplicate-link-name', `${what} are not allowed.`);
  }
}

/** The names that occur more than once, as Zeebe comes upon them. */
function duplicates(names: readonly string[]): string[] {
  const given = names.filter((name) => name !== '');
  return inJavaSetOrder(given).filter((name) => given.indexOf(name) !== given.lastIndexOf(name));
}

function reportDuplicateCodes(
  document: BpmnDocument,
  definitions: readonly XmlElement[],
  kind: 'error' | 'escalation',
  report: Report,
): void {
  const codes = definitions
    .filter((one) => one.name === `${kind}EventDefinition`)
    .map((one) => {
      const referred = referenceOf(document, one, `${kind}Ref`);
      return referred === null ? undefined : attributeOf(referred, `${kind}Code`);
    });
  const everything =
    `The same scope can not contain more than one ${kind} catch event without ${kind} code. ` +
    `An ${kind} catch event without ${kind} code catches all ${kind}s.`;
  if (codes.filter((code) => code === undefined).length > 1) {
    report(`several-catch-all-${kind}s`, everything);
  }
  if (codes.filter((code) => code === null).length > 1) {
    report(`several-catch-all-${kind}s`, everything);
  }
  for (const code of duplicates(codes.flatMap((one) => one ?? []))) {
    const what = `Multiple ${kind} catch events with the same ${kind} code '${code}'`;
    report(`duplicate-${kind}-code`, `${what} are not supported on the same scope.`);
  }
}

/** Links of a scope: no catch name twice, and a catch event for every throw event. */
export function reportLinks(scope: XmlElement, report: Report): void {
  const catching = linkCatchDefinitions(scope);
  const names = catching.map(nameOf);
  for (const name of duplicates(names)) {
    const what = `Multiple intermediate catch link event definitions with the same name '${name}'`;
    report('duplicate-link-name', `${what} are not allowed.`);
  }
  const throwing = linkDefinitions(scope, 'intermediateThrowEvent').map(nameOf);
  const here = new Set(linkDefinitions(scope, 'intermediateCatchEvent').map(nameOf));
  for (const name of inJavaSetOrder(throwing)) {
    if (name === '' || here.has(name)) continue;
    const what = `Can't find an catch link event for the throw link event with the name '${name}'.`;
    report('link-without-target', what);
  }
}

function linkDefinitions(scope: XmlElement, event: string): XmlElement[] {
  return childrenOf(scope, event)
    .flatMap(eventDefinitionsOf)
    .filter((definition) => definition.name === 'linkEventDefinition');
}

function linkCatchDefinitions(scope: XmlElement): XmlElement[] {
  return [
    ...linkDefinitions(scope, 'intermediateCatchEvent'),
    ...subProcessesOf(scope).flatMap(linkCatchDefinitions),
  ];
}
