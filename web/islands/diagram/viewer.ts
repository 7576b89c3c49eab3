import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';
import 'bpmn-js/dist/assets/bpmn-font/css/bpmn-embedded.css';
import { api } from '../common/api.ts';
import { make } from '../common/dom.ts';
import { onLive, refresher } from '../common/live.ts';

/** Where a case is, on its diagram (the `CasePosition` of the API). */
interface Position {
  xml: string;
  elements: { element: string; active: number; completed: number; incidents: number }[];
}

interface Canvas {
  zoom(to: 'fit-viewport' | number, center?: 'auto'): number;
  addMarker(element: string, marker: string): void;
  removeMarker(element: string, marker: string): void;
}

interface Overlays {
  add(element: string, type: string, overlay: object): void;
  remove(filter: { type: string }): void;
}

interface Registry {
  get(id: string): unknown;
}

/** A diagram on the page, to be marked. */
export interface Diagram {
  viewer: NavigatedViewer;
  canvas: Canvas;
  overlays: Overlays;
  has(element: string): boolean;
}

/** Shows a diagram, fitted into its place; drag and wheel move it. */
export async function openDiagram(place: HTMLElement, xml: string): Promise<Diagram> {
  place.replaceChildren();
  const viewer = new NavigatedViewer({ container: place });
  await viewer.importXML(xml);
  const canvas = viewer.get<Canvas>('canvas');
  const registry = viewer.get<Registry>('elementRegistry');
  canvas.zoom(canvas.zoom('fit-viewport', 'auto') * 0.94, 'auto');
  return {
    viewer,
    canvas,
    overlays: viewer.get<Overlays>('overlays'),
    has: (element) => registry.get(element) !== undefined,
  };
}

/** Shows a case's live position in `place` and follows it. */
export async function mountPosition(place: HTMLElement): Promise<void> {
  const key = place.dataset['diagram'] ?? '';
  const path = `/api/v1/cases/${encodeURIComponent(key)}/position`;
  try {
    const first = await api<Position>('GET', path);
    const diagram = await openDiagram(place, first.xml);
    mark(diagram, first);
    const refresh = refresher(async () => mark(diagram, await api<Position>('GET', path)), 500);
    onLive('case', (data) => {
      if (data['key'] === undefined || data['key'] === key) refresh();
    });
  } catch {
    place.replaceChildren(
      make('p', { class: 'hint', style: 'padding:14px' }, '流程图暂时打不开，请稍后刷新。'),
    );
  }
}

function mark(diagram: Diagram, position: Position): void {
  diagram.overlays.remove({ type: 'position' });
  for (const { element, active, completed, incidents } of position.elements) {
    if (!diagram.has(element)) continue;
    diagram.canvas.removeMarker(element, 'here');
    diagram.canvas.removeMarker(element, 'passed');
    if (active > 0 || incidents > 0) diagram.canvas.addMarker(element, 'here');
    else if (completed > 0) diagram.canvas.addMarker(element, 'passed');
    if (incidents > 0) pin(diagram, element, 'pin pin-bad', `故障 ${incidents}`, 'left');
    if (active > 1) pin(diagram, element, 'pin', `在办 ${active}`, 'right');
    if (completed > 1) pin(diagram, element, 'pin pin-done', `已办 ${completed}`, 'bottom');
  }
}

function pin(diagram: Diagram, element: string, style: string, text: string, side: string): void {
  const position = {
    left: { top: -12, left: -6 },
    right: { top: -12, right: 20 },
    bottom: { bottom: 10, right: 30 },
  }[side];
  diagram.overlays.add(element, 'position', {
    position,
    html: make('span', { class: style }, text),
  });
}
