import Modeler from 'bpmn-js/lib/Modeler';
import {
  BpmnPropertiesPanelModule,
  BpmnPropertiesProviderModule,
  ZeebePropertiesProviderModule,
} from 'bpmn-js-properties-panel';
import tokenSimulation from 'bpmn-js-token-simulation';
import zeebeBehaviors from 'camunda-bpmn-js-behaviors/lib/camunda-cloud';
import minimap from 'diagram-js-minimap';
import zeebeDescriptor from 'zeebe-bpmn-moddle/resources/zeebe.json';
import '@bpmn-io/properties-panel/assets/properties-panel.css';
import 'bpmn-js-token-simulation/assets/css/bpmn-js-token-simulation.css';
import 'bpmn-js/dist/assets/bpmn-font/css/bpmn-embedded.css';
import 'bpmn-js/dist/assets/bpmn-js.css';
import 'bpmn-js/dist/assets/diagram-js.css';
import 'diagram-js-minimap/assets/diagram-js-minimap.css';
import { chinese } from './translate.ts';

interface ElementLike {
  id: string;
  businessObject?: { name?: string };
}

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** The services of bpmn-js that the designer uses. */
export interface Parts {
  canvas: {
    resized(): void;
    viewbox(box?: Box): { inner: Box; outer: { width: number; height: number } };
    scrollToElement(element: string, padding?: number): void;
  };
  overlays: {
    add(element: string, type: string, overlay: object): void;
    remove(filter: object): void;
  };
  registry: { get(id: string): ElementLike | undefined };
  selection: { select(element: unknown): void };
  commands: { undo(): void; redo(): void; canUndo(): boolean; canRedo(): boolean; clear(): void };
}

/**
 * The modeler with Zeebe's properties, in Chinese. New user tasks stay job-based: that is the kind
 * which both brokers and the inbox know (`zeebe:userTask` is left out on purpose).
 */
export function createModeler(canvas: HTMLElement, properties: HTMLElement): Modeler {
  return new Modeler({
    container: canvas,
    propertiesPanel: { parent: properties },
    additionalModules: [
      BpmnPropertiesPanelModule,
      BpmnPropertiesProviderModule,
      ZeebePropertiesProviderModule,
      zeebeBehaviors,
      { createZeebeUserTaskBehavior: ['value', null] },
      minimap,
      tokenSimulation,
      chinese,
    ],
    moddleExtensions: { zeebe: zeebeDescriptor },
  });
}

/** The services by short names. */
export function partsOf(modeler: Modeler): Parts {
  return {
    canvas: modeler.get('canvas'),
    overlays: modeler.get('overlays'),
    registry: modeler.get('elementRegistry'),
    selection: modeler.get('selection'),
    commands: modeler.get('commandStack'),
  };
}
