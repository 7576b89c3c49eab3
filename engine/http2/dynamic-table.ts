import type { HeaderField } from './header-field.ts';

/**
 * The fields that a sender had us remember, newest first, within a size. Old ones fall out.
 * Source: RFC 7541, 2.3.2 and 4.
 */
export class DynamicTable {
  /** Changes whenever an index may mean something else. */
  version = 0;
  /** Oldest first; those before `oldest` have fallen out. */
  private fields: HeaderField[] = [];
  private oldest = 0;
  private sizeBytes = 0;
  private maxBytes: number;

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  /** The field at an index, 0 being the newest. */
  at(index: number): HeaderField | undefined {
    const position = this.fields.length - 1 - index;
    return position < this.oldest ? undefined : this.fields[position];
  }

  /** Remembers a field; one that is larger than the table empties it. */
  add(field: HeaderField): void {
    this.version += 1;
    this.fields.push(field);
    this.sizeBytes += field.sizeBytes;
    this.evict();
  }

  /** The sender wants less or more, within what we have allowed. */
  resize(maxBytes: number): void {
    this.version += 1;
    this.maxBytes = maxBytes;
    this.evict();
  }

  private evict(): void {
    while (this.sizeBytes > this.maxBytes) {
      this.sizeBytes -= this.fields[this.oldest]!.sizeBytes;
      this.oldest += 1;
    }
    if (this.oldest < 64 || this.oldest * 2 < this.fields.length) return;
    this.fields = this.fields.slice(this.oldest);
    this.oldest = 0;
  }
}
