import type { StartTag, XmlAttribute, XmlListener } from '../xml/element.ts';
import { XmlFault } from '../xml/fault.ts';
import { inJavaSetOrder } from './java-set.ts';
import { START } from './content-model.ts';
import type { ContentModel, ContentState } from './content-model.ts';
import { refuseForeignSchemas } from './schema-location.ts';
import { keyOf } from './schema-set.ts';
import type { ComplexType, ElementDeclaration, SchemaSet, SchemaType } from './schema-set.ts';
import { BUILT_IN_TYPES, resolveQName } from './simple-type.ts';
import type { ValueContext } from './simple-type.ts';

const XSI = 'http://www.w3.org/2001/XMLSchema-instance';
const XSD = 'http://www.w3.org/2001/XMLSchema';

interface OpenElement {
  readonly tag: StartTag;
  /** null: anything goes. */
  readonly type: SchemaType | null;
  state: ContentState;
  hasChild: boolean;
}

/**
 * Holds a document against a schema while it is read. The order of checks and their words are those
 * of Java's validator, of which Zeebe reports the first fault.
 * Source: XML Schema part 1; Java's XMLSchemaValidator
 */
export class SchemaValidator implements XmlListener {
  readonly #schemas: SchemaSet;
  readonly #open: OpenElement[] = [];
  readonly #ids = new Set<string>();
  readonly #references: string[] = [];

  constructor(schemas: SchemaSet) {
    this.#schemas = schemas;
  }

