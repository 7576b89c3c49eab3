/**
 * A few names of fields, to be told from the many of a document: by length first, so that most
 * names are not read at all.
 */
export class Wanted {
  readonly size: number;
  readonly #byLength: (readonly { name: string; bytes: Buffer }[] | undefined)[] = [];

  constructor(names: ReadonlySet<string>) {
    this.size = names.size;
    for (const name of names) {
      const bytes = Buffer.from(name);
      this.#byLength[bytes.length] = [...(this.#byLength[bytes.length] ?? []), { name, bytes }];
    }
  }

  /** The wanted name that stands from `from` to `stop`; undefined when it is another. */
  nameAt(b: Buffer, from: number, stop: number): string | undefined {
    const candidates = this.#byLength[stop - from];
    if (candidates === undefined) return undefined;
    for (const { name, bytes } of candidates) if (isAt(bytes, b, from)) return name;
    return undefined;
  }
}

function isAt(bytes: Buffer, b: Buffer, from: number): boolean {
  for (let i = 0; i < bytes.length; i++) if (bytes[i] !== b[from + i]) return false;
  return true;
}

const known = new WeakMap<ReadonlySet<string>, Wanted>();

/** The names of a set that does not change any more; prepared once. */
export function wantedOf(names: ReadonlySet<string>): Wanted {
  let wanted = known.get(names);
  if (!wanted) known.set(names, (wanted = new Wanted(names)));
  return wanted;
}
