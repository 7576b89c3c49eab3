import { ContentModel } from './content-model.ts';
import type { ContentLeaf, ContentTree } from './content-model.ts';
import { readNotation } from './notation.ts';
import type { ElementText, Particle, SchemaText, TypeText } from './notation.ts';
import type { ImportedSchema } from './schema-location.ts';
import { BUILT_IN_TYPES, simpleTypeOf } from './simple-type.ts';
import type { SimpleType } from './simple-type.ts';

export interface AttributeDeclaration {
  readonly name: string;
  readonly type: SimpleType;
  readonly isRequired: boolean;
}

/** A type of elements with attributes and children. */
export interface ComplexType {
  readonly kind: 'complex';
  readonly name: string;
  readonly base: ComplexType | null;
  readonly isAbstract: boolean;
  readonly isMixed: boolean;
  readonly content: ContentModel;
  /** Its own attributes first, then inherited ones. */
  readonly attributes: ReadonlyMap<string, AttributeDeclaration>;
  /** Attributes of other namespaces than this one are allowed; null: none are. */
  readonly othersExcept: string | null;
}

export type SchemaType = SimpleType | ComplexType;

export interface ElementDeclaration {
  readonly name: string;
  readonly isAbstract: boolean;
  readonly type: SchemaType;
}

/** `{namespace}name` */
export function keyOf(namespace: string, name: string): string {
  return `{${namespace}}${name}`;
}

interface Scope {
  readonly namespace: string;
  readonly prefixes: Readonly<Record<string, string>>;
}

interface Declared<T> {
  readonly text: T;
  readonly scope: Scope;
}

/** Schemas that belong together, put together as far as documents need them. */
export class SchemaSet {
  /** What the schemas import of one another. */
  readonly imported: readonly ImportedSchema[];
  readonly #elementTexts = new Map<string, Declared<ElementText>>();
  readonly #typeTexts = new Map<string, Declared<TypeText>>();
  readonly #types = new Map<string, SchemaType>();
  readonly #elements = new Map<string, ElementDeclaration>();
  /** Who may stand for a head of a substitution group, directly. */
  readonly #substitutes = new Map<string, string[]>();

  constructor(schemas: readonly SchemaText[], imported: readonly ImportedSchema[]) {
    this.imported = imported;
    for (const { namespace, prefixes, text } of schemas) {
      const scope = { namespace, prefixes };
      const { types, values, elements } = readNotation(text);
      for (const one of types)
        this.#typeTexts.set(keyOf(namespace, one.name), { text: one, scope });
      for (const one of values) this.#types.set(keyOf(namespace, one.name), simpleTypeOf(one));
      for (const one of elements) this.#addElement(one, scope);
    }
  }

