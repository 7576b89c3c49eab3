import type { ExportedRecord, IncidentValue } from '../stream/record.ts';
import type { Views } from '../stream/views.ts';
import { positionId } from './element.projection.ts';

/** Keeps broken steps, and how many a case has. Source: Zeebe's INCIDENT records. */
export function projectIncident(record: ExportedRecord, views: Views): void {
  const value = record.value as unknown as IncidentValue;
  const root = views.steps.get(value.processInstanceKey);
  if (!root || (record.intent !== 'CREATED' && record.intent !== 'RESOLVED')) return;
  const { partitionId, position } = record;
  const created = record.intent === 'CREATED';
  if (created) {
    views.incidents.add({
      _id: record.key,
      partitionId,
      position,
      caseKey: root.caseKey,
      definitionKey: value.processDefinitionKey,
      element: value.elementId,
      type: value.errorType,
      message: value.errorMessage.slice(0, 4000),
      jobKey: value.jobKey,
      open: true,
    });
  } else {
    const incident = views.incidents.get(record.key);
    if (incident)
      views.incidents.change(incident, position, (kept) => {
        kept.open = false;
      });
  }
  const step = created ? 1 : -1;
  const found = views.cases.get(root.caseKey);
  if (found)
    views.cases.change(found, position, (kept) => {
      kept.incidents += step;
    });
  const id = positionId(root.caseKey, value.processDefinitionKey, value.elementId);
  const counts = views.positions.get(id);
  if (counts)
    views.positions.change(counts, position, (kept) => {
      kept.incidents += step;
    });
}
