import type { DocumentEntries } from './document.ts';
import { packedHeaderSize, packedSize, packedTextSize } from './packed-size.ts';

const LEAST_SLOTS = 8;
const LOAD_FACTOR = Math.fround(0.65);
/** The multiplier of Agrona's hash, twice applied. */
const MULTIPLIER = 295559667;
const NONE = -1;
/** Documents that Zeebe puts together from stored variables have a header of fixed width. */
const WIDE_HEADER = 5;

/**
 * The order in which Zeebe walks the entries of a document: it keeps them in a hash table with open
 * addressing, by their byte offsets in MessagePack. The table is used for one document after the
 * other and only grows, so the order depends on the largest document before. `indexes` and `remove`
 * speak of entries by their place in the document.
 * Source: zeebe/engine, `IndexedDocument.java`; Agrona, `Int2IntHashMap.java`; measured on 8.5.8.
 */
export class EntryTable {
  private slots: Int32Array = new Int32Array(LEAST_SLOTS).fill(NONE);
  private offsets: number[] = [];
  private size = 0;

  /** Takes the entries of a document; `isCollected`: made of stored variables. */
  load(entries: DocumentEntries, isCollected: boolean): void {
    this.slots.fill(NONE);
    this.size = 0;
    this.offsets = offsetsOf(entries, isCollected);
    for (let i = 0; i < this.offsets.length; i++) this.put(i);
  }

  /** The entries that are left, in the order in which they are walked. */
  indexes(): number[] {
    const { slots } = this;
    const { length } = slots;
    const stop = slots[length - 1] === NONE ? length : Math.max(slots.indexOf(NONE), 0);
    const found: number[] = [];
    for (let step = 1; step <= length; step++) {
      const entry = slots[(stop + length - step) % length]!;
      if (entry !== NONE) found.push(entry);
    }
    return found;
  }

  /** Takes an entry out; those behind it in its chain move up. */
  remove(entry: number): void {
    const { slots } = this;
    const last = slots.length - 1;
    let free = slots.indexOf(entry);
    slots[free] = NONE;
    this.size -= 1;
    for (let at = (free + 1) & last; slots[at] !== NONE; at = (at + 1) & last) {
      const home = this.home(slots[at]!);
      const stays = at >= free ? home > free && home <= at : home > free || home <= at;
      if (stays) continue;
      slots[free] = slots[at]!;
      slots[at] = NONE;
      free = at;
    }
  }

  private put(entry: number): void {
    this.place(entry);
    this.size += 1;
    if (this.size <= Math.trunc(Math.fround(this.slots.length * LOAD_FACTOR))) return;
    const old = this.slots;
    this.slots = new Int32Array(old.length * 2).fill(NONE);
    for (const moved of old) if (moved !== NONE) this.place(moved);
  }

  private place(entry: number): void {
    const last = this.slots.length - 1;
    let at = this.home(entry);
    while (this.slots[at] !== NONE) at = (at + 1) & last;
    this.slots[at] = entry;
  }

  private home(entry: number): number {
    const hash = mix(mix(this.offsets[entry]!));
    const spread = (hash >>> 16) ^ hash;
    return (((spread << 1) - (spread << 8)) & (this.slots.length * 2 - 1)) >> 1;
  }
}

function mix(value: number): number {
  return Math.imul((value >>> 16) ^ value, MULTIPLIER);
}

function offsetsOf({ names, values }: DocumentEntries, isCollected: boolean): number[] {
  const offsets: number[] = [];
  let at = isCollected ? WIDE_HEADER : packedHeaderSize(names.length);
  for (let i = 0; i < names.length; i++) {
    offsets.push(at);
    if (i < names.length - 1) at += packedTextSize(names[i]!) + packedSize(values[i]!);
  }
  return offsets;
}
