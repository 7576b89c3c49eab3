/** An element of a document that was read. */
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
  /**
   * Attributes without namespace by name; others as `{uri}name`. Empty ones are left out: to
   * Zeebe's model they are missing. Source: camunda-xml-model, DomElementImpl.java
   */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: XmlElement[];
  /** The text of this element and everything in it. */
  readonly text: string;
}

/** An attribute as it stands in a start tag. */
export interface XmlAttribute {
  readonly qualifiedName: string;
  readonly prefix: string;
  readonly name: string;
  /** The namespace's URI, `''` when there is none. */
  readonly namespace: string;
  /** A schema may normalize it. */
  value: string;
}

/** A start tag whose prefixes are resolved. */
export interface StartTag {
  readonly qualifiedName: string;
  readonly name: string;
  readonly namespace: string;
  /** All but declarations of namespaces, in the tag's order. */
  readonly attributes: readonly XmlAttribute[];
  /** What prefixes mean here; `''` is the default namespace. */
  readonly namespaces: ReadonlyMap<string, string>;
}

/** Looks at a document while it is read; throws an `XmlFault` at what it doesn't allow. */
export interface XmlListener {
  open(tag: StartTag): void;
  /** `text`: what stands directly in the element; null when there is nothing, not even space. */
  close(text: string | null): void;
}

/** An element while it is read. */
export class ReadElement implements XmlElement {
  readonly name: string;
  readonly qualifiedName: string;
  readonly line: number;
  readonly namespace: string;
  readonly parent: XmlElement | null;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: XmlElement[] = [];
  /** Texts and children in the document's order. */
  readonly #content: (string | XmlElement)[] = [];

  constructor(tag: StartTag, line: number, parent: XmlElement | null) {
    this.name = tag.name;
    this.qualifiedName = tag.qualifiedName;
    this.line = line;
    this.namespace = tag.namespace;
    this.parent = parent;
    this.attributes = new Map(
      tag.attributes
        .filter(({ value }) => value !== '')
        .map(({ namespace, name, value }) => [
          namespace === '' ? name : `{${namespace}}${name}`,
          value,
        ]),
    );
  }

  get text(): string {
    return this.#content.map((part) => (typeof part === 'string' ? part : part.text)).join('');
  }

  /** What stands directly in it; null: nothing. */
  get ownText(): string | null {
    const texts = this.#content.filter((part) => typeof part === 'string');
    return texts.length === 0 ? null : texts.join('');
  }

  addText(text: string): void {
    if (text !== '') this.#content.push(text);
  }

  addChild(child: XmlElement): void {
    this.children.push(child);
    this.#content.push(child);
  }
}
