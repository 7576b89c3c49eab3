import { parseExpression } from '../feel/expression.ts';
import {
  attributeOf,
  childOf,
  executableProcessesOf,
  extensionOf,
  flagOf,
  idOf,
  isBpmn,
  isOfBpmn,
  isKnown,
  isZeebe,
  nameOf,
  referenceOf,
  walk,
} from './bpmn-document.ts';
import type { BpmnDocument } from './bpmn-document.ts';
import { transformRootDefinitions } from './definitions-transform.ts';
import { ElementBuilder, FlowBuilder } from './element-builder.ts';
import { transformCatchEvent, transformThrowEvent } from './event-transform.ts';
import type { BpmnElementType, ExecutableProcess, ExecutionListener } from './executable.ts';
import { jobPropertiesOf, userTaskOf } from './job-properties.ts';
import { idMissing } from './model-fault.ts';
import { refuseDoubledExtensions } from './single-extensions.ts';
import { transformMultiInstance } from './multi-instance-transform.ts';
import type { TransformContext } from './transform-context.ts';
import { inputMappingsOf, outputMappingsOf } from './variable-mapping.ts';
import type { XmlElement } from './xml.ts';

const ELEMENT_TYPES: Readonly<Record<string, BpmnElementType>> = {
  boundaryEvent: 'BOUNDARY_EVENT',
  businessRuleTask: 'BUSINESS_RULE_TASK',
  callActivity: 'CALL_ACTIVITY',
  endEvent: 'END_EVENT',
  eventBasedGateway: 'EVENT_BASED_GATEWAY',
  exclusiveGateway: 'EXCLUSIVE_GATEWAY',
  inclusiveGateway: 'INCLUSIVE_GATEWAY',
  intermediateCatchEvent: 'INTERMEDIATE_CATCH_EVENT',
  intermediateThrowEvent: 'INTERMEDIATE_THROW_EVENT',
  manualTask: 'MANUAL_TASK',
  parallelGateway: 'PARALLEL_GATEWAY',
  receiveTask: 'RECEIVE_TASK',
  scriptTask: 'SCRIPT_TASK',
  sendTask: 'SEND_TASK',
  serviceTask: 'SERVICE_TASK',
  startEvent: 'START_EVENT',
  subProcess: 'SUB_PROCESS',
  task: 'TASK',
  userTask: 'USER_TASK',
};

/**
 * Transforms a valid document into its executable processes, in Zeebe's four steps and order of
 * walking, for the order of flows, events and children is the order of records. Throws a
 * `ModelFault` for what Zeebe can't transform, though its validators let it pass.
 * Source: BpmnTransformer.java and the transformers it registers
 */
export function transformProcesses(document: BpmnDocument): ExecutableProcess[] {
  const elements = walk(document);
  if (elements.some((element) => needsId(element) && idOf(element) === null)) throw idMissing();
  elements.forEach(refuseDoubledExtensions);
  const context: TransformContext = {
    document,
    roots: transformRootDefinitions(document.definitions),
    builders: new Map(),
    links: new Map(),
    bodies: new Map(),
  };
  const flows = new Map<string, FlowBuilder>();
  for (const element of elements) instantiate(element, context);
  for (const element of elements) {
    transformNode(element, context);
    connectFlow(element, context, flows);
  }
  for (const element of elements) {
    transformGateway(element, context, flows);
    transformEventSubProcess(element, context);
  }
  for (const element of elements) {
    transformThrowEvent(element, context);
    transformMultiInstance(element, context);
  }
  return executableProcessesOf(document).map((process) => finish(process, context, flows));
}

const NEEDING_ID = new Set([
  ...Object.keys(ELEMENT_TYPES),
  'process',
  'sequenceFlow',
  'message',
  'signal',
  'error',
  'escalation',
  'compensateEventDefinition',
]);

