import { toJson } from '../../feel/evaluate.ts';
import type { FeelValue } from '../../feel/value.ts';
import type { ExecutableElement, MultiInstance } from '../../model/executable.ts';
import { isActive, isInterrupted } from '../../state/element-instance.ts';
import { singleEntry } from '../../variable/document.ts';
import { writeValue } from '../../variable/value-text.ts';
import type { Behaviors } from '../behavior/behaviors.ts';
import type { ElementContext } from '../element-context.ts';
import type { ContainerProcessor } from '../element-processor.ts';
import { Failure, isFailure } from '../failure.ts';
import { completeActivity } from './completion.ts';
import { isLoopDone } from './multi-instance-condition.ts';
import { initializeOutput, OutputCollections } from './multi-instance-output.ts';

const LOOP_COUNTER = 'loopCounter';

/**
 * The body around a multi-instance activity: starts the iterations and collects what they bring.
 * Source: zeebe/engine, `container/MultiInstanceBodyProcessor.java`.
 */
export function multiInstanceBody(behaviors: Behaviors): ContainerProcessor {
  const { transitions, catchEvents, context } = behaviors;
  const { elementInstances } = context.state;
  const outputs = new OutputCollections(behaviors);
  return {
    onActivate(element, activating) {
      const items = inputOf(behaviors, element, activating);
      if (isFailure(items)) return items;
      const failure = catchEvents.subscribe(element, activating);
      if (failure !== undefined) return failure;
      const activated = transitions.toActivated(activating);
      const loop = loopOf(element);
      initializeOutput(behaviors, loop, activated, items.length);
      if (items.length === 0) transitions.completeElement(activated);
      else if (loop.isSequential) transitions.activateChildWithKey(activated, loop.inner);
      else transitions.activateChildrenInBatches(activated, items.length);
      return undefined;
    },

    onComplete(element, completing) {
      const key = completing.elementInstanceKey;
      outputs.forget(key);
      catchEvents.unsubscribe(key);
      const { outputCollection } = loopOf(element);
      if (outputCollection !== null) propagate(behaviors, completing, outputCollection);
      return completeActivity(behaviors, element, completing);
    },

    onTerminate(element, terminating) {
      catchEvents.unsubscribe(terminating.elementInstanceKey);
      if (transitions.terminateChildren(terminating)) terminate(behaviors, element, terminating);
    },

    onChildActivating(element, _body, child) {
      const items = inputOf(behaviors, element, child);
      if (isFailure(items)) return items;
      const counter = elementInstances.require(child.elementInstanceKey).multiInstanceLoopCounter;
      const item = items[counter - 1];
      if (item === undefined) return shrunk(counter - 1, items.length);
      setLoopVariables(behaviors, loopOf(element), child, counter, item);
      return undefined;
    },

    beforeExecutionPathCompleted(element, body, child) {
      const loop = loopOf(element);
      const failure = outputs.update(loop, body, child);
      if (failure !== undefined) return failure;
      const isDone = isLoopDone(behaviors, loop, child);
      if (isFailure(isDone)) return isDone;
      const items = inputOf(behaviors, element, body);
      return isFailure(items) ? items : isDone;
    },

    afterExecutionPathCompleted(element, body, child, isDone) {
      goOn(behaviors, element, body, child, isDone === true);
    },

    onChildTerminated(element, body, child) {
      if (child === null) return;
      if (body.state === 'ELEMENT_TERMINATING') {
        if (transitions.canScopeTerminate(child)) terminate(behaviors, element, body);
      } else if (transitions.canScopeComplete(child)) {
        // The completion condition was met before, and the last iteration is gone now.
        transitions.completeElement(body);
      }
    },
  };
}

/** After an iteration: ends the loop, begins the next iteration, or waits for the others. */
function goOn(
  behaviors: Behaviors,
  element: ExecutableElement,
  body: ElementContext,
  child: ElementContext,
  isDone: boolean,
): void {
  const { transitions, context, incidents } = behaviors;
  const loop = loopOf(element);
  if (isDone) {
    const hasNoChildren = transitions.terminateChildren(body);
    if (hasNoChildren || loop.isSequential) transitions.completeElement(body);
    return;
  }
  const items = inputOf(behaviors, element, body);
  if (isFailure(items)) {
    incidents.create(items, child);
    return;
  }
  const instance = context.state.elementInstances.require(body.elementInstanceKey);
  if (loop.isSequential && instance.multiInstanceLoopCounter < items.length) {
    transitions.activateChildWithKey(body, loop.inner);
    return;
  }
  // Many iterations begin in several steps: the first ones may have ended before the last begins.
  // A collection whose size changed on the way keeps the body waiting for ever, in Zeebe, too.
  const ended = instance.childCompletedCount + instance.childTerminatedCount;
  if (transitions.canScopeComplete(child) && ended === items.length) {
    transitions.completeElement(body);
  }
}

function loopOf(element: ExecutableElement): MultiInstance {
  if (element.multiInstance === null) throw new Error(`${element.id} is no multi-instance body`);
  return element.multiInstance;
}

function inputOf(
  { expressions }: Behaviors,
  element: ExecutableElement,
  context: ElementContext,
): readonly FeelValue[] | Failure {
  return expressions.items(loopOf(element).inputCollection, context.elementInstanceKey);
}

function shrunk(index: number, size: number): Failure {
  return new Failure(
    `Expected to read item at index ${index} of the multiInstanceBody input collection but it ` +
      `contains only ${size} elements. The input collection might be modified while iterating ` +
      `over it.`,
    'EXTRACT_VALUE_ERROR',
  );
}

function setLoopVariables(
  { variables }: Behaviors,
  loop: MultiInstance,
  child: ElementContext,
  counter: number,
  item: FeelValue,
): void {
  const key = child.elementInstanceKey;
  if (loop.inputElement !== null) {
    variables.setLocal(key, child.value, loop.inputElement, writeValue(toJson(item)));
  }
  // The variable that the output reads must exist locally, or a job's variables would go further
  // up.
  const output = outputVariable(loop);
  if (output !== null && output !== loop.inputElement && output !== LOOP_COUNTER) {
    variables.setLocal(key, child.value, output, 'null');
  }
  variables.setLocal(key, child.value, LOOP_COUNTER, String(counter));
}

/** The variable in which an output expression begins: `result` of `result` and of `result.x`. */
function outputVariable({ outputElement }: MultiInstance): string | null {
  let exp = outputElement?.compiled?.exp;
  while (exp?.kind === 'path') exp = exp.x;
  return exp?.kind === 'ref' ? (exp.names[0] ?? null) : null;
}

/** Puts the body's collection into the flow scope. */
function propagate({ context, variables }: Behaviors, body: ElementContext, name: string): void {
  const collection = context.state.variables.local(body.elementInstanceKey, name);
  if (collection === undefined) return;
  const document = singleEntry(name, collection.value);
  variables.merge(body.value.flowScopeKey, body.value, document);
}

function terminate(
  { context, incidents, transitions, triggers }: Behaviors,
  element: ExecutableElement,
  body: ElementContext,
): void {
  const { flowScopeKey } = body.value;
  const flowScope = context.state.elementInstances.get(flowScopeKey);
  incidents.resolveOf(body.elementInstanceKey);
  const trigger = triggers.find(body);
  const isFree = flowScope !== undefined && isActive(flowScope) && !isInterrupted(flowScope);
  const terminated = transitions.toTerminated(body);
  if (trigger !== undefined && isFree) {
    triggers.activateWaiting(body.elementInstanceKey, flowScopeKey, trigger, terminated);
  }
  transitions.onTerminated(element, terminated);
}
