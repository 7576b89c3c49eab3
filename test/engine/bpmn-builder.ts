/** A piece of a process diagram as XML, with the id by which flows name it. */
export interface Piece {
  readonly id: string;
  readonly xml: string;
}

/** An element without content. */
export function element(type: string, id: string, content = '', attributes = ''): Piece {
  return { id, xml: `<bpmn:${type} id="${id}" ${attributes}>${content}</bpmn:${type}>` };
}

/** Zeebe's extension elements around their content. */
export function extensions(content: string): string {
  return `<bpmn:extensionElements>${content}</bpmn:extensionElements>`;
}

/** A service task done by jobs of a type; `mapping` is put beside the task definition. */
export function serviceTask(id: string, type: string, mapping = ''): Piece {
  return element(
    'serviceTask',
    id,
    extensions(`<zeebe:taskDefinition type="${type}" />${mapping}`),
  );
}

/** A flow, with a FEEL condition when one is given. */
export function flow(from: string, to: string, condition = ''): Piece {
  const id = `${from}_${to}`;
  const inner =
    condition === ''
      ? ''
      : `<bpmn:conditionExpression>${escape(condition)}</bpmn:conditionExpression>`;
  return {
    id,
    xml:
      `<bpmn:sequenceFlow id="${id}" sourceRef="${from}" ` +
      `targetRef="${to}">${inner}</bpmn:sequenceFlow>`,
  };
}

/** Pieces one after the other, with flows between. */
export function sequence(...pieces: readonly Piece[]): string {
  const flows = pieces.slice(1).map((piece, i) => flow(pieces[i]!.id, piece.id));
  return [...pieces, ...flows].map(({ xml }) => xml).join('');
}

/** A whole diagram with one executable process around the given content. */
export function diagram(processId: string, content: string, definitions = ''): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" targetNamespace="test">${definitions}
  <bpmn:process id="${processId}" isExecutable="true">${content}</bpmn:process>
</bpmn:definitions>`;
}

/** start → service task `work` → end. */
export function oneTask(processId = 'one', type = 'work'): string {
  return diagram(
    processId,
    sequence(element('startEvent', 'start'), serviceTask('task', type), element('endEvent', 'end')),
  );
}

/** Text fit for XML. */
export function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