  open(tag: StartTag): void {
    if (this.#open.length === 0) refuseForeignSchemas(tag, this.#schemas.imported);
    const { qualifiedName } = tag;
    const key = keyOf(tag.namespace, tag.name);
    const expected = this.#stepInto(tag, key);
    const declaration = expected.declaration ?? this.#schemas.element(key);
    const typeName = xsiAttribute(tag, 'type');
    const type = this.#typeOf(tag, declaration, typeName);
    if (type === null && typeName === null) {
      if (this.#open.length === 0) {
        throw fault(`cvc-elt.1.a: Cannot find the declaration of element '${qualifiedName}'.`);
      }
      if (expected.isStrict) {
        throw fault(
          'cvc-complex-type.2.4.c: The matching wildcard is strict, but no declaration can be ' +
            `found for element '${qualifiedName}'.`,
        );
      }
    }
    if (declaration?.isAbstract === true) {
      const value = "The value of {abstract} in the element declaration for '";
      throw fault(`cvc-elt.2: ${value}${qualifiedName}' must be false.`);
    }
    if (type?.kind === 'complex' && type.isAbstract) {
      const rule = 'The type definition cannot be abstract for element';
      throw fault(`cvc-type.2: ${rule} ${qualifiedName}.`);
    }
    if (declaration !== null && xsiAttribute(tag, 'nil') !== null) {
      throw fault(
        `cvc-elt.3.1: Attribute '${XSI},nil' must not appear on element '${qualifiedName}', ` +
          `because the {nillable} property of '${qualifiedName}' is false.`,
      );
    }
    this.#checkAttributes(tag, type);
    this.#open.push({ tag, type, state: START, hasChild: false });
  }

  close(text: string | null): void {
    const open = this.#open.pop();
    if (open === undefined) return;
    const { tag, type } = open;
    if (type?.kind === 'simple') {
      if (open.hasChild) {
        const rule = 'is a simple type, so it must have no element information item [children].';
        throw fault(`cvc-type.3.1.2: Element '${tag.qualifiedName}' ${rule}`);
      }
      type.check(text ?? '', this.#contextOf(tag));
    } else if (type !== null) {
      checkContent(open, type, text);
    }
    if (this.#open.length > 0) return;
    const missing = this.#references.filter((id) => !this.#ids.has(id));
    const [dangling] = inJavaSetOrder(missing);
    if (dangling === undefined) return;
    throw fault(`cvc-id.1: There is no ID/IDREF binding for IDREF '${dangling}'.`);
  }

  /** Where the element stands in its parent's content. */
  #stepInto(tag: StartTag, key: string): Expectation {
    const parent = this.#open.at(-1);
    if (parent === undefined) return UNEXPECTED;
    parent.hasChild = true;
    if (parent.type?.kind !== 'complex') return UNEXPECTED;
    const { content } = parent.type;
    // An element that must be empty is refused when it ends.
    if (content.isEmpty) return UNEXPECTED;
    const step = content.next(parent.state, tag.namespace, key);
    if (step === null) throw misplaced(content, parent.state, tag, key);
    parent.state = step.state;
    return { declaration: step.declaration, isStrict: step.leaf.isStrict };
  }

  /** The declared type, or the one that `xsi:type` names. */
  #typeOf(
    tag: StartTag,
    declaration: ElementDeclaration | null,
    typeName: string | null,
  ): SchemaType | null {
    const declared = declaration?.type ?? null;
    if (typeName === null) return declared;
    const { namespace, name } = resolveQName(typeName, tag.namespaces);
    const builtIn = namespace === XSD ? BUILT_IN_TYPES.get(name) : undefined;
    if (namespace === XSD && name === 'anyType' && declared === null) return null;
    const type = builtIn ?? this.#schemas.type(keyOf(namespace, name));
    const { qualifiedName } = tag;
    if (type === null) {
      const what = `'${typeName}' to a type definition for element '${qualifiedName}'`;
      throw fault(`cvc-elt.4.2: Cannot resolve ${what}.`);
    }
    if (declared !== null && !derives(type, declared)) {
      throw fault(
        `cvc-elt.4.3: Type '${typeName}' is not validly derived from the type definition, ` +
          `'${declared.name}', of element '${qualifiedName}'.`,
      );
    }
    return type;
  }

  #checkAttributes(tag: StartTag, type: SchemaType | null): void {
    const context = this.#contextOf(tag);
    for (const attribute of tag.attributes) {
      if (checkXsiAttribute(attribute, context) || type === null) continue;
      if (type.kind === 'simple') throw attributeOnSimpleType(tag, attribute);
      const { namespace, name } = attribute;
      const declared = namespace === '' ? type.attributes.get(name) : undefined;
      if (declared !== undefined) {
        attribute.value = declared.type.check(attribute.value, context);
        continue;
      }
      if (type.othersExcept !== null && namespace !== '' && namespace !== type.othersExcept) {
        continue;
      }
      const place = `is not allowed to appear in element '${tag.qualifiedName}'`;
      throw fault(`cvc-complex-type.3.2.2: Attribute '${attribute.qualifiedName}' ${place}.`);
    }
    if (type?.kind !== 'complex') return;
    for (const { name, isRequired } of type.attributes.values()) {
      if (!isRequired) continue;
      if (tag.attributes.some((one) => one.name === name && one.namespace === '')) continue;
      const place = `must appear on element '${tag.qualifiedName}'`;
      throw fault(`cvc-complex-type.4: Attribute '${name}' ${place}.`);
    }
  }

  #contextOf({ namespaces }: StartTag): ValueContext {
    return { namespaces, ids: this.#ids, references: this.#references };
  }
}

interface Expectation {
  readonly declaration: ElementDeclaration | null;
  /** Whether a strict wildcard lets it in. */
  readonly isStrict: boolean;
}

const UNEXPECTED: Expectation = { declaration: null, isStrict: false };

function fault(message: string): XmlFault {
  return new XmlFault(message, 'Error');
}

function xsiAttribute(tag: StartTag, name: string): string | null {
  const found = tag.attributes.find((one) => one.namespace === XSI && one.name === name);
  return found?.value ?? null;
}

/** Checks one of the four attributes that every element may bear; says whether it is one. */
function checkXsiAttribute(attribute: XmlAttribute, context: ValueContext): boolean {
  if (attribute.namespace !== XSI) return false;
  const check = (type: string, text: string): void => {
    BUILT_IN_TYPES.get(type)?.check(text, context);
  };
  switch (attribute.name) {
    case 'type':
      check('QName', attribute.value);
      return true;
    case 'nil':
      check('boolean', attribute.value);
      return true;
    case 'schemaLocation':
      for (const uri of attribute.value.trim().split(/\s+/)) check('anyURI', uri);
      return true;
    case 'noNamespaceSchemaLocation':
      check('anyURI', attribute.value);
      return true;
    default:
      return false;
  }
}

