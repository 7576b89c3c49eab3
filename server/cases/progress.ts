import { definitionModel, type DefinitionRecord } from '../definitions/definition.model.ts';
import type { DiagramElement } from '../definitions/diagram.ts';
import type { Desk } from '../desk.ts';
import { taskModel } from '../tasks/task.model.ts';
import { positionModel, type CaseRecord, type PositionRecord } from './case.model.ts';
import type { CasePosition, Progress } from './schema.ts';

/** Counts of a case by element, of its own diagram and those it called. */
export async function readPositions(desk: Desk, caseKey: string): Promise<PositionRecord[]> {
  return positionModel(desk.connection).find({ caseKey }).lean<PositionRecord[]>();
}

/** "已签收 312/500" for each user task inside a multi-instance. O(1) in the number of copies. */
export async function presentProgress(
  desk: Desk,
  found: CaseRecord,
  positions: readonly PositionRecord[],
): Promise<Progress[]> {
  const definition = await definitionModel(desk.connection)
    .findOne({ _id: found.definitionKey }, { elements: 1 })
    .lean<DefinitionRecord>();
  const elements = new Map(definition?.elements.map((element) => [element.id, element]));
  const now = desk.clock.now();
  const rows: Progress[] = [];
  for (const position of positions) {
    const element = elements.get(position.element);
    const many = element && position.type === 'USER_TASK' ? multiInstance(element, elements) : null;
    if (!element || !many || position.definitionKey !== found.definitionKey) continue;
    const counted =
      positions.find(
        (one) => one.element === many.id && one.definitionKey === found.definitionKey,
      ) ?? position;
    const overdue =
      position.active === 0
        ? 0
        : await taskModel(desk.connection).countDocuments({
            caseKey: found._id,
            step: element.id,
            state: 'open',
            redAt: { $lte: now },
          });
    rows.push({
      element: element.id,
      name: element.name,
      completed: position.completed,
      terminated: position.terminated,
      overdue,
      // A copy that came back to the step is counted again.
      total: Math.max(entries(counted), entries(position)),
    });
  }
  const order = [...elements.keys()];
  return rows.sort((a, b) => order.indexOf(a.element) - order.indexOf(b.element));
}

function entries({ active, completed, terminated }: PositionRecord): number {
  return active + completed + terminated;
}

function multiInstance(
  element: DiagramElement,
  elements: ReadonlyMap<string, DiagramElement>,
): DiagramElement | null {
  for (let at: DiagramElement | undefined = element; at; at = elements.get(at.scope)) {
    if (at.multiInstance) return at;
  }
  return null;
}

/** The live position for the diagram of the case's own process. */
export async function presentPosition(desk: Desk, found: CaseRecord): Promise<CasePosition> {
  const [definition, positions] = await Promise.all([
    definitionModel(desk.connection)
      .findOne({ _id: found.definitionKey }, { xml: 1 })
      .lean<DefinitionRecord>(),
    readPositions(desk, found._id),
  ]);
  return {
    xml: definition?.xml ?? '',
    elements: positions
      .filter(({ definitionKey }) => definitionKey === found.definitionKey)
      .map(({ element, active, completed, incidents }) => ({
        element,
        active,
        completed,
        incidents,
      })),
  };
}
