import { readElement, type ElementNotation } from './diagram-element.ts';
import { RootElements } from './diagram-roots.ts';
import { renderElement } from './diagram-xml.ts';
import { attributes, tag } from './xml.ts';

/** Elements by id, and the flows between them, as a scenario writes them. */
export interface ScopeNotation {
  readonly elements?: Readonly<Record<string, string | ElementNotation>>;
  /** `a > b > c`, `gate > b if =x > 1`, `gate > c default`. */
  readonly flows?: readonly string[];
}

/** A process in a scenario's short notation. */
export interface ProcessNotation extends ScopeNotation {
  readonly id: string;
  readonly name?: string;
  readonly executable?: boolean;
  readonly versionTag?: string;
}

/** One sequence flow of a scope. */
export interface Flow {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly condition?: string;
  readonly isDefault: boolean;
}

const NAMESPACES = {
  'xmlns:bpmn': 'http://www.omg.org/spec/BPMN/20100524/MODEL',
  'xmlns:zeebe': 'http://camunda.org/schema/zeebe/1.0',
  'xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
  'xmlns:modeler': 'http://camunda.org/schema/modeler/1.0',
};

/** The BPMN text of the processes of one resource. */
export function renderDiagram(processes: readonly ProcessNotation[]): string {
  const roots = new RootElements();
  const body = processes.map((process) => {
    const head = attributes({
      id: process.id,
      name: process.name,
      isExecutable: String(process.executable ?? true),
    });
    return tag('bpmn:process', head, renderScope(process, roots));
  });
  const head = attributes({
    ...NAMESPACES,
    id: `definitions-${processes[0]?.id ?? 'none'}`,
    targetNamespace: 'http://bpmn.io/schema/bpmn',
    'modeler:executionPlatform': 'Camunda Cloud',
    'modeler:executionPlatformVersion': '8.5.0',
  });
  const text = tag('bpmn:definitions', head, [...roots.render(), ...body].join('\n'));
  return `<?xml version="1.0" encoding="UTF-8"?>\n${text}\n`;
}

/** The elements and flows of a process or a sub-process as XML. */
export function renderScope(scope: ScopeNotation, roots: RootElements): string {
  const flows = distinct((scope.flows ?? []).flatMap(readFlows));
  const elements = Object.entries(scope.elements ?? {}).map(
    ([id, notation]) => [id, readElement(notation)] as const,
  );
  const handlers = new Set(elements.map(([, { handler }]) => handler));
  const rendered = elements.map(([id, element]) => {
    const handles = handlers.has(id) ? { forCompensation: true, ...element } : element;
    return renderElement(id, handles, flows, roots);
  });
  const associations = elements.flatMap(([id, { handler }]) =>
    handler === undefined ? [] : renderAssociation(id, handler),
  );
  return [...rendered, ...flows.map(renderFlow), ...associations].join('\n');
}

/** Leads from a compensation boundary event to its handler. */
function renderAssociation(boundary: string, handler: string): string {
  const ends = { sourceRef: boundary, targetRef: handler };
  const head = attributes({ id: `${boundary}_handler`, associationDirection: 'One', ...ends });
  return tag('bpmn:association', head);
}

/** Reads one line of flows; each arrow is a flow, a condition belongs to the last one. */
export function readFlows(line: string): Flow[] {
  const [path = '', condition] = line.split(/ if (.*)/s);
  const isDefault = path.endsWith(' default');
  const stops = path
    .replace(/ default$/, '')
    .split('>')
    .map((stop) => stop.trim());
  return stops.slice(1).map((to, index) => {
    const from = stops[index] ?? '';
    const last = index === stops.length - 2;
    return {
      id: `${from}_to_${to}`,
      from,
      to,
      isDefault: last && isDefault,
      ...(last && condition !== undefined ? { condition } : {}),
    };
  });
}

/** Two flows between the same elements get ids of their own. */
function distinct(flows: readonly Flow[]): Flow[] {
  const seen = new Map<string, number>();
  return flows.map((flow) => {
    const count = (seen.get(flow.id) ?? 0) + 1;
    seen.set(flow.id, count);
    return count === 1 ? flow : { ...flow, id: `${flow.id}_${count}` };
  });
}

function renderFlow(flow: Flow): string {
  const head = attributes({ id: flow.id, sourceRef: flow.from, targetRef: flow.to });
  const body =
    flow.condition === undefined
      ? ''
      : tag('bpmn:conditionExpression', ' xsi:type="bpmn:tFormalExpression"', flow.condition, true);
  return tag('bpmn:sequenceFlow', head, body);
}
