import { isUtf8 } from 'node:buffer';

/** The id that a form's JSON holds; null: none. */
export type FormIdResult =
  | { readonly ok: true; readonly id: string | null }
  /** `cause`: what is wrong with the id itself, in Jackson's words; null: no more is known. */
  | { readonly ok: false; readonly cause: string | null }
  | { readonly ok: false; readonly isNull: true };

const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.+-])/y;
const LITERAL = /(?:true|false|null)(?!\w)/y;
const SPACES = /[ \t\r\n]*/y;

/**
 * Reads a form's id as Jackson does for Zeebe: JSON of any Unicode encoding; of several ids the
 * last one; numbers and truth values as they are written; what follows the object isn't looked at.
 * Failures: no JSON object; an id that is a list or an object; the document `null`.
 * Source: FormResourceTransformer.java; measured with Jackson 2.17
 */
export function readFormId(bytes: Uint8Array): FormIdResult {
  const text = decodeJson(bytes);
  if (text.includes('\ufffd') && !isUtf8(bytes)) return { ok: false, cause: null };
  if (/^[ \t\r\n]*null(?!\w)/.test(text)) return { ok: false, isNull: true };
  const reader = new FormReader(text);
  try {
    return { ok: true, id: reader.idOfObject() };
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    return { ok: false, cause: error.inId ? error.message : null };
  }
}

function decodeJson(bytes: Uint8Array): string {
  const [a, b, c, d] = bytes;
  if (a === 0xfe && b === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  if (a === 0xff && b === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (a === 0 && b === 0 && c === 0) return decodeUtf32(bytes);
  if (a === 0 && b !== 0) return new TextDecoder('utf-16be').decode(bytes);
  if (b === 0 && a !== 0 && d === 0) return new TextDecoder('utf-16le').decode(bytes);
  return new TextDecoder().decode(bytes);
}

/** Big-endian, as files in this rare encoding are. */
function decodeUtf32(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let text = '';
  for (let at = 0; at + 4 <= bytes.length; at += 4) {
    const code = view.getUint32(at);
    text += code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
  }
  return text;
}

class JsonFault extends Error {
  readonly inId: boolean;

  constructor(message: string, inId = false) {
    super(message);
    this.inId = inId;
  }
}

class FormReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  idOfObject(): string | null {
    this.#spaces();
    if (!this.#skip('{')) throw new JsonFault('no object');
    let id: string | null = null;
    this.#members('}', () => {
      const name = this.#name();
      if (name === 'id') id = this.#id();
      else this.#value();
    });
    return id;
  }

  /** Members up to the closing bracket, separated by commas. */
  #members(end: string, member: () => void): void {
    this.#spaces();
    if (this.#skip(end)) return;
    for (;;) {
      this.#spaces();
      member();
      this.#spaces();
      if (this.#skip(end)) return;
      if (!this.#skip(',')) throw new JsonFault('no comma');
    }
  }

  #name(): string {
    const name = this.#take(STRING);
    this.#spaces();
    if (name === null || !this.#skip(':')) throw new JsonFault('no name');
    this.#spaces();
    return String(JSON.parse(name));
  }

  #id(): string | null {
    if (this.#text[this.#at] === '"') {
      const string = this.#take(STRING);
      if (string === null) throw this.#faultInString();
      return String(JSON.parse(string));
    }
    const scalar = this.#take(LITERAL) ?? this.#take(NUMBER);
    if (scalar === null) throw new JsonFault('no scalar');
    return scalar === 'null' ? null : scalar;
  }

  #value(): void {
    if (this.#skip('{')) {
      return this.#members('}', () => {
        this.#name();
        this.#value();
      });
    }
    if (this.#skip('[')) return this.#members(']', () => this.#value());
    if ((this.#take(STRING) ?? this.#take(LITERAL) ?? this.#take(NUMBER)) === null) {
      throw new JsonFault('no value');
    }
  }

  /** Why the string that begins here can't be read. */
  #faultInString(): JsonFault {
    const good = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*/y;
    const end = this.#at + (this.#take(good)?.length ?? 0);
    const found = this.#text[end];
    if (found === undefined) return this.#locate('Unexpected end-of-input in VALUE_STRING', end);
    if (found !== '\\') {
      const what = `Illegal unquoted character ((CTRL-CHAR, code ${found.charCodeAt(0)}))`;
      const rule = 'has to be escaped using backslash to be included in string value';
      return this.#locate(`${what}: ${rule}`, end);
    }
    const escaped = this.#text[end + 1] ?? '';
    const what = `Unrecognized character escape '${escaped}' (code ${escaped.charCodeAt(0)})`;
    return this.#locate(what, end + 1);
  }

  #locate(message: string, at: number): JsonFault {
    const lines = this.#text.slice(0, at).split('\n');
    const column = Buffer.byteLength(lines.at(-1) ?? '') + 1;
    const source = 'REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled)';
    const place = `[Source: ${source}; line: ${lines.length}, column: ${column}]`;
    return new JsonFault(`${message}\n at ${place}`, true);
  }

  #take(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? null;
    this.#at += found?.length ?? 0;
    return found;
  }

  #skip(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  #spaces(): void {
    this.#take(SPACES);
  }
}
