/**
 * A small strict XML reader. Deploying is synchronous, part of processing a command, which the
 * promise-based readers can't be; and validation names elements as they stand in the document.
 */
export interface XmlElement {
  /** The name without prefix. */
  readonly name: string;
  /** The name as written. */
  readonly qualifiedName: string;
  /** The line of its start tag's end, from 1. */
  readonly line: number;
  /** The namespace's URI, `''` when there is none. */
  readonly namespace: string;
  readonly parent: XmlElement | null;
  /** Attributes without namespace by name; others as `{uri}name`. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: XmlElement[];
  /** The text of this element and everything in it. */
  text: string;
}

export type XmlResult =
  | { readonly ok: true; readonly root: XmlElement }
  | {
      readonly ok: false;
      readonly message: string;
      readonly line: number;
      /** What was read before the fault; null when it is in front of the first element. */
      readonly root: XmlElement | null;
    };

const ENTITIES: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
};

class XmlFault extends Error {}

/** Reads a document. Failures: text that isn't well-formed; document types are refused. */
export function parseXml(source: string): XmlResult {
  const reader = new XmlReader(source);
  try {
    return { ok: true, root: reader.read() };
  } catch (error) {
    if (!(error instanceof XmlFault)) throw error;
    return { ok: false, message: error.message, line: reader.line, root: reader.root };
  }
}

interface OpenElement {
  readonly element: XmlElement;
  readonly qualifiedName: string;
  readonly namespaces: ReadonlyMap<string, string>;
  readonly texts: string[];
}

class XmlReader {
  readonly #source: string;
  #at = 0;
  #open: OpenElement[] = [];
  #root: XmlElement | null = null;
  #line = 1;
  #lineCountedTo = 0;

  constructor(source: string) {
    this.#source = source.startsWith('\uFEFF') ? source.slice(1) : source;
  }

  get root(): XmlElement | null {
    return this.#root;
  }

