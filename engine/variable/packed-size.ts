/** Bytes that MessagePack takes for a text: its header and its UTF-8. */
export function packedTextSize(text: string): number {
  const bytes = Buffer.byteLength(text);
  if (bytes < 32) return 1 + bytes;
  if (bytes < 0x100) return 2 + bytes;
  return bytes < 0x10000 ? 3 + bytes : 5 + bytes;
}

/** Bytes of the header of a list of so many items, or of a map of so many entries. */
export function packedHeaderSize(count: number): number {
  if (count < 16) return 1;
  return count < 0x10000 ? 3 : 5;
}

/**
 * Bytes that MessagePack takes for a value, given as compact JSON text. Numbers with a fraction or
 * an exponent are doubles, whole ones take as few bytes as they need.
 * Source: zeebe/msgpack-core, `MsgPackWriter.java`; msgpack-java, `MessagePacker.java`.
 */
export function packedSize(json: string): number {
  return new Sizer(json).value();
}

const MAX_SAFE_DIGITS = 15;

class Sizer {
  private readonly json: string;
  private at = 0;

  constructor(json: string) {
    this.json = json;
  }

  value(): number {
    const first = this.json[this.at];
    if (first === '"') return this.text();
    if (first === '{') return this.members(() => this.text() + this.behindColon());
    if (first === '[') return this.members(() => this.value());
    if (first === 't' || first === 'n') return this.word(4);
    if (first === 'f') return this.word(5);
    return this.number();
  }

  private word(length: number): number {
    this.at += length;
    return 1;
  }

  private behindColon(): number {
    this.at += 1;
    return this.value();
  }

  private members(next: () => number): number {
    this.at += 1;
    let bytes = 0;
    let count = 0;
    while (!this.isClosing()) {
      if (count > 0) this.at += 1;
      bytes += next();
      count += 1;
    }
    this.at += 1;
    return packedHeaderSize(count) + bytes;
  }

  private isClosing(): boolean {
    const next = this.json[this.at];
    return next === '}' || next === ']' || next === undefined;
  }

  private text(): number {
    const start = this.at;
    let hasEscape = false;
    for (this.at += 1; this.json[this.at] !== '"'; this.at += 1) {
      if (this.json[this.at] !== '\\') continue;
      hasEscape = true;
      this.at += 1;
    }
    this.at += 1;
    const quoted = this.json.slice(start, this.at);
    return packedTextSize(hasEscape ? (JSON.parse(quoted) as string) : quoted.slice(1, -1));
  }

  private number(): number {
    const start = this.at;
    while (/[-+.\deE]/.test(this.json[this.at] ?? '')) this.at += 1;
    const token = this.json.slice(start, this.at);
    return /[.eE]/.test(token) ? 9 : integerSize(token);
  }
}

function integerSize(token: string): number {
  if (token.length > MAX_SAFE_DIGITS) return 9;
  const value = Number(token);
  if (value >= 0) {
    if (value < 0x80) return 1;
    if (value < 0x100) return 2;
    if (value < 0x10000) return 3;
    return value < 2 ** 32 ? 5 : 9;
  }
  if (value >= -32) return 1;
  if (value >= -0x80) return 2;
  if (value >= -0x8000) return 3;
  return value >= -(2 ** 31) ? 5 : 9;
}
