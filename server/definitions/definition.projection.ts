import type { ExportedRecord, FormValue, ProcessValue } from '../stream/record.ts';
import type { Views } from '../stream/views.ts';
import { readDiagram } from './diagram.ts';

/**
 * Keeps deployed diagrams and forms. Reading a diagram is asynchronous, so it is done before the
 * batch is applied, and the definition is there for the batch's other records.
 * Source: Zeebe's PROCESS and FORM records, intent CREATED.
 */
export async function projectDefinition(record: ExportedRecord, views: Views): Promise<void> {
  if (record.intent !== 'CREATED') return;
  if (record.valueType === 'PROCESS') await addProcess(record, views);
  if (record.valueType === 'FORM') addForm(record, views);
}

async function addProcess(record: ExportedRecord, views: Views): Promise<void> {
  const value = record.value as unknown as ProcessValue;
  if (views.definitions.get(value.processDefinitionKey)) return;
  const xml = Buffer.from(value.resource, 'base64').toString('utf8');
  const { name, elements, joins } = await readDiagram(xml, value.bpmnProcessId);
  views.definitions.add({
    _id: value.processDefinitionKey,
    partitionId: record.partitionId,
    position: record.position,
    processId: value.bpmnProcessId,
    version: value.version,
    name,
    resourceName: value.resourceName,
    xml,
    deployedAt: record.timestamp,
    elements: [...elements],
    joins: Object.entries(joins).map(([flow, gateway]) => ({ flow, gateway })),
  });
}

function addForm(record: ExportedRecord, views: Views): void {
  const value = record.value as unknown as FormValue;
  views.forms.add({
    _id: value.formKey,
    partitionId: record.partitionId,
    position: record.position,
    formId: value.formId,
    version: value.version,
    schema: Buffer.from(value.resource, 'base64').toString('utf8'),
  });
}
