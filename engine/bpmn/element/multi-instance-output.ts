import type { MultiInstance } from '../../model/executable.ts';
import type { Behaviors } from '../behavior/behaviors.ts';
import type { ElementContext } from '../element-context.ts';
import type { Outcome } from '../element-processor.ts';
import { Failure, isFailure } from '../failure.ts';

/** Makes the output collection with a null for every iteration. */
export function initializeOutput(
  { variables }: Behaviors,
  { outputCollection }: MultiInstance,
  body: ElementContext,
  size: number,
): void {
  if (outputCollection === null) return;
  const nulls = `[${new Array(size).fill('null').join(',')}]`;
  variables.setLocal(body.elementInstanceKey, body.value, outputCollection, nulls);
}

/**
 * Puts an iteration's output at its place in the collection.
 * Source: zeebe/engine, `MultiInstanceOutputCollectionBehavior.java`.
 */
export function updateOutput(
  { context, expressions, variables }: Behaviors,
  loop: MultiInstance,
  body: ElementContext,
  child: ElementContext,
): Outcome {
  const { outputCollection: name, outputElement } = loop;
  if (name === null || outputElement === null) return undefined;
  const output = expressions.any(outputElement, child.elementInstanceKey);
  if (isFailure(output)) return output;
  const { elementInstances, variables: state } = context.state;
  const counter = elementInstances.require(child.elementInstanceKey).multiInstanceLoopCounter;
  const collection = state.local(body.elementInstanceKey, name)?.value ?? 'null';
  const replaced = replaceAt(collection, counter, JSON.stringify(output), name);
  if (typeof replaced !== 'string') {
    return new Failure(replaced.message, 'EXTRACT_VALUE_ERROR', body.elementInstanceKey);
  }
  variables.setLocal(body.elementInstanceKey, body.value, name, replaced);
  return undefined;
}

/**
 * Replaces an item in the text of a JSON array without parsing the others, which would cost every
 * iteration as much as all of them. `position` counts from 1.
 */
function replaceAt(
  array: string,
  position: number,
  item: string,
  name: string,
): string | { readonly message: string } {
  const cannot = `Unable to update an item in output collection '${name}'`;
  const why = 'This may happen when multiple BPMN elements write to the same variable.';
  if (!array.startsWith('[')) {
    const type = messagePackType(array);
    const what = `because the type of the output collection is: ${type}`;
    return { message: `${cannot} ${what}. ${why}` };
  }
  let start = 1;
  for (let count = 1; start < array.length && array !== '[]'; count += 1) {
    const end = endOfValue(array, start);
    if (count === position) return array.slice(0, start) + item + array.slice(end);
    start = end + 1;
  }
  const { length } = JSON.parse(array) as unknown[];
  const what = `at position ${position} because the size of the collection is: ${length}`;
  return { message: `${cannot} ${what}. ${why}` };
}

/** The index after the JSON value that begins at `start`: its comma or closing bracket. */
function endOfValue(text: string, start: number): number {
  let depth = 0;
  for (let i = start; i < text.length; i += 1) {
    const char = text[i];
    if (char === '"') {
      i = endOfString(text, i);
    } else if (char === '[' || char === '{') {
      depth += 1;
    } else if (char === ']' || char === '}') {
      if (depth === 0) return i;
      depth -= 1;
    } else if (char === ',' && depth === 0) {
      return i;
    }
  }
  return text.length;
}

function endOfString(text: string, start: number): number {
  let i = start + 1;
  while (i < text.length && text[i] !== '"') i += text[i] === '\\' ? 2 : 1;
  return i;
}

function messagePackType(text: string): string {
  if (text.startsWith('{')) return 'MAP';
  if (text.startsWith('"')) return 'STRING';
  if (text === 'null') return 'NIL';
  if (text === 'true' || text === 'false') return 'BOOLEAN';
  return /^-?\d+$/.test(text) ? 'INTEGER' : 'FLOAT';
}
