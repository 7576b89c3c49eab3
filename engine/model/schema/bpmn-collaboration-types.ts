/** Types of collaborations, choreographies, conversations and resources. */
export const COLLABORATION_TYPES = `
type tCallChoreography : tChoreographyActivity
  = participantAssociation*
  @ calledChoreographyRef:QName
type tCallConversation : tConversationNode
  = participantAssociation*
  @ calledCollaborationRef:QName
type tCategory : tRootElement
  = categoryValue*
  @ name:string
type tChoreography : tCollaboration
  = flowElement*
type tChoreographyActivity : tFlowNode abstract
  = participantRef=QName{2,} correlationKey*
  @ initiatingParticipantRef!:QName loopType:tChoreographyLoopType
type tChoreographyTask : tChoreographyActivity
  = messageFlowRef=QName{1,2}
type tCollaboration : tRootElement
  = participant* messageFlow* artifact* conversationNode* conversationAssociation*
    participantAssociation* messageFlowAssociation* correlationKey* choreographyRef=QName*
    conversationLink*
  @ name:string isClosed:boolean
type tConversation : tConversationNode
type tConversationAssociation : tBaseElement
  @ innerConversationNodeRef!:QName outerConversationNodeRef!:QName
type tConversationLink : tBaseElement
  @ name:string sourceRef!:QName targetRef!:QName
type tConversationNode : tBaseElement abstract
  = participantRef=QName* messageFlowRef=QName* correlationKey*
  @ name:string
type tCorrelationKey : tBaseElement
  = correlationPropertyRef=QName*
  @ name:string
type tCorrelationProperty : tRootElement
  = correlationPropertyRetrievalExpression+
  @ name:string type:QName
type tCorrelationPropertyBinding : tBaseElement
  = dataPath=tFormalExpression
  @ correlationPropertyRef!:QName
type tCorrelationPropertyRetrievalExpression : tBaseElement
  = messagePath=tFormalExpression
  @ messageRef!:QName
type tCorrelationSubscription : tBaseElement
  = correlationPropertyBinding*
  @ correlationKeyRef!:QName
type tEndPoint : tRootElement
type tGlobalChoreographyTask : tChoreography
  @ initiatingParticipantRef:QName
type tGlobalConversation : tCollaboration
type tHumanPerformer : tPerformer
type tInterface : tRootElement
  = operation+
  @ name!:string implementationRef:QName
type tMessageFlow : tBaseElement
  @ name:string sourceRef!:QName targetRef!:QName messageRef:QName
type tMessageFlowAssociation : tBaseElement
  @ innerMessageFlowRef!:QName outerMessageFlowRef!:QName
type tOperation : tBaseElement
  = inMessageRef=QName outMessageRef=QName? errorRef=QName*
  @ name!:string implementationRef:QName
type tParticipant : tBaseElement
  = interfaceRef=QName* endPointRef=QName* participantMultiplicity?
  @ name:string processRef:QName
type tParticipantAssociation : tBaseElement
  = innerParticipantRef=QName outerParticipantRef=QName
type tParticipantMultiplicity : tBaseElement
  @ minimum:int maximum:int
type tPartnerEntity : tRootElement
  = participantRef=QName*
  @ name:string
type tPartnerRole : tRootElement
  = participantRef=QName*
  @ name:string
type tPerformer : tResourceRole
type tPotentialOwner : tHumanPerformer
type tRelationship : tBaseElement
  = source=QName+ target=QName+
  @ type!:string direction:tRelationshipDirection
type tResource : tRootElement
  = resourceParameter*
  @ name!:string
type tResourceAssignmentExpression : tBaseElement
  = expression
type tResourceParameter : tBaseElement
  @ name:string type:QName isRequired:boolean
type tResourceParameterBinding : tBaseElement
  = expression
  @ parameterRef!:QName
type tResourceRole : tBaseElement
  = (resourceRef=QName resourceParameterBinding* | resourceAssignmentExpression?)
  @ name:string
type tSubChoreography : tChoreographyActivity
  = flowElement* artifact*
type tSubConversation : tConversationNode
  = conversationNode*
values tChoreographyLoopType = None | Standard | MultiInstanceSequential |
    MultiInstanceParallel
values tRelationshipDirection = None | Forward | Backward | Both
`;
