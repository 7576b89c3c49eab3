/** The types and elements of DMN 1.1, which later versions change. */
export const DMN_11_TYPES = `
type tDMNElementExtensionElements
  = <other>*
type tDMNElement
  = description=string? extensionElements=tDMNElementExtensionElements?
  @ id:ID label:string *
type tDMNElementReference
  @ href!:anyURI
type tDefinitions : tNamedElement
  = import=tImport* itemDefinition=tItemDefinition* drgElement* artifact*
    elementCollection=tElementCollection* businessContextElement*
  @ expressionLanguage:anyURI typeLanguage:anyURI namespace!:anyURI exporter:string
    exporterVersion:string
type tImport
  @ namespace!:anyURI locationURI:anyURI importType!:anyURI
type tElementCollection : tNamedElement
  = drgElement=tDMNElementReference*
type tDRGElement : tNamedElement
type tDecision : tDRGElement
  = question=string? allowedAnswers=string? variable=tInformationItem?
    informationRequirement=tInformationRequirement*
    knowledgeRequirement=tKnowledgeRequirement* authorityRequirement=tAuthorityRequirement*
    supportedObjective=tDMNElementReference*
    impactedPerformanceIndicator=tDMNElementReference* decisionMaker=tDMNElementReference*
    decisionOwner=tDMNElementReference* usingProcess=tDMNElementReference*
    usingTask=tDMNElementReference* expression?
type tBusinessContextElement : tNamedElement
  @ URI:anyURI
type tPerformanceIndicator : tBusinessContextElement
  = impactingDecision=tDMNElementReference*
type tOrganizationUnit : tBusinessContextElement
  = decisionMade=tDMNElementReference* decisionOwned=tDMNElementReference*
type tBusinessKnowledgeModel : tDRGElement
  = encapsulatedLogic=tFunctionDefinition? variable=tInformationItem?
    knowledgeRequirement=tKnowledgeRequirement* authorityRequirement=tAuthorityRequirement*
type tInputData : tDRGElement
  = variable=tInformationItem?
type tKnowledgeSource : tDRGElement
  = authorityRequirement=tAuthorityRequirement* type=string? owner=tDMNElementReference?
  @ locationURI:anyURI
type tInformationRequirement
  = (requiredDecision=tDMNElementReference | requiredInput=tDMNElementReference)
type tKnowledgeRequirement
  = requiredKnowledge=tDMNElementReference
type tAuthorityRequirement
  = (requiredDecision=tDMNElementReference | requiredInput=tDMNElementReference |
    requiredAuthority=tDMNElementReference)
type tExpression : tDMNElement
  @ typeRef:QName
type tItemDefinition : tNamedElement
  = (typeRef=QName allowedValues=tUnaryTests? | itemComponent=tItemDefinition*)
  @ typeLanguage:anyURI isCollection:boolean
type tLiteralExpression : tExpression
  = (text=string | importedValues=tImportedValues)?
  @ expressionLanguage:anyURI
type tInvocation : tExpression
  = expression? binding=tBinding*
type tBinding
  = parameter=tInformationItem expression?
type tInformationItem : tNamedElement
  @ typeRef:QName
type tDecisionTable : tExpression
  = input=tInputClause* output=tOutputClause+ rule=tDecisionRule*
  @ hitPolicy:tHitPolicy aggregation:tBuiltinAggregator
    preferredOrientation:tDecisionTableOrientation outputLabel:string
type tDecisionRule : tDMNElement
  = inputEntry=tUnaryTests* outputEntry=tLiteralExpression+
type tImportedValues : tImport
  = importedElement=string
  @ expressionLanguage:anyURI
type tArtifact : tDMNElement
type tTextAnnotation : tArtifact
  = text=string?
  @ textFormat:string
type tAssociation : tArtifact
  = sourceRef=tDMNElementReference targetRef=tDMNElementReference
  @ associationDirection:tAssociationDirection
type tOutputClause : tDMNElement
  = outputValues=tUnaryTests? defaultOutputEntry=tLiteralExpression?
  @ name:string typeRef:QName
type tInputClause : tDMNElement
  = inputExpression=tLiteralExpression inputValues=tUnaryTests?
type tContext : tExpression
  = contextEntry=tContextEntry*
type tContextEntry
  = variable=tInformationItem? expression
type tFunctionDefinition : tExpression
  = formalParameter=tInformationItem* expression?
type tRelation : tExpression
  = column=tInformationItem* row=tList*
type tList : tExpression
  = expression*
type tUnaryTests : tDMNElement
  = text=string
  @ expressionLanguage:anyURI
type tNamedElement : tDMNElement
  @ name!:string
type tDecisionService : tNamedElement
  = outputDecision=tDMNElementReference+ encapsulatedDecision=tDMNElementReference*
    inputDecision=tDMNElementReference* inputData=tDMNElementReference*
values tAssociationDirection = None | One | Both
values tDecisionTableOrientation = Rule-as-Row | Rule-as-Column | CrossTable
values tHitPolicy = UNIQUE | FIRST | PRIORITY | ANY | COLLECT | RULE ORDER | OUTPUT ORDER
values tBuiltinAggregator = SUM | COUNT | MIN | MAX
elements = DMNElement! import businessContextElement! expression!
elements < DMNElement = namedElement! artifact!
elements < namedElement = definitions elementCollection drgElement=tDRGElement! itemDefinition
    informationItem decisionService
elements < drgElement = decision businessKnowledgeModel inputData knowledgeSource
elements < businessContextElement = performanceIndicator organizationUnit
elements < expression = literalExpression invocation decisionTable context functionDefinition
    relation list
elements < artifact = textAnnotation association
`;
