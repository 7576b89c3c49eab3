import type { ElementDeclaration } from './schema-set.ts';

/** What may stand at a place of a content model. */
export interface ContentLeaf {
  /** The elements that fit, by `{namespace}name`; null: a wildcard. */
  readonly fits: ReadonlyMap<string, ElementDeclaration> | null;
  /** Of a wildcard: the namespace that it excludes (with no namespace at all); null: takes all. */
  readonly except: string | null;
  readonly isStrict: boolean;
  /** As faults name it. */
  readonly title: string;
  readonly least: number;
  readonly most: number;
}

/** A regular expression over leaves; a leaf carries its own occurrence. */
export type ContentTree =
  | { readonly kind: 'leaf'; readonly leaf: ContentLeaf }
  | {
      readonly kind: 'sequence' | 'choice';
      readonly parts: readonly ContentTree[];
      readonly isOptional: boolean;
    };

/** Where an element stands in its content: after which leaf, and how often that came in a row. */
export interface ContentState {
  /** -1: before the first. */
  readonly position: number;
  readonly count: number;
}

export const START: ContentState = { position: -1, count: 0 };

/** An element that fits: which leaf it takes, and the declaration when it isn't a wildcard's. */
export interface ContentStep {
  readonly state: ContentState;
  readonly leaf: ContentLeaf;
  readonly declaration: ElementDeclaration | null;
}

/** Why the content can't go on or end here: a leaf came too often or not often enough. */
export interface CountFault {
  readonly leaf: ContentLeaf;
  readonly count: number;
}

/**
 * What children an element may have, in which order: an automaton whose states are the places of
 * the expression. Schemas are deterministic, so that the next element's name tells the next place.
 */
export class ContentModel {
  readonly #leaves: ContentLeaf[] = [];
  readonly #follow: Set<number>[] = [];
  readonly #first: readonly number[];
  readonly #last: ReadonlySet<number>;
  readonly #isNullable: boolean;

  constructor(tree: ContentTree) {
    const { first, last, isNullable } = this.#add(tree);
    this.#first = [...first];
    this.#last = new Set(last);
    this.#isNullable = isNullable;
  }

  /** Whether nothing can be in it. */
  get isEmpty(): boolean {
    return this.#leaves.length === 0;
  }

  /** The step that a child takes; null: it doesn't fit. */
  next(state: ContentState, namespace: string, key: string): ContentStep | null {
    for (const position of this.#reachable(state)) {
      const leaf = this.#leaf(position);
      const declaration = leaf.fits?.get(key) ?? null;
      const fits =
        leaf.fits === null
          ? leaf.except === null || (namespace !== leaf.except && namespace !== '')
          : declaration !== null;
      if (!fits) continue;
      const count = position === state.position ? state.count + 1 : 1;
      return { state: { position, count }, leaf, declaration };
    }
    return null;
  }

  /** What could stand next, as faults list it. */
  expected(state: ContentState): string[] {
    return [...new Set(this.#reachable(state).map((position) => this.#leaf(position).title))];
  }

  canEnd(state: ContentState): boolean {
    if (state.position === -1) return this.#isNullable;
    return this.#last.has(state.position) && this.countFault(state) === null;
  }

  /** The counted leaf that we are at when it came less often than it must; null otherwise. */
  countFault({ position, count }: ContentState): CountFault | null {
    if (position === -1) return null;
    const leaf = this.#leaf(position);
    return isCounted(leaf) && count < leaf.least ? { leaf, count } : null;
  }

  /** The counted leaf that the child would repeat beyond its limit; null otherwise. */
  excess({ position, count }: ContentState, key: string): CountFault | null {
    if (position === -1) return null;
    const leaf = this.#leaf(position);
    const repeats = leaf.fits?.has(key) === true;
    return isCounted(leaf) && repeats && count >= leaf.most ? { leaf, count } : null;
  }

  #leaf(position: number): ContentLeaf {
    const leaf = this.#leaves[position];
    if (leaf === undefined) throw new Error(`No place ${position} in a content model`);
    return leaf;
  }

  /** The places one step ahead, counted leaves considered. */
  #reachable(state: ContentState): number[] {
    const { position, count } = state;
    if (position === -1) return [...this.#first];
    const leaf = this.#leaf(position);
    return [...(this.#follow[position] ?? [])]
      .filter((next) => {
        if (!isCounted(leaf)) return true;
        return next === position ? count < leaf.most : count >= leaf.least;
      })
      .sort((a, b) => a - b);
  }

  #add(tree: ContentTree): Ends {
    if (tree.kind === 'leaf') return this.#addLeaf(tree.leaf);
    const parts = tree.parts.map((part) => this.#add(part));
    const ends = tree.kind === 'choice' ? alternatives(parts) : this.#inSequence(parts);
    return tree.isOptional ? { ...ends, isNullable: true } : ends;
  }

  #addLeaf(leaf: ContentLeaf): Ends {
    const position = this.#leaves.push(leaf) - 1;
    this.#follow.push(new Set(leaf.most > 1 ? [position] : []));
    return { first: [position], last: [position], isNullable: leaf.least === 0 };
  }

  #inSequence(parts: readonly Ends[]): Ends {
    let ends: Ends = { first: [], last: [], isNullable: true };
    for (const part of parts) {
      for (const last of ends.last) {
        for (const first of part.first) this.#follow[last]?.add(first);
      }
      ends = {
        first: ends.isNullable ? [...ends.first, ...part.first] : ends.first,
        last: part.isNullable ? [...ends.last, ...part.last] : part.last,
        isNullable: ends.isNullable && part.isNullable,
      };
    }
    return ends;
  }
}

interface Ends {
  readonly first: readonly number[];
  readonly last: readonly number[];
  readonly isNullable: boolean;
}

function alternatives(parts: readonly Ends[]): Ends {
  return {
    first: parts.flatMap((part) => part.first),
    last: parts.flatMap((part) => part.last),
    isNullable: parts.some((part) => part.isNullable),
  };
}

/** Whether the leaf's occurrences must be counted: `?`, `*`, `+` need no counting. */
function isCounted({ least, most }: ContentLeaf): boolean {
  return least > 1 || (most > 1 && most !== Infinity);
}
