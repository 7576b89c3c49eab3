import template from './blank.bpmn?raw';

/** An empty process to begin with: a start event, one step to name, an end event. */
export function blankDiagram(): string {
  return template.replaceAll('new-process', `process-${Date.now().toString(36)}`);
}
