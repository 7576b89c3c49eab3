import type { StartTag } from '../xml/element.ts';
import { XmlFault } from '../xml/fault.ts';

const XSI = 'http://www.w3.org/2001/XMLSchema-instance';

/** A schema that another one imports: Java's parser looks for it where the document says it is. */
export interface ImportedSchema {
  readonly namespace: string;
  /** The file beside the importing one, which is the only one that can be found offline. */
  readonly file: string;
  /** The importing file, the line there, and what it wants of the import, as a fault words it. */
  readonly importer: string;
  readonly line: number;
  readonly wanted: string;
}

/** Where Zeebe's own schemas lie in its container image. */
const SCHEMAS = 'jar:file:/usr/local/zeebe/lib/zeebe-bpmn-model-8.5.8.jar!';

/**
 * Refuses a root whose `xsi:schemaLocation` sends the parser elsewhere for a schema that Zeebe's
 * schema imports: nothing is fetched, so the schema can't be put together.
 * Source: Java's XMLSchemaLoader.resolveDocument; measured on Zeebe 8.5.8 without network.
 */
export function refuseForeignSchemas(root: StartTag, imported: readonly ImportedSchema[]): void {
  const attribute = root.attributes.find(
    ({ namespace, name }) => namespace === XSI && name === 'schemaLocation',
  );
  if (attribute === undefined) return;
  const words = attribute.value.trim().split(/\s+/);
  for (const { namespace, file, importer, line, wanted } of imported) {
    const at = words.findIndex((word, i) => i % 2 === 0 && word === namespace);
    const location = words[at + 1];
    if (at === -1 || location === undefined || location.replace(/^\.\//, '') === file) continue;
    throw new XmlFault(`src-resolve: Cannot resolve the name ${wanted} component.`, 'Error', {
      uri: `${SCHEMAS}/${importer}`,
      line,
    });
  }
}
