import { parseExpression } from '../feel/expression.ts';
import type { Expression } from '../feel/expression.ts';
import { attributeOf, extensionOf, isZeebe } from './bpmn-document.ts';
import { ModelFault } from './model-fault.ts';
import type { XmlElement } from './xml.ts';

/**
 * Makes one FEEL context out of an element's mappings: targets are keys, sources values, a path
 * like `a.b` a context in a context. Output mappings to a path merge with the variable's value.
 * Source: VariableMappingTransformer.java
 */
export function inputMappingsOf(element: XmlElement): Expression | null {
  return mappingExpression(element, 'input', (nested) => nested);
}

export function outputMappingsOf(element: XmlElement): Expression | null {
  return mappingExpression(element, 'output', (nested, path) => {
    const existing = path.join('.');
    const merged = `context merge(${existing},${nested})`;
    return `if (${existing} != null) then ${merged} else ${nested}`;
  });
}

type Merge = (nested: string, path: readonly string[]) => string;
type Targets = Map<string, string | Targets>;

function mappingExpression(
  element: XmlElement,
  kind: 'input' | 'output',
  merge: Merge,
): Expression | null {
  const holder = extensionOf(element, 'ioMapping');
  const mappings = holder?.children.filter((child) => isZeebe(child, kind)) ?? [];
  if (mappings.length === 0) return null;
  const targets: Targets = new Map();
  for (const mapping of mappings) {
    const source = parseExpression(attributeOf(mapping, 'source') ?? '');
    const path = (attributeOf(mapping, 'target') ?? '').split('.');
    addTarget(targets, path, sourceText(source));
  }
  const expression = parseExpression(`=${contextText(targets, [], merge)}`);
  if (expression.failure === null) return expression;
  throw new ModelFault(`Failed to build variable mapping expression: ${expression.failure}`);
}

function sourceText(source: Expression): string {
  return source.isStatic ? `"${source.source.replaceAll('"', '\\"')}"` : source.source;
}

function addTarget(targets: Targets, path: readonly string[], source: string): void {
  const [key = '', ...rest] = path;
  if (rest.length === 0) {
    targets.set(key, source);
    return;
  }
  const known = targets.get(key);
  const nested: Targets = known instanceof Map ? known : new Map();
  targets.set(key, nested);
  addTarget(nested, rest, source);
}

function contextText(targets: Targets, path: readonly string[], merge: Merge): string {
  const entries = [...targets].map(([key, value]) => {
    if (typeof value === 'string') return `${key}:${value}`;
    const inner = [...path, key];
    return `${key}:${merge(contextText(value, inner, merge), inner)}`;
  });
  return `{${entries.join(',')}}`;
}
