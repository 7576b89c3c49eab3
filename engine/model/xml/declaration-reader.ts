import type { Cursor } from './cursor.ts';
import { isDecodable } from './decode.ts';
import { XmlFault } from './fault.ts';

const ATTRIBUTES = ['version', 'encoding', 'standalone'] as const;

/**
 * Reads `<?xml version="1.0" encoding="UTF-8"?>`; the cursor is behind `<?xml`.
 * Source: Java's XMLScanner, scanXMLDeclOrTextDecl
 */
export function readDeclaration(cursor: Cursor): void {
  let expected: 'version' | 'encoding' | 'standalone' | 'end' = 'version';
  let sawSpace = cursor.skipSpaces();
  while (!cursor.isAtEnd && cursor.peek() !== '?') {
    const name = ATTRIBUTES.find((one) => cursor.skip(one));
    if (name === undefined) throw new XmlFault('A pseudo attribute name is expected.');
    const value = readValue(cursor, name);
    if (expected === 'version') {
      if (name !== 'version') throw new XmlFault('The version is required in the XML declaration.');
      if (!sawSpace) throw spaceRequired('version');
      if (value !== '1.0' && value !== '1.1') {
        throw new XmlFault(`XML version "${value}" is not supported, only XML 1.0 is supported.`);
      }
      expected = 'encoding';
    } else if (expected === 'encoding' && name === 'encoding') {
      if (!sawSpace) throw spaceRequired('encoding');
      refuseEncoding(value);
      expected = 'standalone';
    } else if (expected !== 'end' && name === 'standalone') {
      if (!sawSpace) throw spaceRequired('encoding');
      if (value !== 'yes' && value !== 'no') {
        throw new XmlFault(
          `The standalone document declaration value must be "yes" or "no", not "${value}".`,
        );
      }
      expected = 'end';
    } else if (expected === 'encoding') {
      throw new XmlFault('The encoding declaration is required in the text declaration.');
    } else {
      throw new XmlFault('No more pseudo attributes are allowed.');
    }
    sawSpace = cursor.skipSpaces();
  }
  demandMore(cursor);
  if (expected === 'version') throw new XmlFault('The version is required in the XML declaration.');
  if (!cursor.skip('?>')) throw new XmlFault('The XML declaration must end with "?>".');
}

function demandMore(cursor: Cursor): void {
  if (cursor.isAtEnd) throw endFault();
}

/** Here Java's parser has lost count of the lines. */
function endFault(): XmlFault {
  return new XmlFault('Premature end of file.', 'Fatal Error', { uri: 'null', line: -1 });
}

function spaceRequired(attribute: string): XmlFault {
  const where = `before the ${attribute} pseudo attribute in the XML declaration`;
  return new XmlFault(`White space is required ${where}.`);
}

function readValue(cursor: Cursor, name: string): string {
  cursor.skipSpaces();
  demandMore(cursor);
  if (!cursor.skip('=')) {
    throw new XmlFault(`The ' = ' character must follow "${name}" in the XML declaration.`);
  }
  cursor.skipSpaces();
  demandMore(cursor);
  const quote = cursor.peek();
  if (quote !== '"' && quote !== "'") {
    const message = `The value following "${name}" in the XML declaration must be a quoted string.`;
    throw new XmlFault(message);
  }
  cursor.at += 1;
  const value = cursor.upTo(quote);
  if (value === null) throw endFault();
  return value;
}

function refuseEncoding(name: string): void {
  if (!/^[A-Za-z][\w.-]*$/.test(name)) throw new XmlFault(`Invalid encoding name "${name}".`);
  // Java's reader gives up, and all that it says is the name.
  if (!isDecodable(name)) throw new XmlFault(name, null);
}