  /** The line that was reached, from 1. */
  get line(): number {
    for (; this.#lineCountedTo < this.#at; this.#lineCountedTo += 1) {
      if (this.#source[this.#lineCountedTo] === '\n') this.#line += 1;
    }
    return this.#line;
  }

  read(): XmlElement {
    while (this.#at < this.#source.length) {
      const next = this.#source.indexOf('<', this.#at);
      this.#text(this.#source.slice(this.#at, next === -1 ? undefined : next));
      if (next === -1) break;
      this.#at = next;
      this.#markup();
    }
    const unclosed = this.#open.at(-1);
    if (unclosed !== undefined) {
      const message = 'XML document structures must start and end within the same entity.';
      throw new XmlFault(message);
    }
    if (this.#root === null) throw new XmlFault('Premature end of file.');
    return this.#root;
  }

  #text(text: string): void {
    const open = this.#open.at(-1);
    if (open !== undefined) {
      open.texts.push(this.#decode(text));
    } else if (text.trim() !== '') {
      const where = this.#root === null ? 'prolog' : 'trailing section';
      throw new XmlFault(`Content is not allowed in ${where}.`);
    }
  }

  #markup(): void {
    const source = this.#source;
    if (source.startsWith('<!--', this.#at)) {
      this.#skipTo('-->');
    } else if (source.startsWith('<![CDATA[', this.#at)) {
      const start = this.#at + 9;
      this.#skipTo(']]>');
      this.#open.at(-1)?.texts.push(source.slice(start, this.#at - 3));
    } else if (source.startsWith('<?', this.#at)) {
      this.#skipTo('?>');
    } else if (source.startsWith('<!DOCTYPE', this.#at)) {
      const feature = 'http://apache.org/xml/features/disallow-doctype-decl';
      const message = `DOCTYPE is disallowed when the feature "${feature}" set to true.`;
      throw new XmlFault(message);
    } else if (source.startsWith('</', this.#at)) {
      this.#endTag();
    } else {
      this.#startTag();
    }
  }

  #skipTo(end: string): void {
    const at = this.#source.indexOf(end, this.#at);
    if (at === -1) throw new XmlFault('XML document structures must start and end together.');
    this.#at = at + end.length;
  }

  #endTag(): void {
    const end = this.#source.indexOf('>', this.#at);
    const name = this.#source.slice(this.#at + 2, end).trim();
    const open = this.#open.pop();
    if (open === undefined || open.qualifiedName !== name) {
      const expected = open?.qualifiedName ?? name;
      const message = `The element type "${expected}" must be terminated by the matching end-tag`;
      throw new XmlFault(`${message} "</${expected}>".`);
    }
    this.#at = end + 1;
    this.#close(open);
  }

  #close(open: OpenElement): void {
    open.element.text = open.texts.join('');
    this.#open.at(-1)?.texts.push(open.element.text);
  }

  #startTag(): void {
    const tag = /<([^\s<>\/=]+)((?:\s+[^\s=<>\/]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/y;
    tag.lastIndex = this.#at;
    const match = tag.exec(this.#source);
    if (match === null) {
      throw new XmlFault('The content of elements must consist of well-formed character data.');
    }
    this.#at = tag.lastIndex;
    const [, qualifiedName = '', attributeText = '', slash = ''] = match;
    const open = this.#element(qualifiedName, attributeText);
    const parent = this.#open.at(-1)?.element;
    if (parent === undefined) {
      if (this.#root !== null) {
        throw new XmlFault('The markup in the document following the root must be well-formed.');
      }
      this.#root = open.element;
    } else {
      parent.children.push(open.element);
    }
    if (slash === '/') this.#close(open);
    else this.#open.push(open);
  }

  #element(qualifiedName: string, attributeText: string): OpenElement {
    const outer = this.#open.at(-1);
    const raw = new Map<string, string>();
    for (const [, key = '', double, single] of attributeText.matchAll(
      /([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g,
    )) {
      if (raw.has(key)) {
        const place = `for element "${qualifiedName}"`;
        throw new XmlFault(`Attribute "${key}" was already specified ${place}.`);
      }
      raw.set(key, this.#decode((double ?? single ?? '').replace(/[\t\r\n]/g, ' ')));
    }
    const namespaces = withDeclared(outer?.namespaces ?? new Map(), raw);
    const [prefix, name] = splitName(qualifiedName);
    const element: XmlElement = {
      name,
      qualifiedName,
      line: this.line,
      namespace: this.#namespaceOf(prefix, namespaces, qualifiedName),
      parent: outer?.element ?? null,
      attributes: this.#attributes(raw, namespaces, qualifiedName),
      children: [],
      text: '',
    };
    return { element, qualifiedName, namespaces, texts: [] };
  }

  #attributes(
    raw: ReadonlyMap<string, string>,
    namespaces: ReadonlyMap<string, string>,
    element: string,
  ): Map<string, string> {
    const attributes = new Map<string, string>();
    for (const [key, value] of raw) {
      if (key === 'xmlns' || key.startsWith('xmlns:')) continue;
      const [prefix, name] = splitName(key);
      const uri = prefix === '' ? '' : this.#namespaceOf(prefix, namespaces, element);
      attributes.set(uri === '' ? name : `{${uri}}${name}`, value);
    }
    return attributes;
  }

  #namespaceOf(prefix: string, namespaces: ReadonlyMap<string, string>, element: string): string {
    if (prefix === 'xml') return 'http://www.w3.org/XML/1998/namespace';
    const uri = namespaces.get(prefix);
    if (uri !== undefined || prefix === '') return uri ?? '';
    throw new XmlFault(`The prefix "${prefix}" for element "${element}" is not bound.`);
  }

  #decode(text: string): string {
    if (!text.includes('&')) return text;
    return text.replace(/&(?:#x([0-9a-fA-F]+)|#(\d+)|(\w+));?/g, (whole, hex, decimal, name) => {
      if (typeof hex === 'string') return String.fromCodePoint(parseInt(hex, 16));
      if (typeof decimal === 'string') return String.fromCodePoint(Number(decimal));
      const known = ENTITIES[String(name)];
      if (known !== undefined && whole.endsWith(';')) return known;
      throw new XmlFault(`The entity "${String(name)}" was referenced, but not declared.`);
    });
  }
}

function withDeclared(
  outer: ReadonlyMap<string, string>,
  attributes: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  let namespaces: Map<string, string> | null = null;
  for (const [key, value] of attributes) {
    if (key !== 'xmlns' && !key.startsWith('xmlns:')) continue;
    namespaces ??= new Map(outer);
    namespaces.set(key === 'xmlns' ? '' : key.slice(6), value);
  }
  return namespaces ?? outer;
}

function splitName(qualifiedName: string): [prefix: string, name: string] {
  const colon = qualifiedName.indexOf(':');
  return colon === -1
    ? ['', qualifiedName]
    : [qualifiedName.slice(0, colon), qualifiedName.slice(colon + 1)];
}
