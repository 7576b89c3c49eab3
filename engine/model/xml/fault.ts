/**
 * Why reading stopped: the document isn't well-formed (fatal), or its schema doesn't allow what
 * stands there. The texts are those of Java's XML parser, because Zeebe's rejections hold them.
 */
export class XmlFault extends Error {
  readonly kind: FaultKind;
  /** Where the fault is when it isn't at the place that was reached. */
  readonly place: XmlPlace | null;

  constructor(message: string, kind: FaultKind = 'Fatal Error', place: XmlPlace | null = null) {
    super(message);
    this.kind = kind;
    this.place = place;
  }
}

/** How a fault is introduced; `null`: it stands alone, without its place. */
export type FaultKind = 'Fatal Error' | 'Error' | null;

export interface XmlPlace {
  readonly uri: string;
  readonly line: number;
}

/** The text of a fault as Zeebe words it. Source: camunda-xml-model, DomUtil.DomErrorHandler */
export function describeFault(fault: XmlFault, lineReached: number): string {
  if (fault.kind === null) return fault.message;
  const { uri, line } = fault.place ?? { uri: 'null', line: lineReached };
  return `${fault.kind}: URI=${uri} Line=${line}: ${fault.message}`;
}
