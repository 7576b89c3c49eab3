import { BpmnModdle } from 'bpmn-moddle';

/** One element of a diagram, as far as read models need it. */
export interface DiagramElement {
  readonly id: string;
  readonly name: string;
  /** BPMN type without prefix: `UserTask`. */
  readonly type: string;
  /** Id of the sub-process or process it lies in. */
  readonly scope: string;
  readonly multiInstance: boolean;
}

/** What read models need of a deployed process. */
export interface Diagram {
  readonly name: string;
  readonly elements: readonly DiagramElement[];
  /** Sequence flow id → id of the joining parallel or inclusive gateway it leads to. */
  readonly joins: Readonly<Record<string, string>>;
}

/** The part of bpmn-moddle's objects that is read here. */
interface Moddle {
  readonly $type: string;
  readonly id?: string;
  readonly name?: string;
  readonly flowElements?: Moddle[];
  readonly rootElements?: Moddle[];
  readonly loopCharacteristics?: Moddle;
  readonly incoming?: Moddle[];
  readonly targetRef?: Moddle;
}

const JOINING = new Set(['bpmn:ParallelGateway', 'bpmn:InclusiveGateway']);

/**
 * Reads names, nesting, multi-instances and joins of one process from its XML. A resource may hold
 * several processes; an id that is not there gives an empty diagram.
 * Throws what bpmn-moddle throws on broken XML; a broker has never accepted such a resource.
 */
export async function readDiagram(xml: string, processId: string): Promise<Diagram> {
  const { rootElement } = await new BpmnModdle().fromXML(xml);
  const roots = (rootElement as unknown as Moddle).rootElements ?? [];
  const process = roots.find((root) => root.$type === 'bpmn:Process' && root.id === processId);
  const elements: DiagramElement[] = [];
  const joins: Record<string, string> = {};
  if (process) walk(process, elements, joins);
  return { name: process?.name ?? processId, elements, joins };
}

/** The ids of the processes in a resource that a broker would run, with their names. */
export async function processesOf(xml: string): Promise<{ id: string; name: string }[]> {
  const { rootElement } = await new BpmnModdle().fromXML(xml);
  return ((rootElement as unknown as Moddle).rootElements ?? [])
    .filter((root) => root.$type === 'bpmn:Process')
    .map((root) => ({ id: root.id ?? '', name: root.name ?? root.id ?? '' }));
}

function walk(scope: Moddle, elements: DiagramElement[], joins: Record<string, string>): void {
  for (const element of scope.flowElements ?? []) {
    const id = element.id ?? '';
    if (element.$type === 'bpmn:SequenceFlow') {
      const target = element.targetRef;
      const joining = target && JOINING.has(target.$type) && (target.incoming?.length ?? 0) > 1;
      if (joining && target.id !== undefined) joins[id] = target.id;
      continue;
    }
    elements.push({
      id,
      name: element.name?.replace(/\s+/g, ' ').trim() || id,
      type: element.$type.replace('bpmn:', ''),
      scope: scope.id ?? '',
      multiInstance: element.loopCharacteristics !== undefined,
    });
    if (element.flowElements) walk(element, elements, joins);
  }
}
