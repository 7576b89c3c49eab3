/** Diagrams of DMN 1.2. */
export const DMN_DIAGRAM_TYPES = `
type DMNDI
  = DMNDiagram* DMNStyle*
type DMNDiagram : di:Diagram
  = Size=dc:Dimension? DMNDiagramElement*
type DMNShape : di:Shape
  = DMNLabel? DMNDecisionServiceDividerLine?
  @ dmnElementRef!:QName isListedInputData:boolean isCollapsed:boolean
type DMNDecisionServiceDividerLine : di:Edge
type DMNEdge : di:Edge
  = DMNLabel?
  @ dmnElementRef!:QName
type DMNLabel : di:Shape
  = Text=string?
type DMNStyle : di:Style
  = FillColor=dc:Color? StrokeColor=dc:Color? FontColor=dc:Color?
  @ fontFamily:string fontSize:double fontItalic:boolean fontBold:boolean
    fontUnderline:boolean fontStrikeThrough:boolean labelHorizontalAlignement:dc:AlignmentKind
    labelVerticalAlignment:dc:AlignmentKind
elements = DMNDI=DMNDI DMNDiagram=DMNDiagram DMNDiagramElement=di:DiagramElement
    DMNLabel=DMNLabel DMNDecisionServiceDividerLine=DMNDecisionServiceDividerLine
elements < DMNDiagramElement = DMNShape=DMNShape DMNEdge=DMNEdge
elements < di:Style = DMNStyle=DMNStyle
`;

/** What diagrams of DMN 1.3 (and 1.4) declare otherwise. */
export const DMN_13_DIAGRAM_CHANGES = `
type DMNEdge : di:Edge
  = DMNLabel?
  @ dmnElementRef!:QName sourceElement:QName targetElement:QName
`;

/** What diagrams of DMN 1.5 declare otherwise than those of 1.3. */
export const DMN_15_DIAGRAM_CHANGES = `
type DMNDiagram : di:Diagram
  = Size=dc:Dimension? DMNDiagramElement*
  @ useAlternativeInputDataShape:boolean
`;

/** Places, sizes and colors, the same in every version. */
export const DMN_DC_TYPES = `
type Color
  @ red!:rgb green!:rgb blue!:rgb
type Point
  @ x!:double y!:double
type Dimension
  @ width!:double height!:double
type Bounds
  @ x!:double y!:double width!:double height!:double
range rgb = 0 255
values AlignmentKind = start | end | center
values KnownColor = maroon | red | orange | yellow | olive | purple | fuchsia | white | lime |
    green | navy | blue | aqua | teal | black | silver | gray
elements = Color=Color Point=Point Bounds=Bounds Dimension=Dimension
`;

/** Shapes and edges, the same in every version. */
export const DMN_DI_TYPES = `
type DiagramElementExtension
  = <other>*
type DiagramElement abstract
  = extension=DiagramElementExtension? Style?
  @ sharedStyle:IDREF id:ID *
type Diagram : DiagramElement abstract
  @ name:string documentation:string resolution:double
type Shape : DiagramElement abstract
  = dc:Bounds?
type Edge : DiagramElement abstract
  = waypoint=dc:Point*
type StyleExtension
  = <other>*
type Style abstract
  = extension=StyleExtension?
  @ id:ID *
elements = Style=Style
`;
