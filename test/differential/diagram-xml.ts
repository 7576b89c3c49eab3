import { renderScope, type Flow } from './diagram.ts';
import { KINDS, type ElementNotation } from './diagram-element.ts';
import { renderEventDefinition } from './diagram-event.ts';
import type { RootElements } from './diagram-roots.ts';
import { attributes, tag } from './xml.ts';

/** One element of a scope as XML. */
export function renderElement(
  id: string,
  element: ElementNotation,
  flows: readonly Flow[],
  roots: RootElements,
): string {
  const kind = KINDS[element.kind];
  if (kind === undefined) throw new Error(`No such kind of element: ${element.kind} (${id})`);
  const head = attributes({
    id,
    name: element.name,
    default: flows.find((flow) => flow.from === id && flow.isDefault)?.id,
    attachedToRef: element.on,
    cancelActivity: element.kind === 'boundary' ? interruption(element) : undefined,
    isForCompensation: element.forCompensation ? 'true' : undefined,
    isInterrupting: element.kind === 'start' ? interruption(element) : undefined,
    triggeredByEvent: element.kind === 'event-sub' ? 'true' : undefined,
    messageRef: element.kind === 'receive' ? messageOf(element, roots) : undefined,
  });
  const body = [
    extensions(element),
    ...flows.filter((flow) => flow.to === id).map((flow) => tag('bpmn:incoming', '', flow.id)),
    ...flows.filter((flow) => flow.from === id).map((flow) => tag('bpmn:outgoing', '', flow.id)),
    loop(element),
    element.kind === 'receive' ? '' : renderEventDefinition(id, element, roots),
    element.elements ? renderScope(element, roots) : '',
  ];
  return tag(`bpmn:${kind}`, head, body.filter((part) => part !== '').join('\n'));
}

function interruption(element: ElementNotation): string | undefined {
  return element.interrupting === undefined ? undefined : String(element.interrupting);
}

function messageOf(element: ElementNotation, roots: RootElements): string | undefined {
  const { message } = element;
  if (message === undefined) return undefined;
  return typeof message === 'string'
    ? roots.message(message, undefined)
    : roots.message(message.name, message.key);
}

function extensions(element: ElementNotation): string {
  const parts = [
    element.job === undefined
      ? ''
      : tag('zeebe:taskDefinition', attributes({ type: element.job, retries: element.retries })),
    element.kind === 'user' && element.native ? tag('zeebe:userTask', '') : '',
    tagIf('zeebe:formDefinition', {
      formId: element.form,
      formKey: element.formKey,
      externalReference: element.externalReference,
    }),
    tagIf('zeebe:assignmentDefinition', {
      assignee: element.assignee,
      candidateGroups: element.groups,
      candidateUsers: element.users,
    }),
    tagIf('zeebe:taskSchedule', { dueDate: element.due, followUpDate: element.followUp }),
    tagIf('zeebe:script', {
      expression: element.expression,
      resultVariable: element.expression === undefined ? undefined : element.result,
    }),
    tagIf('zeebe:calledDecision', {
      decisionId: element.decision,
      resultVariable: element.decision === undefined ? undefined : element.result,
    }),
    tagIf('zeebe:calledElement', {
      processId: element.process,
      propagateAllParentVariables: text(element.propagateParent),
      propagateAllChildVariables: text(element.propagateChild),
    }),
    listeners(element),
    headers(element),
    mappings(element),
  ].filter((part) => part !== '');
  return parts.length === 0 ? '' : tag('bpmn:extensionElements', '', parts.join('\n'));
}

function text(flag: boolean | undefined): string | undefined {
  return flag === undefined ? undefined : String(flag);
}

function tagIf(name: string, values: Readonly<Record<string, string | undefined>>): string {
  const given = attributes(values);
  return given === '' ? '' : tag(name, given);
}

function listeners(element: ElementNotation): string {
  if (!element.listeners) return '';
  const parts = element.listeners.map(({ when, job, retries }) =>
    tag('zeebe:executionListener', attributes({ eventType: when, type: job, retries })),
  );
  return tag('zeebe:executionListeners', '', parts.join(''));
}

function headers(element: ElementNotation): string {
  if (!element.headers) return '';
  const entries = Object.entries(element.headers);
  const parts = entries.map(([key, value]) => tag('zeebe:header', attributes({ key, value })));
  return tag('zeebe:taskHeaders', '', parts.join(''));
}

function mappings(element: ElementNotation): string {
  const render = (name: string, all: Readonly<Record<string, string>> = {}): string[] =>
    Object.entries(all).map(([target, source]) => tag(name, attributes({ source, target })));
  const parts = [...render('zeebe:input', element.in), ...render('zeebe:output', element.out)];
  return parts.length === 0 ? '' : tag('zeebe:ioMapping', '', parts.join(''));
}

function loop(element: ElementNotation): string {
  const { loop: notation } = element;
  if (!notation) return '';
  const collection = tag(
    'zeebe:loopCharacteristics',
    attributes({
      inputCollection: notation.each,
      inputElement: notation.as,
      outputCollection: notation.collect,
      outputElement: notation.from,
    }),
  );
  const until =
    notation.until === undefined
      ? ''
      : tag('bpmn:completionCondition', ' xsi:type="bpmn:tFormalExpression"', notation.until, true);
  return tag(
    'bpmn:multiInstanceLoopCharacteristics',
    notation.sequential ? ' isSequential="true"' : '',
    tag('bpmn:extensionElements', '', collection) + until,
  );
}
