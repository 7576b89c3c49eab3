import { codeText, PREDEFINED } from './java-char-class.ts';
import { PatternCursor, PatternFault } from './java-pattern-cursor.ts';

const MAX_EXPANDED = 1000;

/** Reads Java's bracketed classes. Source: `java.util.regex.Pattern` (clazz, range) */
export class ClassReader extends PatternCursor {
  /** After `[`: a class up to its `]`, nested ones and intersections included. */
  protected charClass(): string {
    const isNegated = this.accept('^');
    const operands: string[] = [];
    let items = '';
    let isFirst = true;
    for (;;) {
      const char = this.peek();
      if (char === undefined) throw new PatternFault('unclosed class');
      if (char === ']' && !isFirst) {
        this.at += 1;
        break;
      }
      if (this.accept('&&')) {
        while (this.accept('&')) continue;
        if (items !== '') operands.push(items);
        items = '';
      } else items += this.classItem(char);
      isFirst = false;
    }
    if (items !== '') operands.push(items);
    if (operands.length === 0) throw new PatternFault('bad class');
    const body =
      operands.length === 1 ? (operands[0] ?? '') : operands.map((o) => `[${o}]`).join('&&');
    return `[${isNegated ? '^' : ''}${body}]`;
  }

  private classItem(char: string): string {
    this.at += 1;
    if (char === '[') return this.charClass();
    if (char === '\\') {
      const escaped = this.next();
      const predefined = PREDEFINED[escaped.toLowerCase()];
      if (predefined !== undefined && /[dDsSwWhHvV]/.test(escaped)) {
        return escaped === escaped.toLowerCase() ? predefined : `[^${predefined}]`;
      }
      if (escaped === 'p') return this.property();
      if (escaped === 'P') return `[^${this.property()}]`;
      if (/[1-9]/.test(escaped)) throw new PatternFault('illegal escape');
      return this.rangeFrom(this.escapedCode(escaped));
    }
    return this.rangeFrom(char.codePointAt(0) ?? 0);
  }

  private rangeFrom(from: number): string {
    const after = this.text[this.at + 1];
    if (this.peek() !== '-' || after === undefined || after === ']' || after === '[') {
      return this.variants(from).map(codeText).join('');
    }
    this.at += 1;
    const char = this.next();
    const to = char === '\\' ? this.escapedCode(this.next()) : (char.codePointAt(0) ?? 0);
    if (to < from) throw new PatternFault('illegal range');
    const plain = `${codeText(from)}-${codeText(to)}`;
    if (!this.flags.i || to - from > MAX_EXPANDED) return plain;
    const codes = Array.from({ length: to - from + 1 }, (_, i) => from + i);
    const others = codes.flatMap((code) => this.variants(code).slice(1));
    return plain + others.map(codeText).join('');
  }
}
