import { PREDEFINED } from './java-char-class.ts';
import { ClassReader } from './java-class-reader.ts';
import { PatternFault } from './java-pattern-cursor.ts';

/** A Java pattern as JavaScript's; Java's groups are named `g1`, `g2` … by their numbers. */
export interface JavaPattern {
  readonly regExp: RegExp;
  readonly groupCount: number;
  /** Numbers of the named groups. */
  readonly groupNames: ReadonlyMap<string, number>;
}

/** Compiles a Java pattern with flags of `i m s x` and others; null when Java refuses it. */
export function compileJavaPattern(pattern: string, flags: string): JavaPattern | null {
  try {
    return new JavaPatternReader(pattern, flags).read();
  } catch (error) {
    if (error instanceof PatternFault || error instanceof SyntaxError) return null;
    throw error;
  }
}

const ANY = '[^]';
const START = '(?:^)';
const END = '(?:$)';
const FINAL_END = `(?=(?:\\r\\n|(?<!\\r)\\n|[\\r\\x85\\u2028\\u2029])?${END})`;
const LINE_START = `(?:^|(?<=[\\n\\x85\\u2028\\u2029]|\\r(?!\\n))(?=${ANY}))`;
const LINE_END = `(?=[\\r\\x85\\u2028\\u2029]|(?<!\\r)\\n|${END})`;
const LINE_BREAK = '(?:\\r\\n|[\\n-\\r\\x85\\u2028\\u2029])';
const MAX_ATOMIC = 1000;

/**
 * Reads a Java pattern and writes it in JavaScript's syntax (`v` flag). What JavaScript lacks is
 * written in other words: possessive quantifiers and atomic groups by a look-ahead and a reference
 * back, flags inside of a pattern by what they mean at each place.
 * Source: `java.util.regex.Pattern` (expr, sequence, atom, clazz, group0)
 */
class JavaPatternReader extends ClassReader {
  private groupCount = 0;
  private atomicCount = 0;
  private readonly groupNames = new Map<string, number>();

  read(): JavaPattern {
    const source = this.alternatives();
    if (this.at < this.text.length) throw new PatternFault('unmatched )');
    const { groupCount, groupNames } = this;
    return { regExp: new RegExp(source, 'gv'), groupCount, groupNames };
  }

  private alternatives(): string {
    const branches = [this.sequence()];
    while (this.peek() === '|') {
      this.at += 1;
      branches.push(this.sequence());
    }
    return branches.join('|');
  }

  private sequence(): string {
    let source = '';
    for (;;) {
      const char = this.peek();
      if (char === undefined || char === '|' || char === ')') return source;
      const atom = this.atom(char);
      source += atom === null ? '' : this.quantified(atom);
    }
  }

  /** One atom; null for flags that hold from here on. */
  private atom(char: string): string | null {
    switch (char) {
      case '*':
      case '+':
      case '?':
        throw new PatternFault('dangling meta character');
      case '{':
        return '(?:)';
      case '(':
        this.at += 1;
        return this.group();
      case '[':
        this.at += 1;
        return this.charClass();
      case '.':
        this.at += 1;
        if (this.flags.s) return ANY;
        return this.flags.d ? '[^\\n]' : '[^\\n\\r\\x85\\u2028\\u2029]';
      case '^':
        this.at += 1;
        return this.flags.m ? LINE_START : START;
      case '$':
        this.at += 1;
        return this.flags.m ? LINE_END : FINAL_END;
      case '\\':
        this.at += 1;
        return this.escape();
      default:
        this.at += 1;
        return this.char(char.codePointAt(0) ?? 0);
    }
  }

  private quantified(atom: string): string {
    const char = this.peek();
    let quantifier = '';
    if (char === '*' || char === '+' || char === '?') {
      this.at += 1;
      quantifier = char;
    } else if (char === '{') {
      this.at += 1;
      quantifier = this.counts();
    } else {
      return atom;
    }
    const base = `(?:${atom})${quantifier}`;
    if (this.accept('?')) return `${base}?`;
    return this.accept('+') ? this.atomic(base) : base;
  }

