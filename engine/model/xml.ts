import { decodeXml } from './xml/decode.ts';
import { DocumentReader } from './xml/document-reader.ts';
import type { XmlElement, XmlListener } from './xml/element.ts';
import { describeFault, XmlFault } from './xml/fault.ts';

export type { XmlElement } from './xml/element.ts';

export type XmlResult =
  | { readonly ok: true; readonly root: XmlElement }
  | {
      readonly ok: false;
      /** As Zeebe words it, e.g. `Fatal Error: URI=null Line=3: Premature end of file.` */
      readonly message: string;
    };

/**
 * Reads a document. Reading is synchronous, because deploying is part of processing a command; the
 * `listener` looks on, so that faults of both kinds come in the document's order.
 * Failures: text that isn't well-formed, document types, what the listener refuses.
 */
export function parseXml(source: Uint8Array, listener: XmlListener | null = null): XmlResult {
  const reader = new DocumentReader(decodeXml(source), listener);
  try {
    return { ok: true, root: reader.read() };
  } catch (error) {
    if (!(error instanceof XmlFault)) throw error;
    return { ok: false, message: describeFault(error, reader.cursor.line) };
  }
}
