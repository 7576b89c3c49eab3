/**
 * Why reading stopped: the document isn't well-formed (fatal), or its schema doesn't allow what
 * stands there. The texts are those of Java's XML parser, because Zeebe's rejections hold them.
 */
export class XmlFault extends Error {
  readonly isFatal: boolean;

  constructor(message: string, isFatal = true) {
    super(message);
    this.isFatal = isFatal;
  }
}

/** The text of a fault as Zeebe words it. Source: camunda-xml-model, DomUtil.DomErrorHandler */
export function describeFault(fault: XmlFault, line: number, uri = 'null'): string {
  return `${fault.isFatal ? 'Fatal Error' : 'Error'}: URI=${uri} Line=${line}: ${fault.message}`;
}
