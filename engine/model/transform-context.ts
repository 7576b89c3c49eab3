import type { BpmnDocument } from './bpmn-document.ts';
import type { RootDefinitions } from './definitions-transform.ts';
import type { ElementBuilder } from './element-builder.ts';
import type { XmlElement } from './xml.ts';

/** What the transformers of one document share. */
export interface TransformContext {
  readonly document: BpmnDocument;
  readonly roots: RootDefinitions;
  readonly builders: Map<XmlElement, ElementBuilder>;
  /** Link catch events by link name. */
  readonly links: Map<string, ElementBuilder>;
  /** Multi-instance bodies by the activity's element. */
  readonly bodies: Map<XmlElement, ElementBuilder>;
}
