/**
 * The notation that our schema tables are written in:
 *
 *     type tTask : tActivity abstract mixed
 *       = documentation* incoming=QName* (a | b?) waypoint=dc:Point{2,} <other>*
 *       @ id:ID name:string sourceRef!:IDREF *
 *     values tProcessType = None | Public | Private
 *     values tImplementation : anyURI = ##unspecified | ##WebService
 *     range rgb = 0 255
 *     elements < flowElement = task=tTask gateway!
 *
 * `=` is the content: a name means the global element, `name=type` a local one, `<any>` and
 * `<other>` wildcards (lax; with `!` strict). `@` are the attributes, `!` marks required ones, `*`
 * allows those of other namespaces. Elements have type `t` + name unless they say another; `!`
 * marks abstract ones; `<` names the head of their substitution group. Lines that are further
 * indented continue the line above.
 */
export interface SchemaText {
  readonly namespace: string;
  /** Namespaces of the prefixes used in the text. */
  readonly prefixes: Readonly<Record<string, string>>;
  readonly text: string;
}

/** How often something may occur; `most` is Infinity when there is no limit. */
export interface Occurrence {
  readonly least: number;
  readonly most: number;
}

export type Particle = ParticleLeaf | ParticleGroup;

export interface ParticleLeaf extends Occurrence {
  readonly kind: 'element' | 'wildcard';
  /** An element's name, or `any`, `other`, `other!`. */
  readonly name: string;
  /** The type of a local element; null: the name is that of a global one. */
  readonly type: string | null;
}

export interface ParticleGroup extends Occurrence {
  readonly kind: 'sequence' | 'choice';
  readonly parts: readonly Particle[];
}

export interface TypeText {
  readonly name: string;
  readonly base: string | null;
  readonly isAbstract: boolean;
  readonly isMixed: boolean;
  readonly content: Particle | null;
  readonly attributes: readonly AttributeText[];
  /** Whether attributes of other namespaces are allowed. */
  readonly takesOthers: boolean;
}

export interface AttributeText {
  readonly name: string;
  readonly type: string;
  readonly isRequired: boolean;
}

export interface ValuesText {
  readonly name: string;
  /** A further type whose values are allowed; null: none. */
  readonly union: string | null;
  readonly values: readonly string[];
  /** Set for a range of integers. */
  readonly range: readonly [least: number, most: number] | null;
}

export interface ElementText {
  readonly name: string;
  readonly type: string;
  readonly head: string | null;
  readonly isAbstract: boolean;
}

export interface SchemaDeclarations {
  readonly types: readonly TypeText[];
  readonly values: readonly ValuesText[];
  readonly elements: readonly ElementText[];
}

/** Reads a table. What is declared again replaces what was there, so that versions can differ. */
export function readNotation(text: string): SchemaDeclarations {
  const types = new Map<string, TypeText>();
  const values = new Map<string, ValuesText>();
  const elements = new Map<string, ElementText>();
  const lines = joinLines(text);
  for (let i = 0; i < lines.length; i += 1) {
    const line = lines[i] ?? '';
    const [keyword = ''] = line.split(' ', 1);
    const rest = line.slice(keyword.length).trim();
    if (keyword === 'type') {
      const details: string[] = [];
      while (/^[=@]/.test(lines[i + 1] ?? '')) details.push(lines[(i += 1)] ?? '');
      const type = readType(rest, details);
      types.set(type.name, type);
    } else if (keyword === 'values' || keyword === 'range') {
      const read = keyword === 'values' ? readValues(rest) : readRange(rest);
      values.set(read.name, read);
    } else if (keyword === 'elements') {
      for (const element of readElements(rest)) elements.set(element.name, element);
    } else {
      throw new Error(`A schema line that means nothing: ${line}`);
    }
  }
  return {
    types: [...types.values()],
    values: [...values.values()],
    elements: [...elements.values()],
  };
}

