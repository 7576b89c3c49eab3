/** Diagrams of the benchmark, as small as they can be. */

const head =
  '<?xml version="1.0" encoding="UTF-8"?>' +
  '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"' +
  ' xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" targetNamespace="bench">';

/** start → `steps` service tasks of the type `bench` → end. */
export function chainXml(id: string, steps: number): string {
  const tasks = Array.from({ length: steps }, (_, i) => i + 1);
  const ids = ['start', ...tasks.map((i) => `task${i}`), 'end'];
  const flows = ids.slice(1).map((target, i) => ({ id: `flow${i}`, source: ids[i], target }));
  return (
    `${head}<bpmn:process id="${id}" isExecutable="true"><bpmn:startEvent id="start"/>` +
    tasks
      .map(
        (i) =>
          `<bpmn:serviceTask id="task${i}"><bpmn:extensionElements>` +
          '<zeebe:taskDefinition type="bench"/></bpmn:extensionElements></bpmn:serviceTask>',
      )
      .join('') +
    '<bpmn:endEvent id="end"/>' +
    flows
      .map(
        (f) => `<bpmn:sequenceFlow id="${f.id}" sourceRef="${f.source}" targetRef="${f.target}"/>`,
      )
      .join('') +
    '</bpmn:process></bpmn:definitions>'
  );
}

/** start → one job of the type `bench` per item of `items`, all at once → end. */
export function fanOutXml(id: string): string {
  return (
    `${head}<bpmn:process id="${id}" isExecutable="true"><bpmn:startEvent id="start"/>` +
    '<bpmn:serviceTask id="copy"><bpmn:extensionElements><zeebe:taskDefinition type="bench"/>' +
    '</bpmn:extensionElements><bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements>' +
    '<zeebe:loopCharacteristics inputCollection="=items" inputElement="item"/>' +
    '</bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics></bpmn:serviceTask>' +
    '<bpmn:endEvent id="end"/><bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="copy"/>' +
    '<bpmn:sequenceFlow id="f2" sourceRef="copy" targetRef="end"/>' +
    '</bpmn:process></bpmn:definitions>'
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
