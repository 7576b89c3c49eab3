import { caseVariants, codeText, propertyClass } from './java-char-class.ts';

/** Why Java refuses a pattern; thrown inside of these files only. */
export class PatternFault extends Error {}

/** The flags that hold at a place of a pattern. */
export interface Flags {
  readonly i: boolean;
  readonly m: boolean;
  readonly s: boolean;
  readonly x: boolean;
  readonly u: boolean;
  readonly d: boolean;
}

const CONTROL_ESCAPES: Readonly<Record<string, number>> = {
  a: 7,
  e: 27,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
};

/** Walks through a Java pattern's text. Source: `java.util.regex.Pattern` (peek, escape) */
export class PatternCursor {
  protected readonly text: readonly string[];
  protected at = 0;
  protected flags: Flags;

  constructor(pattern: string, flags: string) {
    this.text = [...unquoted(pattern)];
    const has = (flag: string): boolean => flags.includes(flag);
    this.flags = { i: has('i'), m: has('m'), s: has('s'), x: has('x'), u: false, d: false };
  }

  protected peek(): string | undefined {
    if (this.flags.x) this.skipComments();
    return this.text[this.at];
  }

  private skipComments(): void {
    for (;;) {
      const char = this.text[this.at];
      if (char !== undefined && ' \t\n\v\f\r'.includes(char)) this.at += 1;
      else if (char === '#') {
        while (
          this.at < this.text.length &&
          !'\n\r\u0085\u2028\u2029'.includes(this.text[this.at] ?? '')
        ) {
          this.at += 1;
        }
      } else return;
    }
  }

  protected next(): string {
    const char = this.text[this.at];
    if (char === undefined) throw new PatternFault('unexpected end');
    this.at += 1;
    return char;
  }

  protected accept(text: string): boolean {
    const chars = [...text];
    if (!chars.every((char, i) => this.text[this.at + i] === char)) return false;
    this.at += chars.length;
    return true;
  }

  protected char(code: number): string {
    const codes = this.flags.i ? caseVariants(code, this.flags.u) : [code];
    const texts = codes.map(codeText).join('');
    return codes.length === 1 ? texts : `[${texts}]`;
  }

  protected variants(code: number): number[] {
    return this.flags.i ? caseVariants(code, this.flags.u) : [code];
  }

  protected property(): string {
    let name = this.next();
    if (name === '{') {
      const close = this.text.indexOf('}', this.at);
      if (close === -1) throw new PatternFault('unclosed property');
      name = this.text.slice(this.at, close).join('');
      this.at = close + 1;
    }
    const found = propertyClass(name);
    if (found === null) throw new PatternFault('unknown property');
    return found;
  }

  protected escapedCode(char: string): number {
    const known = CONTROL_ESCAPES[char];
    if (known !== undefined) return known;
    switch (char) {
      case '0':
        return this.octal();
      case 'c':
        return (this.next().codePointAt(0) ?? 0) ^ 64;
      case 'u':
        return this.hex(4);
      case 'x':
        return this.accept('{') ? this.bracedHex() : this.hex(2);
      default:
        if (/[A-Za-z]/.test(char)) throw new PatternFault('illegal escape');
        return char.codePointAt(0) ?? 0;
    }
  }

  private octal(): number {
    const match = /^(?:[0-3][0-7]{0,2}|[4-7][0-7]?)/.exec(
      this.text.slice(this.at, this.at + 3).join(''),
    );
    if (match === null) throw new PatternFault('illegal octal');
    this.at += match[0].length;
    return parseInt(match[0], 8);
  }

  private hex(length: number): number {
    const digits = this.text.slice(this.at, this.at + length).join('');
    if (digits.length < length || !/^[0-9A-Fa-f]+$/.test(digits)) throw new PatternFault('bad hex');
    this.at += length;
    return parseInt(digits, 16);
  }

  private bracedHex(): number {
    const close = this.text.indexOf('}', this.at);
    const digits = this.text.slice(this.at, close === -1 ? this.at : close).join('');
    const code = /^[0-9A-Fa-f]+$/.test(digits) ? parseInt(digits, 16) : Infinity;
    if (code > 0x10ffff) throw new PatternFault('bad hex');
    this.at = close + 1;
    return code;
  }
}

/** Java takes quotes out before it reads: what stands in `\Q…\E` loses its meaning. */
function unquoted(pattern: string): string {
  return pattern.replace(/\\Q([^]*?)(?:\\E|$)|\\[^]/g, (found, quoted?: string) =>
    quoted === undefined ? found : quoted.replace(/[^A-Za-z0-9\s\u0080-\uffff]/g, '\\$&'),
  );
}
