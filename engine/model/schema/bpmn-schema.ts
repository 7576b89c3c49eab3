import { COLLABORATION_TYPES } from './bpmn-collaboration-types.ts';
import { EVENT_TYPES } from './bpmn-event-types.ts';
import { PROCESS_TYPES } from './bpmn-process-types.ts';
import type { ImportedSchema } from './schema-location.ts';
import type { SchemaText } from './notation.ts';
import { SchemaSet } from './schema-set.ts';

const MODEL = 'http://www.omg.org/spec/BPMN/20100524/MODEL';
const DIAGRAM = 'http://www.omg.org/spec/BPMN/20100524/DI';
const DC = 'http://www.omg.org/spec/DD/20100524/DC';
const DI = 'http://www.omg.org/spec/DD/20100524/DI';

const MODEL_ELEMENTS = `
elements = definitions import activity artifact assignment auditing baseElement
    baseElementWithMixedContent callableElement catchEvent categoryValue choreographyActivity
    complexBehaviorDefinition conversationAssociation conversationLink conversationNode
    correlationKey correlationPropertyBinding correlationPropertyRetrievalExpression
    correlationSubscription dataAssociation dataInput dataInputAssociation dataOutput
    dataOutputAssociation dataState documentation expression extension extensionElements
    flowElement flowNode gateway! inputSet ioBinding=tInputOutputBinding
    ioSpecification=tInputOutputSpecification lane laneSet loopCharacteristics messageFlow
    messageFlowAssociation monitoring operation outputSet participant participantAssociation
    participantMultiplicity property relationship rendering resourceAssignmentExpression
    resourceParameter resourceParameterBinding resourceRole rootElement script text throwEvent
elements < flowElement = adHocSubProcess boundaryEvent businessRuleTask callActivity
    callChoreography choreographyTask complexGateway dataObject dataObjectReference
    dataStoreReference endEvent event eventBasedGateway exclusiveGateway implicitThrowEvent
    inclusiveGateway intermediateCatchEvent intermediateThrowEvent manualTask parallelGateway
    receiveTask scriptTask sendTask sequenceFlow serviceTask startEvent subChoreography
    subProcess task transaction userTask
elements < artifact = association group textAnnotation
elements < conversationNode = callConversation conversation subConversation
elements < eventDefinition = cancelEventDefinition compensateEventDefinition
    conditionalEventDefinition errorEventDefinition escalationEventDefinition
    linkEventDefinition messageEventDefinition signalEventDefinition terminateEventDefinition
    timerEventDefinition
elements < rootElement = category collaboration correlationProperty dataStore endPoint error
    escalation eventDefinition globalBusinessRuleTask globalManualTask globalScriptTask
    globalTask globalUserTask interface itemDefinition message partnerEntity partnerRole
    process resource signal
elements < collaboration = choreography globalConversation
elements < expression = formalExpression
elements < choreography = globalChoreographyTask
elements < performer = humanPerformer potentialOwner
elements < loopCharacteristics = multiInstanceLoopCharacteristics standardLoopCharacteristics
elements < resourceRole = performer
`;

const DIAGRAM_TEXT = `
type BPMNDiagram : di:Diagram
  = BPMNPlane BPMNLabelStyle*
type BPMNPlane : di:Plane
  @ bpmnElement:QName
type BPMNEdge : di:LabeledEdge
  = BPMNLabel?
  @ bpmnElement:QName sourceElement:QName targetElement:QName
    messageVisibleKind:MessageVisibleKind
type BPMNShape : di:LabeledShape
  = BPMNLabel?
  @ bpmnElement:QName isHorizontal:boolean isExpanded:boolean isMarkerVisible:boolean
    isMessageVisible:boolean participantBandKind:ParticipantBandKind
    choreographyActivityShape:QName
type BPMNLabel : di:Label
  @ labelStyle:QName
type BPMNLabelStyle : di:Style
  = dc:Font
values ParticipantBandKind = top_initiating | middle_initiating | bottom_initiating |
    top_non_initiating | middle_non_initiating | bottom_non_initiating
values MessageVisibleKind = initiating | non_initiating
elements = BPMNDiagram=BPMNDiagram BPMNPlane=BPMNPlane BPMNLabelStyle=BPMNLabelStyle
    BPMNLabel=BPMNLabel
elements < di:DiagramElement = BPMNShape=BPMNShape BPMNEdge=BPMNEdge
`;

const DC_TEXT = `
type Font
  @ name:string size:double isBold:boolean isItalic:boolean isUnderline:boolean
    isStrikeThrough:boolean
type Point
  @ x!:double y!:double
type Bounds
  @ x!:double y!:double width!:double height!:double
elements = Font=Font Point=Point Bounds=Bounds
`;

const DI_TEXT = `
type DiagramElementExtension
  = <other!>*
type DiagramElement abstract
  = extension=DiagramElementExtension?
  @ id:ID *
type Diagram abstract
  @ name:string documentation:string resolution:double id:ID
type Node : DiagramElement abstract
type Edge : DiagramElement abstract
  = waypoint=dc:Point{2,}
type LabeledEdge : Edge abstract
type Shape : Node abstract
  = dc:Bounds
type LabeledShape : Shape abstract
type Label : Node abstract
  = dc:Bounds?
type Plane : Node abstract
  = DiagramElement*
type Style abstract
  @ id:ID
elements = DiagramElement=DiagramElement Diagram=Diagram Style=Style Node=Node Edge=Edge
    Shape=Shape Plane=Plane LabeledEdge=LabeledEdge Label=Label LabeledShape=LabeledShape
`;

const SCHEMAS: readonly SchemaText[] = [
  {
    namespace: MODEL,
    prefixes: { bpmndi: DIAGRAM },
    text: PROCESS_TYPES + EVENT_TYPES + COLLABORATION_TYPES + MODEL_ELEMENTS,
  },
  { namespace: DIAGRAM, prefixes: { di: DI, dc: DC }, text: DIAGRAM_TEXT },
  { namespace: DC, prefixes: {}, text: DC_TEXT },
  { namespace: DI, prefixes: { dc: DC }, text: DI_TEXT },
];

const IMPORTED: readonly ImportedSchema[] = [
  {
    namespace: DIAGRAM,
    file: 'BPMNDI.xsd',
    importer: 'BPMN20.xsd',
    line: 17,
    wanted: "'bpmndi:BPMNDiagram' to a(n) 'element declaration'",
  },
  {
    namespace: DI,
    file: 'DI.xsd',
    importer: 'BPMNDI.xsd',
    line: 16,
    wanted: "'di:Diagram' to a(n) 'type definition'",
  },
  {
    namespace: DC,
    file: 'DC.xsd',
    importer: 'BPMNDI.xsd',
    line: 76,
    wanted: "'dc:Font' to a(n) 'element declaration'",
  },
];

let made: SchemaSet | null = null;

/** BPMN 2.0 with its diagrams. Source: OMG BPMN 2.0.2, chapter 8 and annex B; DD 1.0 */
export function bpmnSchema(): SchemaSet {
  made ??= new SchemaSet(SCHEMAS, IMPORTED);
  return made;
}