/** Whether Zeebe makes an object of the element that is kept by id. */
function needsId(element: XmlElement): boolean {
  if (!isOfBpmn(element)) return false;
  if (element.name !== 'linkEventDefinition') return NEEDING_ID.has(element.name);
  return element.parent !== null && isBpmn(element.parent, 'intermediateCatchEvent');
}

function instantiate(element: XmlElement, context: TransformContext): void {
  const id = idOf(element) ?? '';
  if (isBpmn(element, 'process')) {
    context.builders.set(element, new ElementBuilder(id, nameOf(element), 'PROCESS'));
    return;
  }
  const type = isZeebe(element) ? undefined : ELEMENT_TYPES[element.name];
  if (type === undefined) return;
  const builder = new ElementBuilder(id, nameOf(element), type);
  builder.isForCompensation = flagOf(element, 'isForCompensation', false);
  if (type === 'RECEIVE_TASK') {
    builder.events.push(builder);
    builder.interruptingElementIds.push(id);
  }
  context.builders.set(element, builder);
}

function transformNode(element: XmlElement, context: TransformContext): void {
  const builder = context.builders.get(element);
  if (builder === undefined || builder.elementType === 'PROCESS') return;
  const scope = element.parent === null ? undefined : context.builders.get(element.parent);
  if (scope !== undefined) {
    builder.flowScope = scope;
    scope.children.push(builder);
  }
  builder.inputMappings = inputMappingsOf(element);
  builder.outputMappings = outputMappingsOf(element);
  builder.executionListeners = executionListenersOf(element);
  transformTask(element, builder, context);
  transformCatchEvent(element, builder, context);
}

function executionListenersOf(element: XmlElement): ExecutionListener[] {
  const listeners = extensionOf(element, 'executionListeners')?.children ?? [];
  return listeners
    .filter((listener) => isZeebe(listener, 'executionListener'))
    .map((listener) => ({
      eventType: attributeOf(listener, 'eventType') === 'end' ? 'end' : 'start',
      type: parseExpression(attributeOf(listener, 'type') ?? ''),
      retries: parseExpression(attributeOf(listener, 'retries') ?? '3'),
    }));
}

function transformTask(
  element: XmlElement,
  builder: ElementBuilder,
  context: TransformContext,
): void {
  switch (builder.elementType) {
    case 'SERVICE_TASK':
    case 'SEND_TASK':
      builder.job = jobPropertiesOf(element);
      break;
    case 'USER_TASK':
      Object.assign(builder, userTaskOf(element));
      break;
    case 'BUSINESS_RULE_TASK':
      builder.job = jobPropertiesOf(element);
      builder.calledDecision = calledDecisionOf(element);
      break;
    case 'SCRIPT_TASK':
      builder.job = jobPropertiesOf(element);
      builder.script = scriptOf(element);
      break;
    case 'CALL_ACTIVITY':
      builder.calledElement = calledElementOf(element);
      break;
    case 'RECEIVE_TASK': {
      const message = referenceOf(context.document, element, 'messageRef');
      const id = message === null ? '' : (idOf(message) ?? '');
      builder.message = context.roots.messages.get(id) ?? null;
      builder.eventType = 'MESSAGE';
      break;
    }
    default:
  }
}

function calledDecisionOf(element: XmlElement): ElementBuilder['calledDecision'] {
  const decision = extensionOf(element, 'calledDecision');
  if (decision === null) return null;
  return {
    decisionId: parseExpression(attributeOf(decision, 'decisionId') ?? ''),
    resultVariable: attributeOf(decision, 'resultVariable') ?? '',
  };
}

function scriptOf(element: XmlElement): ElementBuilder['script'] {
  const script = extensionOf(element, 'script');
  if (script === null) return null;
  return {
    expression: parseExpression(attributeOf(script, 'expression') ?? ''),
    resultVariable: attributeOf(script, 'resultVariable') ?? '',
  };
}

