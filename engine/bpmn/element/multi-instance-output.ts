import type { MultiInstance } from '../../model/executable.ts';
import { writeValue } from '../../variable/value-text.ts';
import type { Behaviors } from '../behavior/behaviors.ts';
import type { ElementContext } from '../element-context.ts';
import type { Outcome } from '../element-processor.ts';
import { Failure, isFailure } from '../failure.ts';
import { OutputDraft } from './output-draft.ts';

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
 * Puts the outputs of iterations at their places in the collections. The collections that were
 * written last are kept in pieces: splitting one for every iteration would cost each of them as
 * much as all the others together.
 * Source: zeebe/engine, `MultiInstanceOutputCollectionBehavior.java`.
 */
export class OutputCollections {
  private readonly behaviors: Behaviors;
  private readonly drafts = new Map<number, OutputDraft>();

  constructor(behaviors: Behaviors) {
    this.behaviors = behaviors;
  }

  /** Puts an iteration's output at its place, or says why not. */
  update(loop: MultiInstance, body: ElementContext, child: ElementContext): Outcome {
    const { context, expressions, variables } = this.behaviors;
    const { outputCollection: name, outputElement } = loop;
    if (name === null || outputElement === null) return undefined;
    const output = expressions.any(outputElement, child.elementInstanceKey);
    if (isFailure(output)) return output;
    const { elementInstances, variables: state } = context.state;
    const { multiInstanceLoopCounter } = elementInstances.require(child.elementInstanceKey);
    const bodyKey = body.elementInstanceKey;
    const existing = state.local(bodyKey, name);
    const collection = existing?.value ?? 'null';
    const draft = this.draft(bodyKey, collection);
    if (existing === undefined || draft === undefined || draft.size < multiInstanceLoopCounter) {
      const what = draft
        ? `at position ${multiInstanceLoopCounter} because the size of the collection is: ${draft.size}`
        : `because the type of the output collection is: ${messagePackType(collection)}`;
      const message =
        `Unable to update an item in output collection '${name}' ${what}. ` +
        'This may happen when multiple BPMN elements write to the same variable.';
      return new Failure(message, 'EXTRACT_VALUE_ERROR', bodyKey);
    }
    if (draft.replace(multiInstanceLoopCounter, writeValue(output))) {
      variables.updateLocal(existing.key, bodyKey, body.value, name, draft.text);
    }
    return undefined;
  }

  /** The pieces of a collection, which are of no use once somebody else has written it. */
  private draft(bodyKey: number, collection: string): OutputDraft | undefined {
    const known = this.drafts.get(bodyKey);
    // The very same text, so that nothing is written out for this.
    if (known !== undefined && known.text === collection) return known;
    this.drafts.delete(bodyKey);
    if (!collection.startsWith('[')) return undefined;
    const draft = new OutputDraft(collection);
    if (this.drafts.size >= MAX_DRAFTS) this.drafts.delete(this.drafts.keys().next().value!);
    this.drafts.set(bodyKey, draft);
    return draft;
  }

  /** Forgets the pieces of a body that ends. */
  forget(bodyKey: number): void {
    this.drafts.delete(bodyKey);
  }
}

/** So many bodies may be collecting at once before pieces are made again. */
const MAX_DRAFTS = 64;

function messagePackType(text: string): string {
  if (text.startsWith('{')) return 'MAP';
  if (text.startsWith('"')) return 'STRING';
  if (text === 'null') return 'NIL';
  if (text === 'true' || text === 'false') return 'BOOLEAN';
  return /^-?\d+$/.test(text) ? 'INTEGER' : 'FLOAT';
}