  private counts(): string {
    let text = '';
    while (this.at < this.text.length && this.text[this.at] !== '}') text += this.next();
    const match = /^(\d+)(,(\d*))?$/.exec(text);
    if (match === null || !this.accept('}')) throw new PatternFault('illegal repetition');
    const [, min = '0', , max = ''] = match;
    if (max !== '' && Number(max) < Number(min)) throw new PatternFault('illegal range');
    if (Number(min) > MAX_COUNT || Number(max) > MAX_COUNT) throw new PatternFault('too large');
    return `{${text}}`;
  }

  /** Matches without giving back: found ahead, then read by a reference to what was found. */
  private atomic(source: string): string {
    this.atomicCount += 1;
    if (this.atomicCount > MAX_ATOMIC) throw new PatternFault('too many groups');
    return `(?=(?<a${this.atomicCount}>${source}))\\k<a${this.atomicCount}>`;
  }

  private group(): string | null {
    if (!this.accept('?')) return this.capturing(null);
    for (const open of ['?:', '?=', '?!', '?<=', '?<!']) {
      if (this.accept(open.slice(1))) return `(${open}${this.groupBody()})`;
    }
    if (this.accept('>')) return this.atomic(this.groupBody());
    if (this.accept('<')) return this.capturing(this.groupName());
    return this.flagGroup();
  }

  private groupName(): string {
    let name = '';
    while (/[A-Za-z0-9]/.test(this.text[this.at] ?? '')) name += this.next();
    if (!/^[A-Za-z]/.test(name) || !this.accept('>')) throw new PatternFault('bad group name');
    return name;
  }

  private capturing(name: string | null): string {
    this.groupCount += 1;
    const number = this.groupCount;
    if (name !== null) {
      if (this.groupNames.has(name)) throw new PatternFault('group name twice');
      this.groupNames.set(name, number);
    }
    return `(?<g${number}>${this.groupBody()})`;
  }

  private groupBody(): string {
    const outer = this.flags;
    const body = this.alternatives();
    this.flags = outer;
    if (!this.accept(')')) throw new PatternFault('unclosed group');
    return body;
  }

  private flagGroup(): string | null {
    const outer = this.flags;
    let isOn = true;
    for (;;) {
      const char = this.next();
      if (char === '-' && isOn) isOn = false;
      else if ('imsxud'.includes(char)) this.flags = { ...this.flags, [char]: isOn };
      else if (char === 'U' || char === 'c') continue;
      else if (char === ')') return null;
      else if (char === ':') {
        const body = this.alternatives();
        this.flags = outer;
        if (!this.accept(')')) throw new PatternFault('unclosed group');
        return `(?:${body})`;
      } else throw new PatternFault('unknown group');
    }
  }

  // --- escapes

  private escape(): string {
    const char = this.next();
    const predefined = PREDEFINED[char.toLowerCase()];
    if (predefined !== undefined && /[dDsSwWhHvV]/.test(char)) {
      return char === char.toLowerCase() ? `[${predefined}]` : `[^${predefined}]`;
    }
    switch (char) {
      case 'b':
      case 'B':
        return `\\${char}`;
      case 'A':
      case 'G':
        return START;
      case 'z':
        return END;
      case 'Z':
        return FINAL_END;
      case 'R':
        return LINE_BREAK;
      case 'X':
        return '(?:\\r\\n|\\p{RGI_Emoji}|[^]\\p{M}*)';
      case 'k': {
        if (!this.accept('<')) throw new PatternFault('bad reference');
        const number = this.groupNames.get(this.groupName());
        if (number === undefined) throw new PatternFault('unknown group');
        return `\\k<g${number}>`;
      }
      case 'p':
      case 'P':
        return `[${char === 'P' ? '^' : ''}${this.property()}]`;
      default:
        return /[1-9]/.test(char) ? this.reference(char) : this.char(this.escapedCode(char));
    }
  }

  /** A reference back: as many digits as make a group that there is. */
  private reference(first: string): string {
    let number = Number(first);
    while (/\d/.test(this.text[this.at] ?? '')) {
      const longer = number * 10 + Number(this.text[this.at]);
      if (longer > this.groupCount) break;
      number = longer;
      this.at += 1;
    }
    return number > this.groupCount ? '(?!)' : `\\k<g${number}>`;
  }
}

const MAX_COUNT = 2 ** 31 - 1;
