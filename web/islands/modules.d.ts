/** Browser libraries without types of their own; each is used through narrow interfaces. */
declare module '*.css';
declare module '*.bpmn?raw' {
  const text: string;
  export default text;
}
declare module 'bpmn-js-properties-panel' {
  export const BpmnPropertiesPanelModule: object;
  export const BpmnPropertiesProviderModule: object;
  export const ZeebePropertiesProviderModule: object;
}
declare module 'camunda-bpmn-js-behaviors/lib/camunda-cloud' {
  const behaviors: object;
  export default behaviors;
}
declare module 'diagram-js-minimap' {
  const minimap: object;
  export default minimap;
}
declare module 'bpmn-js-token-simulation' {
  const simulation: object;
  export default simulation;
}
declare module 'zeebe-bpmn-moddle/resources/zeebe.json' {
  const descriptor: object;
  export default descriptor;
}
declare module 'bpmnlint/rules/*' {
  const rule: (config?: unknown) => object;
  export default rule;
}
declare module 'flatpickr/dist/esm/l10n/zh.js' {
  export const Mandarin: object;
}
declare module 'bpmnlint' {
  export class Linter {
    constructor(options: {
      config: { rules: Record<string, string> };
      resolver: {
        resolveRule(pkg: string, name: string): unknown;
        resolveConfig(pkg: string, name: string): unknown;
      };
    });
    lint(
      definitions: object,
    ): Promise<Record<string, { id: string; message: string; category: string }[]>>;
  }
}
declare module 'bpmn-js/lib/NavigatedViewer' {
  export default class NavigatedViewer {
    constructor(options: object);
    importXML(xml: string): Promise<{ warnings: unknown[] }>;
    get<T>(service: string): T;
    on(event: string, listener: (event: object) => void): void;
    destroy(): void;
  }
}
declare module 'bpmn-js/lib/Modeler' {
  import type NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
  export default class Modeler extends NavigatedViewer {
    saveXML(options: { format: boolean }): Promise<{ xml?: string }>;
    getDefinitions(): object;
  }
}
