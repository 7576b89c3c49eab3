import { parseExpression } from '../feel/expression.ts';
import {
  attributeOf,
  childOf,
  childrenOf,
  eventDefinitionsOf,
  flagOf,
  idOf,
  isBpmn,
  referenceOf,
} from './bpmn-document.ts';
import { ANY_ERROR, ANY_ESCALATION } from './definitions-transform.ts';
import type { ElementBuilder } from './element-builder.ts';
import type { BpmnElementType, BpmnEventType, TimerDefinition } from './executable.ts';
import { jobPropertiesOf } from './job-properties.ts';
import { associationWithoutTarget, noActivity } from './model-fault.ts';
import type { TransformContext } from './transform-context.ts';
import type { XmlElement } from './xml.ts';

/**
 * Gives a start, intermediate catch or boundary event what it waits for.
 * Source: CatchEventTransformer.java, StartEventTransformer.java, BoundaryEventTransformer.java
 */
export function transformCatchEvent(
  element: XmlElement,
  builder: ElementBuilder,
  context: TransformContext,
): void {
  const { elementType } = builder;
  if (
    elementType !== 'START_EVENT' &&
    elementType !== 'INTERMEDIATE_CATCH_EVENT' &&
    elementType !== 'BOUNDARY_EVENT'
  ) {
    return;
  }
  if (elementType === 'START_EVENT') builder.eventType = 'NONE';
  builder.events.push(builder);
  builder.interruptingElementIds.push(builder.id);
  const definition = eventDefinitionsOf(element)[0];
  if (definition !== undefined) applyCatchDefinition(element, definition, builder, context);
  if (elementType === 'START_EVENT') {
    builder.interrupting = flagOf(element, 'isInterrupting', true);
    builder.flowScope?.startEvents.push(builder);
  }
  if (elementType === 'BOUNDARY_EVENT') {
    builder.interrupting = flagOf(element, 'cancelActivity', true);
    const host = referenceOf(context.document, element, 'attachedToRef');
    if (host !== null) context.builders.get(host)?.attachBoundaryEvent(builder);
  }
}

const EVENT_TYPES: Readonly<Record<string, BpmnEventType>> = {
  messageEventDefinition: 'MESSAGE',
  timerEventDefinition: 'TIMER',
  errorEventDefinition: 'ERROR',
  linkEventDefinition: 'LINK',
  escalationEventDefinition: 'ESCALATION',
  signalEventDefinition: 'SIGNAL',
  compensateEventDefinition: 'COMPENSATION',
  terminateEventDefinition: 'TERMINATE',
};

function applyCatchDefinition(
  element: XmlElement,
  definition: XmlElement,
  builder: ElementBuilder,
  context: TransformContext,
): void {
  builder.eventType = EVENT_TYPES[definition.name] ?? builder.eventType;
  switch (builder.eventType) {
    case 'TIMER':
      builder.timer = timerOf(definition);
      break;
    case 'LINK':
      context.links.set(attributeOf(definition, 'name') ?? '', builder);
      break;
    case 'ERROR':
      applyReferences(definition, builder, context);
      builder.error ??= ANY_ERROR;
      break;
    case 'ESCALATION':
      applyReferences(definition, builder, context);
      builder.escalation ??= ANY_ESCALATION;
      break;
    case 'COMPENSATION':
      builder.compensation = compensationHandlerOf(element, context);
      break;
    default:
      applyReferences(definition, builder, context);
  }
}

/** The message, signal, error or escalation that an event definition refers to. */
function applyReferences(
  definition: XmlElement,
  builder: ElementBuilder,
  context: TransformContext,
): void {
  const referred = (attribute: string): string => {
    const element = referenceOf(context.document, definition, attribute);
    return element === null ? '' : (idOf(element) ?? '');
  };
  const { roots } = context;
  if (builder.eventType === 'MESSAGE') {
    builder.message = roots.messages.get(referred('messageRef')) ?? null;
  }
  if (builder.eventType === 'SIGNAL') {
    builder.signal = roots.signals.get(referred('signalRef')) ?? null;
  }
  if (builder.eventType === 'ERROR') builder.error = roots.errors.get(referred('errorRef')) ?? null;
  if (builder.eventType === 'ESCALATION') {
    builder.escalation = roots.escalations.get(referred('escalationRef')) ?? null;
  }
}

export function timerOf(definition: XmlElement): TimerDefinition | null {
  const kinds = [
    ['timeDuration', 'duration'],
    ['timeCycle', 'cycle'],
    ['timeDate', 'date'],
  ] as const;
  for (const [name, kind] of kinds) {
    const child = childOf(definition, name);
    if (child !== null) return { kind, expression: parseExpression(child.text.trim()) };
  }
  return null;
}

/** Zeebe's classes of flow nodes that are no activities. */
const CLASSES: Readonly<Partial<Record<BpmnElementType, string>>> = {
  START_EVENT: 'ExecutableStartEvent',
  END_EVENT: 'ExecutableEndEvent',
  BOUNDARY_EVENT: 'ExecutableBoundaryEvent',
  INTERMEDIATE_CATCH_EVENT: 'ExecutableCatchEventElement',
  INTERMEDIATE_THROW_EVENT: 'ExecutableIntermediateThrowEvent',
  EXCLUSIVE_GATEWAY: 'ExecutableExclusiveGateway',
  INCLUSIVE_GATEWAY: 'ExecutableInclusiveGateway',
  PARALLEL_GATEWAY: 'ExecutableFlowNode',
  EVENT_BASED_GATEWAY: 'ExecutableEventBasedGateway',
};

/** Throws a `ModelFault` when the association leads to nothing, or to what is no activity. */
function compensationHandlerOf(
  element: XmlElement,
  context: TransformContext,
): ElementBuilder['compensation'] {
  const associations = element.parent === null ? [] : childrenOf(element.parent, 'association');
  const association = associations.find(
    (candidate) => referenceOf(context.document, candidate, 'sourceRef') === element,
  );
  if (association === undefined) return null;
  const target = referenceOf(context.document, association, 'targetRef');
  if (target === null) throw associationWithoutTarget();
  const handler = context.builders.get(target) ?? null;
  const javaClass = handler === null ? undefined : CLASSES[handler.elementType];
  if (handler !== null && javaClass !== undefined) throw noActivity(handler.id, javaClass);
  return { handler, activity: null };
}

/**
 * Gives an end or intermediate throw event what it throws; after the catch events, whose links it
 * looks up. Source: EndEventTransformer.java, IntermediateThrowEventTransformer.java
 */
export function transformThrowEvent(element: XmlElement, context: TransformContext): void {
  const isThrow = isBpmn(element, 'endEvent') || isBpmn(element, 'intermediateThrowEvent');
  const builder = isThrow ? context.builders.get(element) : undefined;
  if (builder === undefined) return;
  builder.eventType = 'NONE';
  const definition = eventDefinitionsOf(element)[0];
  if (definition === undefined) return;
  builder.eventType = EVENT_TYPES[definition.name] ?? 'NONE';
  switch (builder.eventType) {
    case 'MESSAGE':
      builder.job = jobPropertiesOf(element);
      break;
    case 'TERMINATE':
      builder.isTerminateEndEvent = true;
      break;
    case 'LINK':
      builder.linkTarget = context.links.get(attributeOf(definition, 'name') ?? '') ?? null;
      break;
    case 'COMPENSATION': {
      const activity = referenceOf(context.document, definition, 'activityRef');
      const target = activity === null ? null : (context.builders.get(activity) ?? null);
      builder.compensation = { handler: null, activity: target };
      break;
    }
    default:
      applyReferences(definition, builder, context);
  }
}
