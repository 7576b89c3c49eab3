/** What DMN 1.2 declares otherwise than 1.1. */
export const DMN_12_CHANGES = `
type tDefinitions : tNamedElement
  = import* itemDefinition=tItemDefinition* drgElement* artifact*
    elementCollection=tElementCollection* businessContextElement* dmndi:DMNDI?
  @ expressionLanguage:anyURI typeLanguage:anyURI namespace!:anyURI exporter:string
    exporterVersion:string
type tImport : tNamedElement
  @ namespace!:anyURI locationURI:anyURI importType!:anyURI
type tInvocable : tDRGElement
  = variable=tInformationItem?
type tBusinessKnowledgeModel : tInvocable
  = encapsulatedLogic=tFunctionDefinition? knowledgeRequirement=tKnowledgeRequirement*
    authorityRequirement=tAuthorityRequirement*
type tInformationRequirement : tDMNElement
  = (requiredDecision=tDMNElementReference | requiredInput=tDMNElementReference)
type tKnowledgeRequirement : tDMNElement
  = requiredKnowledge=tDMNElementReference
type tAuthorityRequirement : tDMNElement
  = (requiredDecision=tDMNElementReference | requiredInput=tDMNElementReference |
    requiredAuthority=tDMNElementReference)
type tExpression : tDMNElement
  @ typeRef:string
type tItemDefinition : tNamedElement
  = (typeRef=string allowedValues=tUnaryTests? | itemComponent=tItemDefinition*)
  @ typeLanguage:anyURI isCollection:boolean
type tInformationItem : tNamedElement
  @ typeRef:string
type tDecisionTable : tExpression
  = input=tInputClause* output=tOutputClause+ annotation=tRuleAnnotationClause*
    rule=tDecisionRule*
  @ hitPolicy:tHitPolicy aggregation:tBuiltinAggregator
    preferredOrientation:tDecisionTableOrientation outputLabel:string
type tOutputClause : tDMNElement
  = outputValues=tUnaryTests? defaultOutputEntry=tLiteralExpression?
  @ name:string typeRef:string
type tRuleAnnotationClause
  @ name:string
type tDecisionRule : tDMNElement
  = inputEntry=tUnaryTests* outputEntry=tLiteralExpression+ annotationEntry=tRuleAnnotation*
type tRuleAnnotation
  = text=string?
type tContext : tExpression
  = contextEntry*
type tContextEntry : tDMNElement
  = variable=tInformationItem? expression
type tFunctionDefinition : tExpression
  = formalParameter=tInformationItem* expression?
  @ kind:tFunctionKind
type tDecisionService : tInvocable
  = outputDecision=tDMNElementReference* encapsulatedDecision=tDMNElementReference*
    inputDecision=tDMNElementReference* inputData=tDMNElementReference*
values tFunctionKind = FEEL | Java | PMML
elements = DMNElement! businessContextElement! expression!
elements < DMNElement = namedElement! informationRequirement knowledgeRequirement
    authorityRequirement artifact! contextEntry
elements < namedElement = definitions import elementCollection drgElement=tDRGElement!
    itemDefinition informationItem
elements < drgElement = decision invocable! inputData knowledgeSource
elements < invocable = businessKnowledgeModel decisionService
`;

/** What DMN 1.3 declares otherwise than 1.2. */
export const DMN_13_CHANGES = `
type tItemDefinition : tNamedElement
  = (typeRef=string allowedValues=tUnaryTests? | itemComponent=tItemDefinition* |
    functionItem=tFunctionItem?)
  @ typeLanguage:anyURI isCollection:boolean
type tFunctionItem : tDMNElement
  = parameters=tInformationItem*
  @ outputTypeRef:string
type tGroup : tArtifact
  @ name:string
elements < DMNElement = namedElement! informationRequirement knowledgeRequirement
    authorityRequirement functionItem artifact! contextEntry
elements < artifact = group textAnnotation association
`;

/** What DMN 1.4 declares otherwise than 1.3. */
export const DMN_14_CHANGES = `
type tUnaryTests : tExpression
  = text=string
  @ expressionLanguage:anyURI
type tChildExpression
  = expression
  @ id:ID
type tTypedChildExpression : tChildExpression
  @ typeRef:string
type tIterator : tExpression
  = in=tTypedChildExpression
  @ iteratorVariable:string
type tFor : tIterator
  = return=tChildExpression
type tQuantified : tIterator
  = satisfies=tChildExpression
type tConditional : tExpression
  = if=tChildExpression then=tChildExpression else=tChildExpression
type tFilter : tExpression
  = in=tChildExpression match=tChildExpression
elements < expression = literalExpression invocation decisionTable context functionDefinition
    relation list for every=tQuantified some=tQuantified conditional filter
`;

/** What DMN 1.5 declares otherwise than 1.4. */
export const DMN_15_CHANGES = `
type tItemDefinition : tNamedElement
  = (typeRef=string allowedValues=tUnaryTests? typeConstraint=tUnaryTests? |
    itemComponent=tItemDefinition* | functionItem=tFunctionItem?)
  @ typeLanguage:anyURI isCollection:boolean
`;
