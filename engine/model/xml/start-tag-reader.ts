import type { Cursor } from './cursor.ts';
import type { StartTag, XmlAttribute } from './element.ts';
import { XmlFault } from './fault.ts';
import { isNameStart, isNcName } from './name.ts';
import { readReference } from './reference.ts';

const XML = 'http://www.w3.org/XML/1998/namespace';
const XMLNS = 'http://www.w3.org/2000/xmlns/';

/** Java 25's limit, `jdk.xml.elementAttributeLimit`. */
const MOST_ATTRIBUTES = 200;

interface RawAttribute {
  readonly qualifiedName: string;
  readonly value: string;
}

export interface ReadStartTag extends StartTag {
  /** `<a/>` */
  readonly isEmpty: boolean;
}

/** Reads a start tag; the cursor is behind its `<`, before a name. */
export function readStartTag(cursor: Cursor, outer: ReadonlyMap<string, string>): ReadStartTag {
  const qualifiedName = readQualifiedName(cursor);
  const raw: RawAttribute[] = [];
  const declared = new Map<string, string>();
  const isEmpty = readAttributes(cursor, qualifiedName, raw, declared);
  const namespaces = declared.size === 0 ? outer : new Map([...outer, ...declared]);
  const [prefix, name] = splitName(qualifiedName);
  if (prefix === 'xmlns') {
    throw new XmlFault(`Element "${qualifiedName}" cannot have "xmlns" as its prefix.`);
  }
  const namespace = namespaceOf(prefix, namespaces);
  if (namespace === null) {
    throw new XmlFault(`The prefix "${prefix}" for element "${qualifiedName}" is not bound.`);
  }
  const attributes = resolveAttributes(qualifiedName, raw, namespaces);
  refuseDoubles(qualifiedName, attributes);
  return { qualifiedName, name, namespace, attributes, namespaces, isEmpty };
}

/** Reads up to the tag's end; says whether it is an empty element's. */
function readAttributes(
  cursor: Cursor,
  element: string,
  raw: RawAttribute[],
  declared: Map<string, string>,
): boolean {
  let count = 0;
  for (;;) {
    const sawSpace = cursor.skipSpaces();
    cursor.demandMore();
    if (cursor.skip('>')) return false;
    const unterminated = (): XmlFault =>
      new XmlFault(
        `Element type "${element}" must be followed by either attribute specifications, ` +
          '">" or "/>".',
      );
    if (cursor.skip('/')) {
      if (cursor.skip('>')) return true;
      cursor.demandMore();
      throw unterminated();
    }
    if (!sawSpace || !isNameStart(cursor.peek())) throw unterminated();
    const attribute = readAttribute(cursor, element);
    if (attribute.qualifiedName === 'xmlns' || attribute.qualifiedName.startsWith('xmlns:')) {
      declare(element, attribute, declared);
    } else {
      raw.push(attribute);
    }
    count += 1;
    if (count > MOST_ATTRIBUTES) {
      throw new XmlFault(
        `JAXP00010002:  Element "${element}" has more than "${MOST_ATTRIBUTES}" attributes, ` +
          `"${MOST_ATTRIBUTES}" is the limit set by "jdk.xml.elementAttributeLimit".`,
      );
    }
  }
}

/** A name of at most one colon. */
function readQualifiedName(cursor: Cursor): string {
  const from = cursor.at;
  const read = cursor.name();
  const [prefix = '', name, further] = read.split(':');
  if (name === undefined) return read;
  cursor.demandMore();
  if (prefix !== '' && (name === '' || !isNcName(name))) {
    throw new XmlFault(
      `Element or attribute "${read}" do not match QName production: QName::=(NCName:)?NCName.`,
    );
  }
  if (further === undefined) return read;
  cursor.at = from + prefix.length + 1 + name.length;
  return `${prefix}:${name}`;
}

function readAttribute(cursor: Cursor, element: string): RawAttribute {
  const qualifiedName = readQualifiedName(cursor);
  const of = `associated with an element type "${element}"`;
  cursor.skipSpaces();
  cursor.demandMore();
  if (!cursor.skip('=')) {
    throw new XmlFault(
      `Attribute name "${qualifiedName}" ${of} must be followed by the ' = ' character.`,
    );
  }
  cursor.skipSpaces();
  cursor.demandMore();
  const quote = cursor.peek();
  if (quote !== '"' && quote !== "'") {
    throw new XmlFault(
      `Open quote is expected for attribute "${qualifiedName}" ` +
        `associated with an  element type  "${element}".`,
    );
  }
  cursor.at += 1;
  return { qualifiedName, value: readValue(cursor, quote, qualifiedName, element) };
}

