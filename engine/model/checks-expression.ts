import { evaluate } from '../feel/evaluate.ts';
import { evaluateDateTime } from '../feel/expression-processor.ts';
import { parseExpression } from '../feel/expression.ts';
import type { Expression } from '../feel/expression.ts';
import { evaluateTimer } from '../timer/timer.ts';
import {
  attributeOf,
  childOf,
  eventDefinitionsOf,
  isBpmn,
  isZeebe,
  referenceOf,
} from './bpmn-document.ts';
import { parseCsv } from './job-properties.ts';
import { timerOf } from './event-transform.ts';
import type { Check, Checks } from './validate.ts';
import type { XmlElement } from './xml.ts';

/** What an attribute's text must be. Source: ZeebeExpressionValidator.java */
interface Rules {
  readonly isMandatory?: boolean;
  readonly isNonStatic?: boolean;
  /** What a static value must fulfil, and in words. */
  readonly fits?: (expression: Expression) => boolean;
  readonly description?: string;
}

type Read = (element: XmlElement) => string | null;

const nothing = (): undefined => undefined;

function expression(read: Read, rules: Rules = {}): Check {
  return (element, _document, report) => {
    const text = read(element);
    if (text === null) {
      if (rules.isMandatory === true) {
        report('expression-missing', 'Expected expression but not found.');
      }
      return;
    }
    const parsed = parseExpression(text);
    if (parsed.failure !== null) {
      report('expression-invalid', parsed.failure);
    } else if (parsed.isStatic && rules.isNonStatic === true) {
      const hint = `An expression must start with '=' (e.g. '=${text}').`;
      const message = `Expected expression but found static value '${text}'. ${hint}`;
      report('expression-static', message);
    } else if (parsed.isStatic && rules.fits?.(parsed) === false) {
      const wish = `Expected static value to ${rules.description ?? ''}`;
      report('static-value-invalid', `${wish}, but found '${text}'.`);
    }
  };
}

function attribute(name: string, byDefault: string | null = null): Read {
  return (element) => attributeOf(element, name) ?? byDefault;
}

function textOf(name: string): Read {
  return (element) => childOf(element, name)?.text.trim() ?? null;
}

const MANDATORY: Rules = { isMandatory: true };
const MANDATORY_FEEL: Rules = { isMandatory: true, isNonStatic: true };
const CSV: Rules = {
  fits: (parsed) => parseCsv(parsed.source) !== null,
  description: "be a list of comma-separated values, e.g. 'a,b,c'",
};
const DATE_TIME: Rules = {
  fits: (parsed) => evaluateDateTime(parsed, nothing, Date.now).ok,
  description: "be a valid DateTime String, e.g. '2023-03-02T15:35+02:00'",
};

const PATH = '[a-zA-Z_][a-zA-Z0-9_]*(\\.[a-zA-Z_][a-zA-Z0-9_]*)*';
const PATH_PATTERN = new RegExp(`^${PATH}$`);
const RESERVED = [
  'null',
  'true',
  'false',
  'function',
  'if',
  'then',
  'else',
  'for',
  'between',
].concat(['instance', 'of']);

const targetPath: Check = (element, _document, report) => {
  const text = attributeOf(element, 'target') ?? '';
  if (text === '') {
    report('path-missing', 'Expected path expression but not found.');
    return;
  }
  if (!PATH_PATTERN.test(text)) {
    const what = `Expected path expression '${text}' but doesn't match the pattern '${PATH}'.`;
    report('path-invalid', what);
  }
  if (RESERVED.includes(text)) {
    const words = `one of the reserved words (${RESERVED.join(', ')})`;
    report('path-reserved', `Expected path expression '${text}' but is ${words}.`);
  }
};

/** Source: TimerCatchEventExpressionValidator.java */
const timers: Check = (element, _document, report) => {
  const isProcessStart =
    isBpmn(element, 'startEvent') && element.parent !== null && isBpmn(element.parent, 'process');
  for (const definition of eventDefinitionsOf(element)) {
    const timer = definition.name === 'timerEventDefinition' ? timerOf(definition) : null;
    if (timer === null || !(isProcessStart || timer.expression.isStatic)) continue;
    const result = evaluateTimer(timer, nothing, Date.now);
    if (result.ok) continue;
    const reason = `Invalid timer ${timer.kind} expression (${result.failure.message})`;
    report('timer-invalid', reason);
  }
};

