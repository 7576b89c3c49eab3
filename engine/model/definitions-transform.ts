import { evaluate } from '../feel/evaluate.ts';
import { parseExpression } from '../feel/expression.ts';
import type { Expression } from '../feel/expression.ts';
import { attributeOf, extensionOf, idOf, isBpmn } from './bpmn-document.ts';
import type {
  ErrorDefinition,
  EscalationDefinition,
  MessageDefinition,
  SignalDefinition,
} from './executable.ts';
import type { XmlElement } from './xml.ts';

/** The messages, signals, errors and escalations of a document, by id. */
export interface RootDefinitions {
  readonly messages: ReadonlyMap<string, MessageDefinition>;
  readonly signals: ReadonlyMap<string, SignalDefinition>;
  readonly errors: ReadonlyMap<string, ErrorDefinition>;
  readonly escalations: ReadonlyMap<string, EscalationDefinition>;
}

/**
 * Source: MessageTransformer.java, SignalTransformer.java, ErrorTransformer.java,
 * EscalationTransformer.java
 */
export function transformRootDefinitions(definitions: XmlElement): RootDefinitions {
  const messages = new Map<string, MessageDefinition>();
  const signals = new Map<string, SignalDefinition>();
  const errors = new Map<string, ErrorDefinition>();
  const escalations = new Map<string, EscalationDefinition>();
  for (const element of definitions.children) {
    const id = idOf(element) ?? '';
    if (isBpmn(element, 'message')) messages.set(id, messageOf(element, id));
    if (isBpmn(element, 'signal')) signals.set(id, { id, ...nameParts(element) });
    if (isBpmn(element, 'error')) errors.set(id, { id, ...codeParts(element, 'errorCode') });
    if (isBpmn(element, 'escalation')) {
      escalations.set(id, { id, ...codeParts(element, 'escalationCode') });
    }
  }
  return { messages, signals, errors, escalations };
}

function messageOf(element: XmlElement, id: string): MessageDefinition {
  const subscription = extensionOf(element, 'subscription');
  const key = subscription === null ? null : attributeOf(subscription, 'correlationKey');
  const correlationKey = key === null ? null : parseExpression(key);
  return { id, ...nameParts(element), correlationKey };
}

function nameParts(element: XmlElement): { name: string | null; nameExpression: Expression } {
  const nameExpression = parseExpression(attributeOf(element, 'name') ?? '');
  return { name: constantName(nameExpression), nameExpression };
}

/**
 * The name when it is known without variables. Zeebe resolves other constant expressions for start
 * events only; elsewhere it evaluates them each time, to the same result.
 */
function constantName(expression: Expression): string | null {
  if (expression.isStatic) {
    return typeof expression.staticValue === 'string' ? expression.staticValue : null;
  }
  if (expression.compiled?.exp.kind !== 'constant') return null;
  const result = evaluate(expression, () => undefined, Date.now);
  return result.ok && typeof result.value === 'string' ? result.value : null;
}

function codeParts(
  element: XmlElement,
  attribute: string,
): { code: string | null; codeExpression: Expression } {
  const text = attributeOf(element, attribute) ?? '';
  const codeExpression = parseExpression(text);
  return { code: codeExpression.isStatic ? text : null, codeExpression };
}

const EMPTY = parseExpression('');

/** What an event without reference catches: every error. */
export const ANY_ERROR: ErrorDefinition = { id: '', code: '', codeExpression: EMPTY };

/** What an event without reference catches: every escalation. */
export const ANY_ESCALATION: EscalationDefinition = { id: '', code: '', codeExpression: EMPTY };
