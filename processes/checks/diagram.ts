/** A diagram as the rules see it: elements, flows and Zeebe's extensions, flat, with parents. */
import { BpmnModdle } from 'bpmn-moddle';

/** A node or sub-process. */
export interface DiagramElement {
  id: string;
  name: string;
  /** BPMN type without prefix: `UserTask`, `ExclusiveGateway`, … */
  type: string;
  /** Id of the process or sub-process it lies in. */
  parent: string;
  incoming: string[];
  outgoing: string[];
  /** Host of a boundary event. */
  attachedTo: string;
  defaultFlow: string;
  /** `timer`, `message`, `error`, … ; empty for none. */
  event: string;
  timeCycle: string;
  eventSubProcess: boolean;
  headers: ReadonlyMap<string, string>;
  /** Zeebe's extensions, by type without prefix: `TaskDefinition` → its attributes. */
  extensions: ReadonlyMap<string, Readonly<Record<string, string>>>;
}

/** A sequence flow. */
export interface DiagramFlow {
  id: string;
  name: string;
  source: string;
  target: string;
  condition: string;
}

/** Everything the rules need. */
export interface Diagram {
  processIds: string[];
  elements: ReadonlyMap<string, DiagramElement>;
  flows: ReadonlyMap<string, DiagramFlow>;
}

/** A moddle element; attributes are read by name and narrowed here, nowhere else. */
interface Moddle {
  $type: string;
  get(name: string): unknown;
}

function textOf(node: Moddle, name: string): string {
  const value = node.get(name);
  return typeof value === 'string' ? value : '';
}

function listOf(node: Moddle, name: string): Moddle[] {
  const value = node.get(name);
  return Array.isArray(value) ? (value as Moddle[]) : [];
}

function idOf(node: Moddle, name: string): string {
  const value = node.get(name) as Moddle | undefined;
  return value ? textOf(value, 'id') : '';
}

/**
 * Reads BPMN XML. Answers a Chinese sentence instead when it is no BPMN.
 * @param zeebe the moddle descriptor of Zeebe's extensions (`zeebe-bpmn-moddle/resources/zeebe`)
 */
export async function readDiagram(xml: string, zeebe: object): Promise<Diagram | string> {
  const moddle = new BpmnModdle({ zeebe });
  let root: Moddle;
  try {
    root = (await moddle.fromXML(xml)).rootElement as unknown as Moddle;
  } catch (error) {
    return `流程图不是有效的 BPMN：${error instanceof Error ? error.message : String(error)}`;
  }
  const elements = new Map<string, DiagramElement>();
  const flows = new Map<string, DiagramFlow>();
  const processes = listOf(root, 'rootElements').filter((item) => item.$type === 'bpmn:Process');
  for (const process of processes) collect(process, elements, flows);
  return { processIds: processes.map((process) => textOf(process, 'id')), elements, flows };
}

function collect(
  scope: Moddle,
  elements: Map<string, DiagramElement>,
  flows: Map<string, DiagramFlow>,
): void {
  for (const node of listOf(scope, 'flowElements')) {
    if (node.$type === 'bpmn:SequenceFlow') {
      const id = textOf(node, 'id');
      const condition = node.get('conditionExpression') as Moddle | undefined;
      flows.set(id, {
        id,
        name: textOf(node, 'name'),
        source: idOf(node, 'sourceRef'),
        target: idOf(node, 'targetRef'),
        condition: condition ? textOf(condition, 'body') : '',
      });
      continue;
    }
    if (/Data(Object|Store)/.test(node.$type)) continue;
    const element = elementOf(node, textOf(scope, 'id'));
    elements.set(element.id, element);
    if (Array.isArray(node.get('flowElements'))) collect(node, elements, flows);
  }
}

function elementOf(node: Moddle, parent: string): DiagramElement {
  const definition = eventDefinition(node);
  const cycle =
    definition?.$type === 'bpmn:TimerEventDefinition'
      ? (definition.get('timeCycle') as Moddle | undefined)
      : undefined;
  return {
    id: textOf(node, 'id'),
    name: textOf(node, 'name'),
    type: node.$type.replace('bpmn:', ''),
    parent,
    incoming: listOf(node, 'incoming').map((flow) => textOf(flow, 'id')),
    outgoing: listOf(node, 'outgoing').map((flow) => textOf(flow, 'id')),
    attachedTo: node.$type === 'bpmn:BoundaryEvent' ? idOf(node, 'attachedToRef') : '',
    defaultFlow: /Gateway|Task|Activity/.test(node.$type) ? idOf(node, 'default') : '',
    event: definition
      ? definition.$type.replace(/^bpmn:(.*)EventDefinition$/, '$1').toLowerCase()
      : '',
    timeCycle: cycle ? textOf(cycle, 'body') : '',
    eventSubProcess: node.$type === 'bpmn:SubProcess' && node.get('triggeredByEvent') === true,
    ...extensionsOf(node),
  };
}

function eventDefinition(node: Moddle): Moddle | undefined {
  return node.$type.endsWith('Event') ? listOf(node, 'eventDefinitions')[0] : undefined;
}

function extensionsOf(node: Moddle): Pick<DiagramElement, 'headers' | 'extensions'> {
  const holder = node.get('extensionElements') as Moddle | undefined;
  const headers = new Map<string, string>();
  const extensions = new Map<string, Record<string, string>>();
  for (const item of holder ? listOf(holder, 'values') : []) {
    const type = item.$type.replace('zeebe:', '');
    const plain = Object.entries(item).filter(
      (pair): pair is [string, string] => typeof pair[1] === 'string' && !pair[0].startsWith('$'),
    );
    extensions.set(type, Object.fromEntries(plain));
    if (type !== 'TaskHeaders') continue;
    for (const header of listOf(item, 'values')) {
      headers.set(textOf(header, 'key'), textOf(header, 'value'));
    }
  }
  return { headers, extensions };
}

/** Elements of a type, or of several. */
export function elementsOf(diagram: Diagram, ...types: string[]): DiagramElement[] {
  return [...diagram.elements.values()].filter((element) => types.includes(element.type));
}

/** Where the flow goes from an element: along its flows, and over its boundary events. */
export function nextOf(diagram: Diagram, element: DiagramElement): DiagramElement[] {
  const along = element.outgoing.map((id) => diagram.flows.get(id)?.target ?? '');
  const over = [...diagram.elements.values()]
    .filter((other) => other.attachedTo === element.id)
    .map((other) => other.id);
  return [...along, ...over].flatMap((id) => diagram.elements.get(id) ?? []);
}