/** Source: ProcessMessageStartEventMessageNameValidator.java and its twin for signals */
const constantStartNames: Check = (element, document, report) => {
  if (element.parent === null || !isBpmn(element.parent, 'process')) return;
  for (const definition of eventDefinitionsOf(element)) {
    for (const kind of ['message', 'signal'] as const) {
      if (definition.name !== `${kind}EventDefinition`) continue;
      const referred = referenceOf(document, definition, `${kind}Ref`);
      const name = referred === null ? null : attributeOf(referred, 'name');
      if (name === null) continue;
      const result = evaluate(parseExpression(name), nothing, Date.now);
      if (!result.ok) {
        const why = `which could not be evaluated without context: ${result.message}`;
        report('name-not-constant', `Expected constant expression but found '${name}', ${why}`);
      } else if (result.type !== 'STRING') {
        const what = `Expected constant expression of type String for ${kind} name '${name}'`;
        report('name-not-string', `${what}, but was ${result.type}`);
      }
    }
  }
};

const RESERVED_HEADER_PREFIX = 'io.camunda.zeebe:';

/** Source: ZeebeTaskHeadersValidator.java */
const taskHeaders: Check = (element, _document, report) => {
  const keys = element.children
    .filter((child) => isZeebe(child, 'header'))
    .flatMap((child) => attributeOf(child, 'key') ?? []);
  for (const key of keys.filter((one) => one.startsWith(RESERVED_HEADER_PREFIX))) {
    const kind = `header keys starting with '${RESERVED_HEADER_PREFIX}'`;
    const rule = `${kind} are reserved for internal use`;
    report('header-reserved', `Attribute 'key' contains '${key}', but ${rule}.`);
  }
  for (const key of new Set(keys.filter((one, i) => keys.indexOf(one) !== i))) {
    report('header-duplicate', `Headers contain duplicate entries for key '${key}'`);
  }
};

export const EXPRESSION_CHECKS: Checks = {
  message: [expression(attribute('name'))],
  signal: [expression(attribute('name'))],
  conditionExpression: [expression((element) => element.text.trim(), MANDATORY_FEEL)],
  timerEventDefinition: [
    expression(textOf('timeDate')),
    expression(textOf('timeDuration')),
    expression(textOf('timeCycle')),
  ],
  multiInstanceLoopCharacteristics: [expression(textOf('completionCondition'))],
  startEvent: [constantStartNames, timers],
  intermediateCatchEvent: [timers],
  boundaryEvent: [timers],
};

export const ZEEBE_EXPRESSION_CHECKS: Checks = {
  input: [expression(attribute('source'), MANDATORY), targetPath],
  output: [expression(attribute('source'), MANDATORY_FEEL), targetPath],
  subscription: [expression(attribute('correlationKey'), MANDATORY_FEEL)],
  loopCharacteristics: [
    expression(attribute('inputCollection'), MANDATORY_FEEL),
    expression(attribute('outputElement'), { isNonStatic: true }),
  ],
  taskDefinition: [
    expression(attribute('type'), MANDATORY),
    expression(attribute('retries', '3'), MANDATORY),
  ],
  calledElement: [expression(attribute('processId'), MANDATORY)],
  assignmentDefinition: [
    expression(attribute('assignee')),
    expression(attribute('candidateGroups'), CSV),
    expression(attribute('candidateUsers'), CSV),
  ],
  taskSchedule: [
    expression(attribute('dueDate'), DATE_TIME),
    expression(attribute('followUpDate'), DATE_TIME),
  ],
  calledDecision: [expression(attribute('decisionId'), MANDATORY)],
  taskHeaders: [taskHeaders],
  script: [expression(attribute('expression'), MANDATORY_FEEL)],
};
