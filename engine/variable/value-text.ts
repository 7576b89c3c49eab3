import { Decimal, exact } from '../feel/decimal.ts';
import type { JsonValue } from '../feel/evaluate.ts';
import { compactJson, needsCare } from './compact-json.ts';

/**
 * Objects whose text says more than they can hold: a name twice, `1.0`, names that this language
 * would sort. Zeebe hands objects of a variable on as the bytes they are.
 */
const sources = new WeakMap<object, string>();
let hasSources = false;

/**
 * Reads a variable's value (compact JSON text) for FEEL. Numbers that a double cannot hold digit
 * for digit become decimals. Source: zeebe/feel, `MessagePackValueMapper.scala`.
 */
export function readValue(text: string): unknown {
  if (/^[[{]/.test(text)) {
    const value: unknown = JSON.parse(text);
    return JSON.stringify(value) === text ? value : new Reader(text).value();
  }
  return /^[-\d]/.test(text) ? readNumber(text) : (JSON.parse(text) as unknown);
}

/** A FEEL result as the JSON text of a variable. Source: `FeelToMessagePackTransformer.scala`. */
export function writeValue(value: JsonValue): string {
  if (!hasSources) {
    const text = JSON.stringify(value);
    if (!text.includes(Decimal.JSON_MARK)) return compact(text);
  }
  return write(value);
}

function compact(text: string): string {
  return needsCare(text) ? compactJson(text) : text;
}

function write(value: JsonValue): string {
  if (value === null || typeof value !== 'object') return compact(JSON.stringify(value));
  const known = sources.get(value);
  if (known !== undefined) return known;
  if ((value as unknown) instanceof Decimal) return String(value);
  if (Array.isArray(value)) {
    return `[${value.map((item) => write(item as JsonValue)).join(',')}]`;
  }
  const entries = Object.entries(value as Readonly<Record<string, JsonValue>>);
  const texts = entries.map(([name, entry]) => `${compact(JSON.stringify(name))}:${write(entry)}`);
  return `{${texts.join(',')}}`;
}

/** Digits that a double keeps in any case. */
const SURE_DIGITS = 15;

function readNumber(token: string): number | Decimal {
  const isShort = token.length <= SURE_DIGITS;
  if (isShort && /^-?(?:[1-9]\d*|0|\d+\.\d*[1-9])$/.test(token)) return Number(token) + 0;
  const match = /^(-?\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(token);
  if (match === null) return Number(token);
  const [, whole = '', fraction = '', exponent = '0'] = match;
  return exact(BigInt(whole + fraction), fraction.length - Number(exponent));
}

const SCALAR = /"(?:[^"\\]|\\.)*"|[^,\]}]+/y;

/** Reads compact JSON and notes the text of every object in it. */
class Reader {
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  value(): unknown {
    const start = this.at;
    const first = this.text[start];
    if (first === '[') {
      const items: unknown[] = [];
      this.members(() => items.push(this.value()));
      return items;
    }
    if (first !== '{') return this.scalar();
    const object: Record<string, unknown> = {};
    this.members(() => {
      const name = this.scalar() as string;
      this.at += 1;
      const value = this.value();
      Object.defineProperty(object, name, { value, enumerable: true, configurable: true });
    });
    sources.set(object, this.text.slice(start, this.at));
    hasSources = true;
    return object;
  }

  private members(read: () => void): void {
    this.at += 1;
    while (!/[\]}]/.test(this.text[this.at] ?? '}')) {
      read();
      if (this.text[this.at] === ',') this.at += 1;
    }
    this.at += 1;
  }

  private scalar(): unknown {
    SCALAR.lastIndex = this.at;
    const token = SCALAR.exec(this.text)?.[0] ?? '';
    this.at += token.length;
    return /^[-\d]/.test(token) ? readNumber(token) : (JSON.parse(token) as unknown);
  }
}