function readValue(cursor: Cursor, quote: string, attribute: string, element: string): string {
  const stop = quote === '"' ? /["&<]/g : /['&<]/g;
  let value = '';
  for (;;) {
    stop.lastIndex = cursor.at;
    const from = cursor.at;
    const found = stop.exec(cursor.text);
    cursor.at = found === null ? cursor.text.length : found.index;
    const part = cursor.text.slice(from, cursor.at);
    cursor.refuseForbidden(
      part,
      from,
      (hex) =>
        `An invalid XML character (Unicode: 0x${hex}) was found in the value of attribute ` +
        `"${attribute}" and element is "${element}".`,
    );
    value += part.replace(/[\t\n]/g, ' ');
    cursor.demandMore();
    cursor.at += 1;
    if (found?.[0] === quote) return value;
    if (found?.[0] === '<') {
      throw new XmlFault(
        `The value of attribute "${attribute}" associated with an element type "${element}" ` +
          "must not contain the '<' character.",
      );
    }
    value += readReference(cursor);
  }
}

function declare(element: string, attribute: RawAttribute, declared: Map<string, string>): void {
  const { qualifiedName, value } = attribute;
  const prefix = qualifiedName === 'xmlns' ? '' : qualifiedName.slice(6);
  if (prefix === 'xmlns' || value === XMLNS) {
    throw new XmlFault(
      'The prefix "xmlns" cannot be bound to any namespace explicitly; neither can the namespace ' +
        'for "xmlns" be bound to any prefix explicitly.',
    );
  }
  if ((prefix === 'xml') !== (value === XML)) {
    throw new XmlFault(
      'The prefix "xml" cannot be bound to any namespace other than its usual namespace; neither ' +
        'can the namespace for "xml" be bound to any prefix other than "xml".',
    );
  }
  if (value === '' && prefix !== '') {
    throw new XmlFault(
      `The value of the attribute "prefix="xmlns",localpart="${prefix}",` +
        `rawname="${qualifiedName}"" is invalid. ` +
        'Prefixed namespace bindings may not be empty.',
    );
  }
  if (declared.has(prefix)) throw double(element, qualifiedName);
  declared.set(prefix, value);
}

function resolveAttributes(
  element: string,
  raw: readonly RawAttribute[],
  namespaces: ReadonlyMap<string, string>,
): XmlAttribute[] {
  return raw.map(({ qualifiedName, value }) => {
    const [prefix, name] = splitName(qualifiedName);
    const namespace = prefix === '' ? '' : namespaceOf(prefix, namespaces);
    if (namespace === null) {
      throw new XmlFault(
        `The prefix "${prefix}" for attribute "${qualifiedName}" associated with an element ` +
          `type "${element}" is not bound.`,
      );
    }
    return { qualifiedName, prefix, name, namespace, value };
  });
}

function refuseDoubles(element: string, attributes: readonly XmlAttribute[]): void {
  if (attributes.length < 2) return;
  const seen = new Set<string>();
  for (const { qualifiedName, namespace, name } of attributes) {
    const key = `${namespace} ${name}`;
    if (!seen.has(key)) {
      seen.add(key);
      continue;
    }
    if (namespace === '') throw double(element, qualifiedName);
    throw new XmlFault(
      `Attribute "${name}" bound to namespace "${namespace}" was already specified for element ` +
        `"${element}".`,
    );
  }
}

function double(element: string, attribute: string): XmlFault {
  return new XmlFault(`Attribute "${attribute}" was already specified for element "${element}".`);
}

function namespaceOf(prefix: string, namespaces: ReadonlyMap<string, string>): string | null {
  if (prefix === 'xml') return XML;
  return namespaces.get(prefix) ?? (prefix === '' ? '' : null);
}

function splitName(qualifiedName: string): [prefix: string, name: string] {
  const colon = qualifiedName.indexOf(':');
  return colon === -1
    ? ['', qualifiedName]
    : [qualifiedName.slice(0, colon), qualifiedName.slice(colon + 1)];
}