function attributeOnSimpleType(tag: StartTag, attribute: XmlAttribute): XmlFault {
  return fault(
    `cvc-type.3.1.1: Element '${tag.qualifiedName}' is a simple type, so it cannot have ` +
      `attributes, excepting those whose namespace name is identical to '${XSI}' and whose ` +
      "[local name] is one of 'type', 'nil', 'schemaLocation' or 'noNamespaceSchemaLocation'. " +
      `However, the attribute, '${attribute.qualifiedName}' was found.`,
  );
}

function derives(type: SchemaType, from: SchemaType): boolean {
  if (type === from) return true;
  return type.kind === 'complex' && type.base !== null && derives(type.base, from);
}

function listed(expected: readonly string[]): string {
  return `'{${expected.join(', ')}}'`;
}

/** A child that doesn't fit. */
function misplaced(
  content: ContentModel,
  state: ContentState,
  tag: StartTag,
  key: string,
): XmlFault {
  const { qualifiedName } = tag;
  const started = `Invalid content was found starting with element`;
  const expected = content.expected(state);
  const excess = content.excess(state, key);
  const limit = `'${excess?.leaf.title}' can occur a maximum of '${excess?.leaf.most}' times in the current sequence. This limit was exceeded.`;
  if (expected.length === 0) {
    return excess === null
      ? fault(
          `cvc-complex-type.2.4.d: ${started} '${qualifiedName}'. No child element is expected at ` +
            'this point.',
        )
      : fault(`cvc-complex-type.2.4.f: ${limit} No child element is expected at this point.`);
  }
  if (excess !== null) {
    return fault(
      `cvc-complex-type.2.4.e: ${limit} At this point one of ${listed(expected)} is expected.`,
    );
  }
  const lack = content.countFault(state);
  if (lack !== null) {
    const missing = lack.leaf.least - lack.count;
    const tail = missing > 1 ? `'${missing}' more instances are` : 'One more instance is';
    return fault(
      `cvc-complex-type.2.4.${missing > 1 ? 'h' : 'g'}: ${started} '${qualifiedName}'. ` +
        `'${lack.leaf.title}' is expected to occur a minimum of '${lack.leaf.least}' times in ` +
        `the current sequence. ${tail} required to satisfy this constraint.`,
    );
  }
  const name = tag.namespace === '' ? tag.name : `{"${tag.namespace}":${tag.name}}`;
  return fault(
    `cvc-complex-type.2.4.a: ${started} '${name}'. One of ${listed(expected)} is expected.`,
  );
}

/** What is wrong with the content of an element that ends. */
function checkContent(open: OpenElement, type: ComplexType, text: string | null): void {
  const { content } = type;
  const { qualifiedName } = open.tag;
  if (content.isEmpty && !type.isMixed) {
    if (text === null && !open.hasChild) return;
    const rule =
      "must have no character or element information item [children], because the type's content " +
      'type is empty.';
    throw fault(`cvc-complex-type.2.1: Element '${qualifiedName}' ${rule}`);
  }
  if (!type.isMixed && text !== null && text.trim() !== '') {
    const rule =
      "cannot have character [children], because the type's content type is element-only.";
    throw fault(`cvc-complex-type.2.3: Element '${qualifiedName}' ${rule}`);
  }
  if (content.canEnd(open.state)) return;
  const incomplete = `The content of element '${qualifiedName}' is not complete.`;
  const lack = content.countFault(open.state);
  if (lack !== null) {
    const missing = lack.leaf.least - lack.count;
    const tail = missing > 1 ? `'${missing}' more instances are` : 'One more instance is';
    throw fault(
      `cvc-complex-type.2.4.${missing > 1 ? 'j' : 'i'}: ${incomplete} '${lack.leaf.title}' is ` +
        `expected to occur a minimum of '${lack.leaf.least}' times. ${tail} required to satisfy ` +
        'this constraint.',
    );
  }
  const expected = listed(content.expected(open.state));
  throw fault(`cvc-complex-type.2.4.b: ${incomplete} One of ${expected} is expected.`);
}
