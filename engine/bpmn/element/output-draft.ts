/**
 * The text of a JSON array that is being filled, item by item, in any order. Its texts are made of
 * halves of halves, so that replacing an item costs a few joins of halves: JavaScript joins long
 * texts by reference, and writes them out only when somebody reads them.
 */
export class OutputDraft {
  private readonly length: number;
  /** Node `i` joins `2i` and `2i + 1`; the items are the last level, from `this.firstItem` on. */
  private readonly nodes: string[];
  private readonly firstItem: number;
  private current: string;

  /** `array` is compact JSON text that begins with `[`. */
  constructor(array: string) {
    const items = itemsOf(array);
    this.length = items.length;
    this.firstItem = 2 ** Math.ceil(Math.log2(Math.max(items.length, 1)));
    this.nodes = new Array<string>(this.firstItem).fill('').concat(items);
    for (let at = this.firstItem - 1; at > 0; at -= 1) this.join(at);
    this.current = array;
  }

  get size(): number {
    return this.length;
  }

  /** The array's text. */
  get text(): string {
    return this.current;
  }

  /** Replaces an item by compact JSON text; `position` counts from 1. False: it is that already. */
  replace(position: number, item: string): boolean {
    let at = this.firstItem + position - 1;
    if (this.nodes[at] === item) return false;
    this.nodes[at] = item;
    for (at >>= 1; at > 0; at >>= 1) this.join(at);
    this.current = `[${this.nodes[1]}]`;
    return true;
  }

  private join(at: number): void {
    const left = this.nodes[2 * at] ?? '';
    const right = this.nodes[2 * at + 1] ?? '';
    this.nodes[at] = right === '' ? left : `${left},${right}`;
  }
}

/** The texts of the items of a compact JSON array. */
function itemsOf(array: string): string[] {
  const items: string[] = [];
  for (let start = 1; start < array.length - 1;) {
    const end = endOfValue(array, start);
    items.push(array.slice(start, end));
    start = end + 1;
  }
  return items;
}

/** The index after the JSON value that begins at `start`: its comma or closing bracket. */
function endOfValue(text: string, start: number): number {
  let depth = 0;
  for (let i = start; i < text.length; i += 1) {
    const char = text[i];
    if (char === '"') {
      i = endOfString(text, i);
    } else if (char === '[' || char === '{') {
      depth += 1;
    } else if (char === ']' || char === '}') {
      if (depth === 0) return i;
      depth -= 1;
    } else if (char === ',' && depth === 0) {
      return i;
    }
  }
  return text.length;
}

function endOfString(text: string, start: number): number {
  let i = start + 1;
  while (i < text.length && text[i] !== '"') i += text[i] === '\\' ? 2 : 1;
  return i;
}
