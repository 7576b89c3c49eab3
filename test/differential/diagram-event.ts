import type { EventNotation } from './diagram-element.ts';
import type { RootElements } from './diagram-roots.ts';
import { attributes, tag } from './xml.ts';

/** The event definition of an event, or nothing for a none event. */
export function renderEventDefinition(
  id: string,
  event: EventNotation,
  roots: RootElements,
): string {
  const time = timeOf(event);
  if (time !== '') return tag('bpmn:timerEventDefinition', attributes({ id: `${id}_timer` }), time);
  if (event.message !== undefined) {
    const { message } = event;
    const messageRef =
      typeof message === 'string'
        ? roots.message(message, undefined)
        : roots.message(message.name, message.key);
    return tag('bpmn:messageEventDefinition', attributes({ id: `${id}_message`, messageRef }));
  }
  return otherDefinition(id, event, roots);
}

function timeOf(event: EventNotation): string {
  const type = ' xsi:type="bpmn:tFormalExpression"';
  if (event.timer !== undefined) return tag('bpmn:timeDuration', type, event.timer, true);
  if (event.date !== undefined) return tag('bpmn:timeDate', type, event.date, true);
  if (event.cycle !== undefined) return tag('bpmn:timeCycle', type, event.cycle, true);
  return '';
}

/** An empty code or name stands for an event that names none, so it catches all. */
function otherDefinition(id: string, event: EventNotation, roots: RootElements): string {
  if (event.error !== undefined) {
    const errorRef = event.error === '' ? undefined : roots.error(event.error);
    return tag('bpmn:errorEventDefinition', attributes({ id: `${id}_error`, errorRef }));
  }
  if (event.signal !== undefined) {
    const signalRef = roots.signal(event.signal);
    return tag('bpmn:signalEventDefinition', attributes({ id: `${id}_signal`, signalRef }));
  }
  if (event.escalation !== undefined) {
    const escalationRef = event.escalation === '' ? undefined : roots.escalation(event.escalation);
    const head = attributes({ id: `${id}_escalation`, escalationRef });
    return tag('bpmn:escalationEventDefinition', head);
  }
  if (event.link !== undefined) {
    return tag('bpmn:linkEventDefinition', attributes({ id: `${id}_link`, name: event.link }));
  }
  if (event.terminate) {
    return tag('bpmn:terminateEventDefinition', attributes({ id: `${id}_terminate` }));
  }
  if (event.compensate) {
    const activityRef = typeof event.compensate === 'string' ? event.compensate : undefined;
    const { waitForCompletion } = event;
    const head = attributes({ id: `${id}_compensate`, activityRef, waitForCompletion });
    return tag('bpmn:compensateEventDefinition', head);
  }
  return '';
}
