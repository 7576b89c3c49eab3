import type { Cursor } from './cursor.ts';
import { XmlFault } from './fault.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
};

/**
 * What a reference stands for; the cursor is behind its `&`. Document types are refused, so only
 * XML's own entities exist.
 */
export function readReference(cursor: Cursor): string {
  if (cursor.skip('#')) return readCharacter(cursor);
  const name = cursor.name();
  cursor.demandMore();
  if (name === '') {
    throw new XmlFault("The entity name must immediately follow the '&' in the entity reference.");
  }
  if (!cursor.skip(';')) {
    throw new XmlFault(`The reference to entity "${name}" must end with the ';' delimiter.`);
  }
  const text = Object.hasOwn(ENTITIES, name) ? ENTITIES[name] : undefined;
  if (text !== undefined) return text;
  throw new XmlFault(`The entity "${name}" was referenced, but not declared.`);
}

function readCharacter(cursor: Cursor): string {
  const isHex = cursor.skip('x');
  const digits = takeDigits(cursor, isHex ? /[0-9a-fA-F]*/y : /[0-9]*/y);
  cursor.demandMore();
  if (digits === '') {
    throw new XmlFault(
      isHex
        ? 'A hexadecimal representation must immediately follow the "&#x" in a character reference.'
        : 'A decimal representation must immediately follow the "&#" in a character reference.',
    );
  }
  if (!cursor.skip(';')) {
    throw new XmlFault("The character reference must end with the ';' delimiter.");
  }
  const code = Number.parseInt(digits, isHex ? 16 : 10);
  if (isCharacter(code)) return String.fromCodePoint(code);
  const written = isHex ? `x${digits}` : digits;
  throw new XmlFault(`Character reference "&#${written}" is an invalid XML character.`);
}

function takeDigits(cursor: Cursor, digit: RegExp): string {
  digit.lastIndex = cursor.at;
  const found = digit.exec(cursor.text)?.[0] ?? '';
  cursor.at += found.length;
  return found;
}

function isCharacter(code: number): boolean {
  if (code < 0x20) return code === 9 || code === 10 || code === 13;
  return (
    code <= 0xd7ff || (code >= 0xe000 && code <= 0xfffd) || (code >= 0x10000 && code <= 0x10ffff)
  );
}
