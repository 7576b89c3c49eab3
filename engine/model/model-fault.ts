import type { XmlElement } from './xml.ts';

/** A document of the right form on which Zeebe stumbles while it reads it; the text is Zeebe's. */
export class ModelFault extends Error {}

const INSTANCES = 'io.camunda.zeebe.model.bpmn.impl.instance';

/** The packages of Zeebe's model by the end of a namespace, and what their classes begin with. */
const PACKAGES: readonly (readonly [namespaceEnd: string, packageName: string, prefix: string])[] =
  [
    ['/BPMN/20100524/MODEL', INSTANCES, ''],
    ['/BPMN/20100524/DI', `${INSTANCES}.bpmndi`, ''],
    ['/DD/20100524/DC', `${INSTANCES}.dc`, ''],
    ['/DD/20100524/DI', `${INSTANCES}.di`, ''],
    ['/schema/zeebe/1.0', `${INSTANCES}.zeebe`, 'Zeebe'],
  ];

/** The Java class that Zeebe's model has for an element. */
function classOf({ name, namespace }: XmlElement): string {
  const found = PACKAGES.find(([end]) => namespace.endsWith(end));
  if (found === undefined)
    return 'org.camunda.bpm.model.xml.impl.instance.ModelElementInstanceImpl';
  const [, packageName, prefix] = found;
  const capital = `${name.charAt(0).toUpperCase()}${name.slice(1)}`.replace(/^BPMN/, 'Bpmn');
  return `${packageName}.${prefix}${capital}Impl`;
}

function notCastable(element: XmlElement, target: string): ModelFault {
  const source = classOf(element);
  return new ModelFault(
    `class ${source} cannot be cast to class ${target} (${source} and ${target} are in unnamed ` +
      "module of loader 'app')",
  );
}

/** A root that isn't `definitions`. Source: BpmnModelInstanceImpl.java */
export function notDefinitions(root: XmlElement): ModelFault {
  return notCastable(root, `${INSTANCES}.DefinitionsImpl`);
}

/** A reference to an element of another kind than it must be, e.g. `Error`. */
export function wrongReference(target: XmlElement, kind: string): ModelFault {
  return notCastable(target, `io.camunda.zeebe.model.bpmn.instance.${kind}`);
}

/** `<incoming>` or `<outgoing>` that names nothing. Source: camunda-xml-model */
export function unknownReference(id: string): ModelFault {
  return new ModelFault(`Unable to find a model element instance for id ${id}`);
}

/** An element that needs an id and has none. Source: AbstractFlowElement.java, BufferUtil.java */
export function idMissing(): ModelFault {
  const call = 'String.getBytes(java.nio.charset.Charset)';
  return new ModelFault(`Cannot invoke "${call}" because "value" is null`);
}

/** Source: ReceiveTaskValidator.java; `variable` is the one of the two messages that is missing. */
export function messageMissing(variable: 'm' | 'message'): ModelFault {
  const call = 'io.camunda.zeebe.model.bpmn.instance.Message.getName()';
  return new ModelFault(`Cannot invoke "${call}" because "${variable}" is null`);
}

/** A boundary event beside an activity that is attached to nothing. Source: ActivityImpl.java */
export function hostMissing(): ModelFault {
  const model = 'io.camunda.zeebe.model.bpmn.instance';
  return new ModelFault(
    `Cannot invoke "${model}.Activity.equals(Object)" because the return value of ` +
      `"${model}.BoundaryEvent.getAttachedTo()" is null`,
  );
}

/** Source: QueryImpl.java */
export function notSingle(count: number): ModelFault {
  return new ModelFault(`Collection expected to have <1> entry but has <${count}>`);
}

/** Source: ZeebeExecutionListenerImpl.java */
export function unknownListenerEvent(eventType: string): ModelFault {
  const type = 'io.camunda.zeebe.model.bpmn.instance.zeebe.ZeebeExecutionListenerEventType';
  return new ModelFault(`No enum constant ${type}.${eventType}`);
}

/** A compensation boundary event's association to nothing. Source: CatchEventTransformer.java */
export function associationWithoutTarget(): ModelFault {
  const model = 'io.camunda.zeebe.model.bpmn.instance';
  return new ModelFault(
    `Cannot invoke "${model}.BaseElement.getId()" because the return value of ` +
      `"${model}.Association.getTarget()" is null`,
  );
}

/** A flow node that must be an activity. Source: ExecutableProcess.java */
export function noActivity(id: string, javaClass: string): ModelFault {
  return new ModelFault(
    `Expected element with id '${id}' to be instance of class 'ExecutableActivity', ` +
      `but it is an instance of '${javaClass}'`,
  );
}
