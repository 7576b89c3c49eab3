import type { ExportedRecord, ModificationValue } from '../stream/record.ts';
import type { Views } from '../stream/views.ts';
import { FAR } from './case.model.ts';

/** What a return (退回) says about itself in the record, as `server/tasks/return.ts` writes it. */
export interface LastReturn {
  taskKey?: string;
  from: string;
  fromName: string;
  to: string;
  toName: string;
  reason: string;
  by: string;
  byPosition: string | null;
}

/** What the modification of a process instance says about a return; undefined when it is none. */
export function returnIn(value: ModificationValue): LastReturn | undefined {
  return value.activateInstructions
    .flatMap((instruction) => instruction.variableInstructions)
    .map((instruction) => instruction.variables['lastReturn'])
    .find((one): one is LastReturn => typeof one === 'object' && one !== null);
}

/** A modification of the course becomes a step of its own, so that history shows it. */
export function projectModification(record: ExportedRecord, views: Views): void {
  if (record.intent !== 'MODIFIED') return;
  const value = record.value as unknown as ModificationValue;
  const root = views.steps.get(value.processInstanceKey);
  if (!root) return;
  const said = returnIn(value);
  if (said) creditReturn(record, said, views);
  const target = value.activateInstructions[0]?.elementId ?? '';
  const what = said
    ? `退回：${said.fromName ?? said.from} → ${said.toName ?? said.to}`
    : '流程调整';
  views.steps.add({
    _id: historyKey(record),
    partitionId: record.partitionId,
    position: record.position,
    caseKey: root.caseKey,
    processInstanceKey: root._id,
    definitionKey: root.definitionKey,
    element: target,
    name: what,
    type: said ? 'RETURN' : 'MODIFICATION',
    scopes: [root._id],
    shown: true,
    copyKey: null,
    state: 'completed',
    startedAt: record.timestamp,
    endedAt: record.timestamp,
    by: said?.by ?? null,
    byPosition: said?.byPosition ?? null,
    outcome: said ? '退回' : null,
    opinion: said?.reason ?? null,
    audience: [],
    dueAt: FAR,
  });
}

/**
 * A key for a line of history that is no element instance: digits as all keys, below the keys of
 * its partition, which begin at partition << 51.
 */
function historyKey({ partitionId, position }: ExportedRecord): string {
  return String(partitionId * 1_000_000_000_000_000 + position);
}

/** The step that was returned shows who did it and why, though Zeebe has terminated it. */
function creditReturn(record: ExportedRecord, said: LastReturn, views: Views): void {
  const words = {
    by: said.by,
    byPosition: said.byPosition,
    outcome: '退回',
    opinion: said.reason,
  };
  const task = said.taskKey === undefined ? undefined : views.tasks.get(said.taskKey);
  if (!task) return;
  views.tasks.change(task, record.position, (kept) => void Object.assign(kept, words));
  const step = views.steps.get(task.elementInstanceKey);
  if (step) views.steps.change(step, record.position, (kept) => void Object.assign(kept, words));
}