/** The lines without indentation, continuations joined. */
function joinLines(text: string): string[] {
  const joined: string[] = [];
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    if (line.startsWith('    ')) joined.push(`${joined.pop() ?? ''} ${line.trim()}`);
    else joined.push(line.trim());
  }
  return joined;
}

function readType(header: string, details: readonly string[]): TypeText {
  const [name = '', ...words] = header.split(/\s+/);
  const base = words[0] === ':' ? (words[1] ?? null) : null;
  const content = details.find((line) => line.startsWith('='))?.slice(1) ?? null;
  const attributes =
    details
      .find((line) => line.startsWith('@'))
      ?.slice(1)
      .trim() ?? '';
  const words2 = attributes === '' ? [] : attributes.split(/\s+/);
  return {
    name,
    base,
    isAbstract: words.includes('abstract'),
    isMixed: words.includes('mixed'),
    content: content === null ? null : readContent(content),
    attributes: words2.filter((word) => word !== '*').map(readAttribute),
    takesOthers: words2.includes('*'),
  };
}

function readAttribute(word: string): AttributeText {
  const [name = '', ...type] = word.split(':');
  return {
    name: name.replace('!', ''),
    type: type.join(':'),
    isRequired: name.endsWith('!'),
  };
}

const TOKEN = /([()|])|(<\w+!?>|[\w:]+(?:=[\w:]+)?)|(\{\d+,\d*\}|[?*+])/g;

function readContent(text: string): Particle {
  const tokens = [...text.matchAll(TOKEN)].map(([token]) => token);
  let at = 0;
  const occurrence = (): Occurrence => {
    const token = tokens[at] ?? '';
    const bounds = /^\{(\d+),(\d*)\}$/.exec(token);
    if (!/^[?*+]$/.test(token) && bounds === null) return { least: 1, most: 1 };
    at += 1;
    if (bounds !== null) {
      const [, least = '', most = ''] = bounds;
      return { least: Number(least), most: most === '' ? Infinity : Number(most) };
    }
    return { least: token === '+' ? 1 : 0, most: token === '?' ? 1 : Infinity };
  };
  const leaf = (token: string): Particle => {
    const times = occurrence();
    if (token.startsWith('<')) {
      return { kind: 'wildcard', name: token.slice(1, -1), type: null, ...times };
    }
    const [name = '', type = null] = token.split('=');
    return { kind: 'element', name, type, ...times };
  };
  const group = (end: string | undefined): Particle => {
    const choices: Particle[][] = [[]];
    while (at < tokens.length && tokens[at] !== end) {
      const token = tokens[at] ?? '';
      at += 1;
      if (token === '|') choices.push([]);
      else choices.at(-1)?.push(token === '(' ? group(')') : leaf(token));
    }
    at += 1;
    const times = end === undefined ? { least: 1, most: 1 } : occurrence();
    const sequences = choices.map((parts): Particle => ({
      kind: 'sequence',
      parts,
      least: 1,
      most: 1,
    }));
    if (sequences.length === 1) return { kind: 'sequence', parts: choices[0] ?? [], ...times };
    return { kind: 'choice', parts: sequences, ...times };
  };
  return group(undefined);
}

function readValues(text: string): ValuesText {
  const [header = '', list = ''] = text.split(/\s=\s/);
  const [name = '', , union = null] = header.split(/\s+/);
  return { name, union, values: list.split(/\s*\|\s*/), range: null };
}

function readRange(text: string): ValuesText {
  const [name = '', , least, most] = text.split(/\s+/);
  return { name, union: null, values: [], range: [Number(least), Number(most)] };
}

function readElements(text: string): ElementText[] {
  const [header = '', list = ''] = text.startsWith('=') ? ['', text.slice(1)] : text.split(/\s=\s/);
  const head = header.startsWith('<') ? header.slice(1).trim() : null;
  return list
    .trim()
    .split(/\s+/)
    .map((word) => {
      const [name = '', type] = word.replace('!', '').split('=');
      const usual = `t${name.charAt(0).toUpperCase()}${name.slice(1)}`;
      return { name, type: type ?? usual, head, isAbstract: word.endsWith('!') };
    });
}
