/** Types of processes and what they are made of, but for events and data. */
export const PROCESS_TYPES = `
type tDefinitions
  = import* extension* rootElement* bpmndi:BPMNDiagram* relationship*
  @ id:ID name:string targetNamespace!:anyURI expressionLanguage:anyURI typeLanguage:anyURI
    exporter:string exporterVersion:string *
type tImport
  @ namespace!:anyURI location!:string importType!:anyURI
type tActivity : tFlowNode abstract
  = ioSpecification? property* dataInputAssociation* dataOutputAssociation* resourceRole*
    loopCharacteristics?
  @ isForCompensation:boolean startQuantity:integer completionQuantity:integer default:IDREF
type tAdHocSubProcess : tSubProcess
  = completionCondition=tExpression?
  @ cancelRemainingInstances:boolean ordering:tAdHocOrdering
type tArtifact : tBaseElement abstract
type tAssociation : tArtifact
  @ sourceRef!:QName targetRef!:QName associationDirection:tAssociationDirection
type tAuditing : tBaseElement
type tBaseElement abstract
  = documentation* extensionElements?
  @ id:ID *
type tBaseElementWithMixedContent abstract mixed
  = documentation* extensionElements?
  @ id:ID *
type tBusinessRuleTask : tTask
  @ implementation:tImplementation
type tCallableElement : tRootElement
  = supportedInterfaceRef=QName* ioSpecification? ioBinding*
  @ name:string
type tCallActivity : tActivity
  @ calledElement:string
type tCategoryValue : tBaseElement
  @ value:string
type tComplexBehaviorDefinition : tBaseElement
  = condition=tFormalExpression event=tImplicitThrowEvent?
type tComplexGateway : tGateway
  = activationCondition=tExpression?
  @ default:IDREF
type tDocumentation mixed
  = <any>?
  @ id:ID textFormat:string
type tExclusiveGateway : tGateway
  @ default:IDREF
type tExpression : tBaseElementWithMixedContent
type tExtension
  = documentation*
  @ definition:QName mustUnderstand:boolean
type tExtensionElements
  = <other>*
type tFlowElement : tBaseElement abstract
  = auditing? monitoring? categoryValueRef=QName*
  @ name:string
type tFlowNode : tFlowElement abstract
  = incoming=QName* outgoing=QName*
type tFormalExpression : tExpression
  @ language:anyURI evaluatesToTypeRef:QName
type tGateway : tFlowNode
  @ gatewayDirection:tGatewayDirection
type tGlobalBusinessRuleTask : tGlobalTask
  @ implementation:tImplementation
type tGlobalManualTask : tGlobalTask
type tGlobalScriptTask : tGlobalTask
  = script?
  @ scriptLanguage:anyURI
type tGlobalTask : tCallableElement
  = resourceRole*
type tGlobalUserTask : tGlobalTask
  = rendering*
  @ implementation:tImplementation
type tGroup : tArtifact
  @ categoryValueRef:QName
type tInclusiveGateway : tGateway
  @ default:IDREF
type tLane : tBaseElement
  = partitionElement=tBaseElement? flowNodeRef=IDREF* childLaneSet=tLaneSet?
  @ name:string partitionElementRef:QName
type tLaneSet : tBaseElement
  = lane*
  @ name:string
type tLoopCharacteristics : tBaseElement abstract
type tManualTask : tTask
type tMonitoring : tBaseElement
type tMultiInstanceLoopCharacteristics : tLoopCharacteristics
  = loopCardinality=tExpression? loopDataInputRef=QName? loopDataOutputRef=QName?
    inputDataItem=tDataInput? outputDataItem=tDataOutput? complexBehaviorDefinition*
    completionCondition=tExpression?
  @ isSequential:boolean behavior:tMultiInstanceFlowCondition oneBehaviorEventRef:QName
    noneBehaviorEventRef:QName
type tParallelGateway : tGateway
type tProcess : tCallableElement
  = auditing? monitoring? property* laneSet* flowElement* artifact* resourceRole*
    correlationSubscription* supports=QName*
  @ processType:tProcessType isClosed:boolean isExecutable:boolean
    definitionalCollaborationRef:QName
type tReceiveTask : tTask
  @ implementation:tImplementation instantiate:boolean messageRef:QName operationRef:QName
type tRendering : tBaseElement
type tRootElement : tBaseElement abstract
type tScriptTask : tTask
  = script?
  @ scriptFormat:string
type tScript mixed
  = <any>?
type tSendTask : tTask
  @ implementation:tImplementation messageRef:QName operationRef:QName
type tSequenceFlow : tFlowElement
  = conditionExpression=tExpression?
  @ sourceRef!:IDREF targetRef!:IDREF isImmediate:boolean
type tServiceTask : tTask
  @ implementation:tImplementation operationRef:QName
type tStandardLoopCharacteristics : tLoopCharacteristics
  = loopCondition=tExpression?
  @ testBefore:boolean loopMaximum:integer
type tSubProcess : tActivity
  = laneSet* flowElement* artifact*
  @ triggeredByEvent:boolean
type tTask : tActivity
type tTextAnnotation : tArtifact
  = text?
  @ textFormat:string
type tText mixed
  = <any>?
type tTransaction : tSubProcess
  @ method:tTransactionMethod
type tUserTask : tTask
  = rendering*
  @ implementation:tImplementation
values tAdHocOrdering = Parallel | Sequential
values tAssociationDirection = None | One | Both
values tGatewayDirection = Unspecified | Converging | Diverging | Mixed
values tImplementation : anyURI = ##unspecified | ##WebService
values tMultiInstanceFlowCondition = None | One | All | Complex
values tProcessType = None | Public | Private
values tTransactionMethod : anyURI = ##Compensate | ##Image | ##Store
`;
