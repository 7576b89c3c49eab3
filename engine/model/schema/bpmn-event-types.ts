/** Types of events, data, and what both refer to. */
export const EVENT_TYPES = `
type tAssignment : tBaseElement
  = from=tExpression to=tExpression
type tBoundaryEvent : tCatchEvent
  @ cancelActivity:boolean attachedToRef!:QName
type tCancelEventDefinition : tEventDefinition
type tCatchEvent : tEvent abstract
  = dataOutput* dataOutputAssociation* outputSet? eventDefinition* eventDefinitionRef=QName*
  @ parallelMultiple:boolean
type tCompensateEventDefinition : tEventDefinition
  @ waitForCompletion:boolean activityRef:QName
type tConditionalEventDefinition : tEventDefinition
  = condition=tExpression
type tDataAssociation : tBaseElement
  = sourceRef=IDREF* targetRef=IDREF transformation=tFormalExpression? assignment*
type tDataInput : tBaseElement
  = dataState?
  @ name:string itemSubjectRef:QName isCollection:boolean
type tDataInputAssociation : tDataAssociation
type tDataObject : tFlowElement
  = dataState?
  @ itemSubjectRef:QName isCollection:boolean
type tDataObjectReference : tFlowElement
  = dataState?
  @ itemSubjectRef:QName dataObjectRef:IDREF
type tDataOutput : tBaseElement
  = dataState?
  @ name:string itemSubjectRef:QName isCollection:boolean
type tDataOutputAssociation : tDataAssociation
type tDataState : tBaseElement
  @ name:string
type tDataStore : tRootElement
  = dataState?
  @ name:string capacity:integer isUnlimited:boolean itemSubjectRef:QName
type tDataStoreReference : tFlowElement
  = dataState?
  @ itemSubjectRef:QName dataStoreRef:QName
type tEndEvent : tThrowEvent
type tError : tRootElement
  @ name:string errorCode:string structureRef:QName
type tErrorEventDefinition : tEventDefinition
  @ errorRef:QName
type tEscalation : tRootElement
  @ name:string escalationCode:string structureRef:QName
type tEscalationEventDefinition : tEventDefinition
  @ escalationRef:QName
type tEvent : tFlowNode abstract
  = property*
type tEventBasedGateway : tGateway
  @ instantiate:boolean eventGatewayType:tEventBasedGatewayType
type tEventDefinition : tRootElement abstract
type tImplicitThrowEvent : tThrowEvent
type tInputSet : tBaseElement
  = dataInputRefs=IDREF* optionalInputRefs=IDREF* whileExecutingInputRefs=IDREF*
    outputSetRefs=IDREF*
  @ name:string
type tIntermediateCatchEvent : tCatchEvent
type tIntermediateThrowEvent : tThrowEvent
type tInputOutputBinding : tBaseElement
  @ operationRef!:QName inputDataRef!:IDREF outputDataRef!:IDREF
type tInputOutputSpecification : tBaseElement
  = dataInput* dataOutput* inputSet+ outputSet+
type tItemDefinition : tRootElement
  @ structureRef:QName isCollection:boolean itemKind:tItemKind
type tLinkEventDefinition : tEventDefinition
  = source=QName* target=QName?
  @ name!:string
type tMessage : tRootElement
  @ name:string itemRef:QName
type tMessageEventDefinition : tEventDefinition
  = operationRef=QName?
  @ messageRef:QName
type tOutputSet : tBaseElement
  = dataOutputRefs=IDREF* optionalOutputRefs=IDREF* whileExecutingOutputRefs=IDREF*
    inputSetRefs=IDREF*
  @ name:string
type tProperty : tBaseElement
  = dataState?
  @ name:string itemSubjectRef:QName
type tSignal : tRootElement
  @ name:string structureRef:QName
type tSignalEventDefinition : tEventDefinition
  @ signalRef:QName
type tStartEvent : tCatchEvent
  @ isInterrupting:boolean
type tTerminateEventDefinition : tEventDefinition
type tThrowEvent : tEvent abstract
  = dataInput* dataInputAssociation* inputSet? eventDefinition* eventDefinitionRef=QName*
type tTimerEventDefinition : tEventDefinition
  = (timeDate=tExpression? | timeDuration=tExpression? | timeCycle=tExpression?)
values tEventBasedGatewayType = Exclusive | Parallel
values tItemKind = Information | Physical
`;
