import { parseExpression } from '../feel/expression.ts';
import { attributeOf, childOf, extensionOf, flagOf } from './bpmn-document.ts';
import { ElementBuilder } from './element-builder.ts';
import type { TransformContext } from './transform-context.ts';
import type { XmlElement } from './xml.ts';

/**
 * Puts a body around a multi-instance activity: it takes over the flows and the boundary events.
 * Source: MultiInstanceActivityTransformer.java
 */
export function transformMultiInstance(element: XmlElement, context: TransformContext): void {
  const inner = context.builders.get(element);
  const loop = inner === undefined ? null : childOf(element, 'multiInstanceLoopCharacteristics');
  if (inner === undefined || loop === null) return;
  const zeebe = extensionOf(loop, 'loopCharacteristics');
  const body = new ElementBuilder(inner.id, inner.name, 'MULTI_INSTANCE_BODY');
  body.multiInstance = {
    inner,
    isSequential: flagOf(loop, 'isSequential', false),
    inputCollection: parseExpression(text(zeebe, 'inputCollection') ?? ''),
    inputElement: text(zeebe, 'inputElement'),
    outputCollection: text(zeebe, 'outputCollection'),
    outputElement: expression(text(zeebe, 'outputElement')),
    completionCondition: expression(childOf(loop, 'completionCondition')?.text.trim() ?? null),
  };
  body.flowScope = inner.flowScope;
  inner.flowScope = body;
  moveBoundaryEvents(inner, body);
  moveFlows(inner, body);
  moveCompensation(context, inner, body);
  context.bodies.set(element, body);
}

function text(element: XmlElement | null, attribute: string): string | null {
  const value = element === null ? null : attributeOf(element, attribute);
  return value === '' ? null : value;
}

function expression(source: string | null) {
  return source === null || source === '' ? null : parseExpression(source);
}

function moveBoundaryEvents(inner: ElementBuilder, body: ElementBuilder): void {
  for (const event of inner.boundaryEvents) body.attachBoundaryEvent(event);
  inner.events = inner.events.filter((event) => !inner.boundaryEvents.includes(event));
  // Zeebe clears all of them, those of interrupting event sub-processes too.
  inner.interruptingElementIds = [];
  inner.boundaryEvents = [];
}

function moveFlows(inner: ElementBuilder, body: ElementBuilder): void {
  for (const flow of inner.incoming) flow.target = body;
  for (const flow of inner.outgoing) flow.source = body;
  body.incoming = inner.incoming;
  body.outgoing = inner.outgoing;
  inner.incoming = [];
  inner.outgoing = [];
}

function moveCompensation(
  context: TransformContext,
  inner: ElementBuilder,
  body: ElementBuilder,
): void {
  for (const event of context.builders.values()) {
    if (event.elementType === 'BOUNDARY_EVENT' && event.compensation?.handler === inner) {
      event.compensation = { ...event.compensation, handler: body };
    }
  }
}
