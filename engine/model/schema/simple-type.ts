import { XmlFault } from '../xml/fault.ts';
import { isNcName } from '../xml/name.ts';
import { isAnyUri } from './any-uri.ts';
import type { ValuesText } from './notation.ts';

/** What values are checked against beside their own text. */
export interface ValueContext {
  /** What prefixes mean where the value stands. */
  readonly namespaces: ReadonlyMap<string, string>;
  readonly ids: Set<string>;
  /** Every IDREF, in the document's order. */
  readonly references: string[];
}

/** A type of text. */
export interface SimpleType {
  readonly kind: 'simple';
  readonly name: string;
  /** Gives the value normalized; throws the fault that Java's validator reports first. */
  check(text: string, context: ValueContext): string;
}

function invalid(text: string, type: string): XmlFault {
  const message = `cvc-datatype-valid.1.2.1: '${text}' is not a valid value for '${type}'.`;
  return new XmlFault(message, 'Error');
}

function collapse(text: string): string {
  return text.replace(/[ \t\n\r]+/g, ' ').replace(/^ | $/g, '');
}

/** A type whose values have white space collapsed and fit a test; `named` in the fault. */
function collapsed(
  name: string,
  fits: (text: string) => boolean,
  named = name,
): readonly [string, SimpleType] {
  const check = (text: string): string => {
    const value = collapse(text);
    if (!fits(value)) throw invalid(value, named);
    return value;
  };
  return [name, { kind: 'simple', name, check }];
}

function preserved(name: string): readonly [string, SimpleType] {
  return [name, { kind: 'simple', name, check: (text) => text }];
}

const DOUBLE = /^(?:[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|-?INF|NaN)$/;
const INTEGER = /^[+-]?\d+$/;

const QNAME: SimpleType = {
  kind: 'simple',
  name: 'QName',
  check: (text, context) => {
    resolveQName(text, context.namespaces);
    return collapse(text);
  },
};

/** The namespace and name that a qualified name means; throws when it isn't one. */
export function resolveQName(
  text: string,
  namespaces: ReadonlyMap<string, string>,
): { readonly namespace: string; readonly name: string } {
  const value = collapse(text);
  const colon = value.indexOf(':');
  const prefix = colon > 0 ? value.slice(0, colon) : '';
  const name = colon > 0 ? value.slice(colon + 1) : value;
  if ((prefix !== '' && !isNcName(prefix)) || !isNcName(name)) throw invalid(value, 'QName');
  const xml = prefix === 'xml' ? 'http://www.w3.org/XML/1998/namespace' : undefined;
  const namespace = xml ?? namespaces.get(prefix);
  if (namespace === undefined && prefix !== '') {
    const message = `Cannot resolve '${value}' as a QName: the prefix '${prefix}' is not declared.`;
    throw new XmlFault(`UndeclaredPrefix: ${message}`, 'Error');
  }
  return { namespace: namespace ?? '', name };
}

const ID: SimpleType = {
  kind: 'simple',
  name: 'ID',
  check: (text, { ids }) => {
    const id = collapse(text);
    if (!isNcName(id)) throw invalid(id, 'NCName');
    if (ids.has(id)) {
      const message = `cvc-id.2: There are multiple occurrences of ID value '${id}'.`;
      throw new XmlFault(message, 'Error');
    }
    ids.add(id);
    return id;
  },
};

const IDREF: SimpleType = {
  kind: 'simple',
  name: 'IDREF',
  check: (text, { references }) => {
    const id = collapse(text);
    if (!isNcName(id)) throw invalid(id, 'NCName');
    references.push(id);
    return id;
  },
};

const INT_MOST = 2 ** 31 - 1;

const INT: SimpleType = {
  kind: 'simple',
  name: 'int',
  check: (text) => {
    const value = collapse(text);
    if (!INTEGER.test(value)) throw invalid(value, 'integer');
    refuseBeyond(value, -INT_MOST - 1, INT_MOST, 'int');
    return value;
  },
};

function refuseBeyond(value: string, least: number, most: number, type: string): void {
  const [facet, bound] = Number(value) < least ? ['minInclusive', least] : ['maxInclusive', most];
  if (Number(value) >= least && Number(value) <= most) return;
  throw new XmlFault(
    `cvc-${facet}-valid: Value '${value}' is not facet-valid with respect to ${facet} '${bound}' ` +
      `for type '${type}'.`,
    'Error',
  );
}

/** The built-in types of XML Schema that documents use; of the rarer ones only the names. */
export const BUILT_IN_TYPES: ReadonlyMap<string, SimpleType> = new Map([
  preserved('string'),
  preserved('normalizedString'),
  preserved('anySimpleType'),
  collapsed('token', () => true),
  collapsed('boolean', (text) => /^(?:true|false|0|1)$/.test(text)),
  collapsed('integer', (text) => INTEGER.test(text)),
  collapsed('long', (text) => INTEGER.test(text), 'integer'),
  collapsed('short', (text) => INTEGER.test(text), 'integer'),
  collapsed('decimal', (text) => /^[+-]?(?:\d+\.?\d*|\.\d+)$/.test(text)),
  collapsed('double', (text) => DOUBLE.test(text)),
  collapsed('float', (text) => DOUBLE.test(text)),
  collapsed('anyURI', isAnyUri),
  collapsed('NCName', isNcName),
  preserved('date'),
  preserved('time'),
  preserved('dateTime'),
  preserved('duration'),
  preserved('base64Binary'),
  ['int', INT],
  ['QName', QNAME],
  ['ID', ID],
  ['IDREF', IDREF],
]);

/** A type of listed values, or of a range. */
export function simpleTypeOf(text: ValuesText): SimpleType {
  const { name, values, range } = text;
  const union = text.union === null ? null : BUILT_IN_TYPES.get(text.union);
  const check: SimpleType['check'] = (value, context) => {
    if (range !== null) {
      const number = INT.check(value, context);
      refuseBeyond(number, range[0], range[1], name);
      return number;
    }
    if (union === null) {
      if (values.includes(value)) return value;
      throw new XmlFault(
        `cvc-enumeration-valid: Value '${value}' is not facet-valid with respect to enumeration ` +
          `'[${values.join(', ')}]'. It must be a value from the enumeration.`,
        'Error',
      );
    }
    const plain = collapse(value);
    if (values.includes(plain) || isAnyUri(plain)) return plain;
    const message = `'${value}' is not a valid value of union type '${name}'.`;
    throw new XmlFault(`cvc-datatype-valid.1.2.3: ${message}`, 'Error');
  };
  return { kind: 'simple', name, check };
}
