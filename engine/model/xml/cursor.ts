import { XmlFault } from './fault.ts';
import { NAME } from './name.ts';

/** What XML doesn't allow as a character; of surrogates, those without their other half. */
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff\ud800-\udfff]/u;

/** The text that ends where the document does, or breaks off at a byte that can't be read. */
export const EARLY_END = 'XML document structures must start and end within the same entity.';

/** A place in the text of a document that moves forward. */
export class Cursor {
  readonly text: string;
  at = 0;
  /** The fault that lies behind the text's end: bytes that aren't of the encoding. */
  readonly #endFault: string | null;
  #line = 1;
  #countedTo = 0;

  constructor(text: string, endFault: string | null) {
    this.text = text;
    this.#endFault = endFault;
  }

  /** The line of the place that was reached, from 1. */
  get line(): number {
    for (;;) {
      const next = this.text.indexOf('\n', this.#countedTo);
      if (next === -1 || next >= this.at) return this.#line;
      this.#line += 1;
      this.#countedTo = next + 1;
    }
  }

  get isAtEnd(): boolean {
    return this.at >= this.text.length;
  }

  /** The character here, `''` at the end. */
  peek(): string {
    return this.text[this.at] ?? '';
  }

  /** Goes past the word when it stands here. */
  skip(word: string): boolean {
    if (!this.text.startsWith(word, this.at)) return false;
    this.at += word.length;
    return true;
  }

  /** Goes past white space, and says whether there was any. */
  skipSpaces(): boolean {
    const from = this.at;
    while (this.at < this.text.length && isSpace(this.text.charCodeAt(this.at))) this.at += 1;
    return this.at > from;
  }

  /** Goes past a name, `''` when none stands here. */
  name(): string {
    NAME.lastIndex = this.at;
    const found = NAME.exec(this.text)?.[0] ?? '';
    this.at += found.length;
    return found;
  }

  /**
   * Goes past the next occurrence of the word and gives what lies before; null: it doesn't occur,
   * and the cursor is at the end.
   */
  upTo(word: string): string | null {
    const from = this.at;
    const end = this.text.indexOf(word, from);
    this.at = end === -1 ? this.text.length : end + word.length;
    return end === -1 ? null : this.text.slice(from, end);
  }

  /** Throws when there is nothing left, naming what is missing. */
  demandMore(message = EARLY_END): void {
    if (this.isAtEnd) throw this.endFault(message);
  }

  /** What to say at the end of the text: unreadable bytes go before all else. */
  endFault(message = EARLY_END): XmlFault {
    return new XmlFault(this.#endFault ?? message);
  }

  /** Throws at the first forbidden character of a part of the text that begins at `from`. */
  refuseForbidden(part: string, from: number, word: (hex: string) => string): void {
    const found = FORBIDDEN.exec(part);
    if (found === null) return;
    this.at = from + found.index;
    throw new XmlFault(word((part.codePointAt(found.index) ?? 0).toString(16)));
  }
}

function isSpace(code: number): boolean {
  return code === 32 || code === 10 || code === 9 || code === 13;
}
