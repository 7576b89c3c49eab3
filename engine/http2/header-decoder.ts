import { DynamicTable } from './dynamic-table.ts';
import { headerField, type HeaderField } from './header-field.ts';
import { decodeHuffman } from './huffman.ts';
import { ConnectionFault, ERROR } from './protocol.ts';
import { STATIC_TABLE } from './static-table.ts';

/** What a sender's table may hold: the size that counts when nothing else is said. */
const TABLE_BYTES = 4_096;
const MAX_INTEGER = 2 ** 28;
/** Texts whose code is remembered: `:path` is sent in full each time. */
const MAX_REMEMBERED = 256;
const MAX_REMEMBERED_BYTES = 128;
const NOTHING = Buffer.alloc(0);

/**
 * Reads header blocks of one connection, in the order in which they came.
 * Source: RFC 7541, HPACK.
 */
export class HeaderDecoder {
  private readonly table = new DynamicTable(TABLE_BYTES);
  private readonly remembered = new Map<string, string>();
  private bytes: Buffer = NOTHING;
  private at = 0;
  private end = 0;

  /** Changes whenever the same block may mean something else. */
  get version(): number {
    return this.table.version;
  }

  /**
   * Gives the fields of a block one after the other.
   * @throws ConnectionFault for what is no header block; the connection cannot go on then.
   */
  decode(bytes: Buffer, start: number, end: number, take: (field: HeaderField) => void): void {
    this.bytes = bytes;
    this.at = start;
    this.end = end;
    this.readSizes();
    while (this.at < end) {
      const first = bytes[this.at]!;
      if (first >= 128) take(this.field(this.integer(7)));
      else if (first >= 64) {
        const field = this.literal(6);
        this.table.add(field);
        take(field);
      } else if (first >= 32) throw fault('a table size inside a block');
      else take(this.literal(4));
    }
    this.bytes = NOTHING;
  }

  /** Changes of the table's size stand in front of the fields. */
  private readSizes(): void {
    while (this.at < this.end && (this.bytes[this.at]! & 0xe0) === 0x20) {
      const maxBytes = this.integer(5);
      if (maxBytes > TABLE_BYTES) throw fault('a larger table than allowed');
      this.table.resize(maxBytes);
    }
  }

  private literal(prefixBits: number): HeaderField {
    const index = this.integer(prefixBits);
    const name = index === 0 ? this.text() : this.field(index).name;
    return headerField(name, this.text());
  }

  private field(index: number): HeaderField {
    const known = STATIC_TABLE.length;
    const field = index <= known ? STATIC_TABLE[index - 1] : this.table.at(index - known - 1);
    if (field === undefined) throw fault('no such index');
    return field;
  }

  private integer(prefixBits: number): number {
    const most = (1 << prefixBits) - 1;
    let value = this.byte() & most;
    if (value < most) return value;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.byte();
      value += (byte & 127) * factor;
      if (value > MAX_INTEGER || factor > MAX_INTEGER) throw fault('too large a number');
      if (byte < 128) return value;
    }
  }

  private byte(): number {
    if (this.at >= this.end) throw fault('a block that breaks off');
    return this.bytes[this.at++]!;
  }

  private text(): string {
    const isCoded = this.at < this.end && this.bytes[this.at]! >= 128;
    const length = this.integer(7);
    const start = this.at;
    if (start + length > this.end) throw fault('a block that breaks off');
    this.at = start + length;
    if (!isCoded) return this.bytes.toString('latin1', start, this.at);
    if (length > MAX_REMEMBERED_BYTES) return decodeHuffman(this.bytes, start, this.at);
    const code = this.bytes.toString('latin1', start, this.at);
    let text = this.remembered.get(code);
    if (text === undefined) {
      text = decodeHuffman(this.bytes, start, this.at);
      if (this.remembered.size >= MAX_REMEMBERED) this.remembered.clear();
      this.remembered.set(code, text);
    }
    return text;
  }
}

function fault(text: string): ConnectionFault {
  return new ConnectionFault(ERROR.COMPRESSION_ERROR, text);
}