  #addElement(text: ElementText, scope: Scope): void {
    const key = keyOf(scope.namespace, text.name);
    this.#elementTexts.set(key, { text, scope });
    if (text.head === null) return;
    const head = nameIn(text.head, scope);
    const known = this.#substitutes.get(head);
    if (known === undefined) this.#substitutes.set(head, [key]);
    else known.push(key);
  }

  /** The global element of this key. */
  element(key: string): ElementDeclaration | null {
    const known = this.#elements.get(key);
    if (known !== undefined) return known;
    const declared = this.#elementTexts.get(key);
    if (declared === undefined) return null;
    const { text, scope } = declared;
    const declaration = declare(text.name, text.isAbstract, () =>
      this.#typeNamed(text.type, scope),
    );
    this.#elements.set(key, declaration);
    return declaration;
  }

  /** The type of this key, for `xsi:type`. */
  type(key: string): SchemaType | null {
    const known = this.#types.get(key);
    if (known !== undefined) return known;
    const declared = this.#typeTexts.get(key);
    if (declared === undefined) return null;
    const type = this.#complexType(declared);
    this.#types.set(key, type);
    return type;
  }

  #typeNamed(name: string, scope: Scope): SchemaType {
    const type = this.type(nameIn(name, scope)) ?? BUILT_IN_TYPES.get(name);
    if (type === undefined) throw new Error(`No such type in the schema: ${name}`);
    return type;
  }

  #complexType({ text, scope }: Declared<TypeText>): ComplexType {
    const base = text.base === null ? null : this.#typeNamed(text.base, scope);
    if (base?.kind === 'simple') throw new Error(`${text.name} extends a simple type`);
    const own = text.attributes.map((attribute): [string, AttributeDeclaration] => {
      const type = this.#typeNamed(attribute.type, scope);
      if (type.kind === 'complex') throw new Error(`${attribute.name} is of a complex type`);
      return [attribute.name, { name: attribute.name, type, isRequired: attribute.isRequired }];
    });
    const content = once(() => new ContentModel(this.#tree({ text, scope })));
    return {
      kind: 'complex',
      name: text.name,
      base,
      isAbstract: text.isAbstract,
      isMixed: text.isMixed || base?.isMixed === true,
      get content() {
        return content();
      },
      attributes: new Map([...own, ...(base?.attributes ?? [])]),
      othersExcept: text.takesOthers ? scope.namespace : (base?.othersExcept ?? null),
    };
  }

  /** The content of the bases, then its own. */
  #tree({ text, scope }: Declared<TypeText>): ContentTree {
    const parts: ContentTree[] = [];
    const base = text.base === null ? undefined : this.#typeTexts.get(nameIn(text.base, scope));
    if (base !== undefined) parts.push(this.#tree(base));
    if (text.content !== null) parts.push(this.#treeOf(text.content, scope));
    return { kind: 'sequence', parts, isOptional: false };
  }

  #treeOf(particle: Particle, scope: Scope): ContentTree {
    if ('parts' in particle) {
      const parts = particle.parts.map((part) => this.#treeOf(part, scope));
      return { kind: particle.kind, parts, isOptional: particle.least === 0 };
    }
    const { least, most } = particle;
    const times = { least, most };
    if (particle.kind === 'wildcard') return { kind: 'leaf', leaf: wildcard(particle, scope) };
    const key = nameIn(particle.name, scope);
    const title = titleOf(key);
    const plain = { except: null, isStrict: false, title, ...times };
    const { type } = particle;
    if (type === null) return { kind: 'leaf', leaf: { ...plain, fits: this.#membersOf(key) } };
    const declaration = declare(particle.name, false, () => this.#typeNamed(type, scope));
    return { kind: 'leaf', leaf: { ...plain, fits: new Map([[key, declaration]]) } };
  }

  /** The element and all that may stand for it. */
  #membersOf(key: string): Map<string, ElementDeclaration> {
    const members = new Map<string, ElementDeclaration>();
    const declaration = this.element(key);
    if (declaration !== null) members.set(key, declaration);
    for (const substitute of this.#substitutes.get(key) ?? []) {
      for (const [member, one] of this.#membersOf(substitute)) members.set(member, one);
    }
    return members;
  }
}

function declare(name: string, isAbstract: boolean, find: () => SchemaType): ElementDeclaration {
  const type = once(find);
  return {
    name,
    isAbstract,
    get type() {
      return type();
    },
  };
}

function wildcard({ name, least, most }: { name: string } & Occurs, scope: Scope): ContentLeaf {
  const except = name.startsWith('other') ? scope.namespace : null;
  const title = except === null ? 'WC[##any]' : `WC[##other:"${except}"]`;
  return { fits: null, except, isStrict: name.endsWith('!'), title, least, most };
}

interface Occurs {
  readonly least: number;
  readonly most: number;
}

/** The key of a name that may bear a prefix. */
function nameIn(name: string, { namespace, prefixes }: Scope): string {
  const [prefix = '', local] = name.split(':');
  return local === undefined ? keyOf(namespace, name) : keyOf(prefixes[prefix] ?? '', local);
}

function titleOf(key: string): string {
  const end = key.indexOf('}');
  return `"${key.slice(1, end)}":${key.slice(end + 1)}`;
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}