function calledElementOf(element: XmlElement): ElementBuilder['calledElement'] {
  const called = extensionOf(element, 'calledElement');
  if (called === null) return null;
  return {
    processId: parseExpression(attributeOf(called, 'processId') ?? ''),
    propagateAllChildVariables: flagOf(called, 'propagateAllChildVariables', true),
    propagateAllParentVariables: flagOf(called, 'propagateAllParentVariables', true),
  };
}

function connectFlow(
  element: XmlElement,
  context: TransformContext,
  flows: Map<string, FlowBuilder>,
): void {
  if (!isBpmn(element, 'sequenceFlow')) return;
  const source = builderOf(context, referenceOf(context.document, element, 'sourceRef'));
  const target = builderOf(context, referenceOf(context.document, element, 'targetRef'));
  if (source === undefined || target === undefined) return;
  const flow = new FlowBuilder(idOf(element) ?? '', nameOf(element), source, target);
  const condition = childOf(element, 'conditionExpression');
  flow.condition = condition === null ? null : parseExpression(condition.text.trim());
  source.outgoing.push(flow);
  target.incoming.push(flow);
  if (flow.condition !== null) source.outgoingWithCondition.push(flow);
  flows.set(flow.id, flow);
}

function builderOf(
  context: TransformContext,
  element: XmlElement | null,
): ElementBuilder | undefined {
  return element === null ? undefined : context.builders.get(element);
}

function transformGateway(
  element: XmlElement,
  context: TransformContext,
  flows: ReadonlyMap<string, FlowBuilder>,
): void {
  const builder = context.builders.get(element);
  if (builder === undefined) return;
  if (builder.elementType === 'EXCLUSIVE_GATEWAY' || builder.elementType === 'INCLUSIVE_GATEWAY') {
    builder.defaultFlow = flows.get(attributeOf(element, 'default') ?? '') ?? null;
  }
  if (builder.elementType === 'EVENT_BASED_GATEWAY') {
    builder.events = builder.outgoing.map((flow) => flow.target);
    builder.interruptingElementIds = builder.events.map((event) => event.id);
  }
  if (builder.elementType === 'INTERMEDIATE_CATCH_EVENT') {
    builder.isConnectedToEventBasedGateway = builder.incoming.some(
      (flow) => flow.source.elementType === 'EVENT_BASED_GATEWAY',
    );
  }
}

function transformEventSubProcess(element: XmlElement, context: TransformContext): void {
  const builder = context.builders.get(element);
  if (builder === undefined || builder.elementType !== 'SUB_PROCESS') return;
  if (!flagOf(element, 'triggeredByEvent', false)) return;
  builder.elementType = 'EVENT_SUB_PROCESS';
  builder.flowScope?.attachEventSubProcess(builder);
  const startEvent = builder.startEvents[0];
  if (startEvent !== undefined) startEvent.eventSubProcess = builder;
}

function finish(
  element: XmlElement,
  context: TransformContext,
  allFlows: ReadonlyMap<string, FlowBuilder>,
): ExecutableProcess {
  const process = builderOf(context, element);
  if (process === undefined) throw new Error(`process ${idOf(element) ?? ''} was not walked`);
  const elements = new Map<string, ElementBuilder>();
  const flows = new Map<string, FlowBuilder>();
  const collect = (parent: XmlElement): void => {
    for (const child of parent.children.filter(isKnown)) {
      const id = idOf(child) ?? '';
      const builder = context.bodies.get(child) ?? context.builders.get(child);
      if (builder !== undefined) elements.set(id, builder);
      const flow = isBpmn(child, 'sequenceFlow') ? allFlows.get(id) : undefined;
      if (flow !== undefined) flows.set(id, flow);
      collect(child);
    }
  };
  collect(element);
  for (const builder of [process, ...context.builders.values()]) {
    builder.noneStartEvent =
      builder.startEvents.find((start) => start.eventType === 'NONE') ?? null;
  }
  return Object.assign(process, { elements, flows, elementType: 'PROCESS' as const });
}
