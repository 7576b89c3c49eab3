/** Diagrams of the benchmark, as small as they can be. */

const head =
  '<?xml version="1.0" encoding="UTF-8"?>' +
  '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"' +
  ' xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"' +
  ' xmlns:camunda="http://camunda.org/schema/1.0/bpmn"' +
  ' xmlns:flowable="http://flowable.org/bpmn" targetNamespace="bench">';

const foot = '</bpmn:process></bpmn:definitions>';

const open = (id: string): string =>
  `${head}<bpmn:process id="${id}" isExecutable="true"><bpmn:startEvent id="start"/>`;

const flow = (source: string, target: string): string =>
  `<bpmn:sequenceFlow id="${source}-${target}" sourceRef="${source}" targetRef="${target}"/>`;

const task = (id: string, type: string, extra = '', inside = ''): string =>
  `<bpmn:serviceTask id="${id}"><bpmn:extensionElements>` +
  `<zeebe:taskDefinition type="${type}"/>${extra}</bpmn:extensionElements>${inside}</bpmn:serviceTask>`;

/** How each engine says that a worker outside does a task. */
const WORKER_WORDS = {
  zeebe: (id: string, type: string) => task(id, type),
  camunda7: (id: string, type: string) =>
    `<bpmn:serviceTask id="${id}" camunda:type="external" camunda:topic="${type}"/>`,
  flowable: (id: string, type: string) =>
    `<bpmn:serviceTask id="${id}" flowable:type="external-worker" flowable:topic="${type}"/>`,
  function: (id: string, type: string) =>
    `<bpmn:serviceTask id="${id}" implementation="\${environment.services.${type}}"/>`,
} as const;

/** start → `steps` service tasks of the type `type` → end, in the words of one engine. */
export function chainXml(
  id: string,
  steps: number,
  { type = 'bench', words = 'zeebe' as keyof typeof WORKER_WORDS } = {},
): string {
  const tasks = Array.from({ length: steps }, (_, i) => `task${i + 1}`);
  const ids = ['start', ...tasks, 'end'];
  return (
    open(id) +
    tasks.map((name) => WORKER_WORDS[words](name, type)).join('') +
    '<bpmn:endEvent id="end"/>' +
    ids
      .slice(1)
      .map((target, i) => flow(ids[i] ?? '', target))
      .join('') +
    foot
  );
}

/** start → one job of the type `type` per item of `items`, all at once → end. */
export function fanOutXml(id: string, type = 'bench'): string {
  const loop =
    '<bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements>' +
    '<zeebe:loopCharacteristics inputCollection="=items" inputElement="item"/>' +
    '</bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>';
  return (
    open(id) +
    task('copy', type, '', loop) +
    '<bpmn:endEvent id="end"/>' +
    flow('start', 'copy') +
    flow('copy', 'end') +
    foot
  );
}

/**
 * start → a job that is held → end, with a timer at its edge which is due at the variable `due` and
 * leads to a job of another type; that job says by `firedAt` when the broker let the timer go.
 */
export function dueTimerXml(id: string, heldType: string, lateType: string): string {
  const firedAt =
    '<zeebe:ioMapping><zeebe:input source="=string(now())" target="firedAt"/></zeebe:ioMapping>';
  return (
    open(id) +
    task('held', heldType) +
    '<bpmn:boundaryEvent id="due" attachedToRef="held" cancelActivity="false">' +
    '<bpmn:outgoing>due-late</bpmn:outgoing><bpmn:timerEventDefinition><bpmn:timeDate>=due</bpmn:timeDate></bpmn:timerEventDefinition>' +
    '</bpmn:boundaryEvent>' +
    task('late', lateType, firedAt) +
    '<bpmn:endEvent id="end"/><bpmn:endEvent id="told"/>' +
    flow('start', 'held') +
    flow('held', 'end') +
    flow('due', 'late') +
    flow('late', 'told') +
    foot
  );
}

/** start → a message with the key in the variable `key` → a job of the type `type` → end. */
export function messageXml(id: string, message: string, type: string): string {
  return (
    open(id).replace(
      '<bpmn:process ',
      `<bpmn:message id="message" name="${message}"><bpmn:extensionElements>` +
        '<zeebe:subscription correlationKey="=key"/></bpmn:extensionElements></bpmn:message>' +
        '<bpmn:process ',
    ) +
    '<bpmn:intermediateCatchEvent id="wait"><bpmn:messageEventDefinition messageRef="message"/>' +
    '</bpmn:intermediateCatchEvent>' +
    task('after', type) +
    '<bpmn:endEvent id="end"/>' +
    flow('start', 'wait') +
    flow('wait', 'after') +
    flow('after', 'end') +
    foot
  );
}

/** start → a job of the type `nobody` that a timer ends after thirty days → end. */
export function waitingXml(id: string): string {
  return (
    `${head}<bpmn:process id="${id}" isExecutable="true"><bpmn:startEvent id="start"/>` +
    '<bpmn:serviceTask id="wait"><bpmn:extensionElements><zeebe:taskDefinition type="nobody"/>' +
    '</bpmn:extensionElements></bpmn:serviceTask><bpmn:endEvent id="end"/>' +
    '<bpmn:boundaryEvent id="late" attachedToRef="wait"><bpmn:outgoing>f3</bpmn:outgoing><bpmn:timerEventDefinition id="due">' +
    '<bpmn:timeDuration>P30D</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent>' +
    '<bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="wait"/>' +
    '<bpmn:sequenceFlow id="f2" sourceRef="wait" targetRef="end"/>' +
    '<bpmn:sequenceFlow id="f3" sourceRef="late" targetRef="end"/>' +
    '</bpmn:process></bpmn:definitions>'
  );
}
