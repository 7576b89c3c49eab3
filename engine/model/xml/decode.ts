import { isUtf8 } from 'node:buffer';

/** The text of a file; `endFault` tells why it breaks off before the file's end. */
export interface DecodedText {
  readonly text: string;
  readonly endFault: string | null;
}

/**
 * Decodes an XML file: by its byte order mark, else by its declaration, else as UTF-8. Line ends
 * become `\n`. Bytes that aren't of the encoding end the text; what lies before is kept, since a
 * fault in there is reported first.
 * Source: XML 1.0, appendix F
 */
export function decodeXml(bytes: Uint8Array): DecodedText {
  const [encoding, markLength] = detect(bytes);
  const body = bytes.subarray(markLength);
  const decoded = encoding === 'utf-8' ? decodeUtf8(body) : decodeAs(encoding, body);
  const text = decoded.text.includes('\r') ? decoded.text.replace(/\r\n?/g, '\n') : decoded.text;
  return { ...decoded, text };
}

function detect(bytes: Uint8Array): [encoding: string, markLength: number] {
  const [a, b, c, d] = bytes;
  if (a === 0xfe && b === 0xff) return ['utf-16be', 2];
  if (a === 0xff && b === 0xfe) return ['utf-16le', 2];
  if (a === 0xef && b === 0xbb && c === 0xbf) return ['utf-8', 3];
  if (a === 0 && b === 0x3c && c === 0 && d === 0x3f) return ['utf-16be', 0];
  if (a === 0x3c && b === 0 && c === 0x3f && d === 0) return ['utf-16le', 0];
  return [declaredEncoding(bytes) ?? 'utf-8', 0];
}

const DECLARATION = /^<\?xml\s+version\s*=\s*["'][^"']*["']\s+encoding\s*=\s*["']([\w.:-]+)["']/;

function declaredEncoding(bytes: Uint8Array): string | null {
  const start = Buffer.from(bytes.subarray(0, 200)).toString('latin1');
  const name = DECLARATION.exec(start)?.[1]?.toLowerCase();
  if (name === undefined || name.startsWith('utf-8') || name.startsWith('utf-16')) return null;
  if (name === 'iso-8859-1' || name === 'latin1') return 'latin1';
  return isDecodable(name) ? name : null;
}

/** Whether text of this encoding can be read. */
export function isDecodable(name: string): boolean {
  try {
    new TextDecoder(name);
    return true;
  } catch {
    return false;
  }
}

function decodeAs(encoding: string, bytes: Uint8Array): DecodedText {
  if (encoding === 'latin1') return { text: Buffer.from(bytes).toString('latin1'), endFault: null };
  return { text: new TextDecoder(encoding).decode(bytes), endFault: null };
}

function decodeUtf8(bytes: Uint8Array): DecodedText {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (isUtf8(buffer)) return { text: buffer.toString('utf8'), endFault: null };
  const { at, fault } = firstBadByte(buffer);
  return { text: buffer.toString('utf8', 0, at), endFault: fault };
}

interface BadByte {
  readonly at: number;
  readonly fault: string;
}

/** Source: Java's UTF8Reader, which names the byte's place in its sequence. */
function firstBadByte(bytes: Buffer): BadByte {
  let at = 0;
  while (at < bytes.length) {
    const first = bytes[at] ?? 0;
    const length = sequenceLength(first);
    if (length === 0) return { at, fault: 'Invalid byte 1 of 1-byte UTF-8 sequence.' };
    for (let i = 1; i < length; i += 1) {
      const next = bytes[at + i];
      const place = `byte ${i + 1} of ${length}-byte UTF-8 sequence.`;
      if (next === undefined) return { at, fault: `Expected ${place}` };
      if ((next & 0xc0) !== 0x80) return { at, fault: `Invalid ${place}` };
      const isSurrogate = length === 3 && i === 1 && first === 0xed && next >= 0xa0;
      const isOverlong = length === 3 && i === 1 && first === 0xe0 && next < 0xa0;
      if (isSurrogate || isOverlong) return { at, fault: `Invalid ${place}` };
    }
    at += length;
  }
  return { at, fault: 'Invalid byte 1 of 1-byte UTF-8 sequence.' };
}

function sequenceLength(first: number): number {
  if (first < 0x80) return 1;
  if ((first & 0xe0) === 0xc0 && (first & 0x1e) !== 0) return 2;
  if ((first & 0xf0) === 0xe0) return 3;
  return (first & 0xf8) === 0xf0 ? 4 : 0;
}
