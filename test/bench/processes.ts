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
