import type { Database } from 'lmdb';
import { KEY_BASE } from '../protocol/key.ts';
import type { Store } from '../state/store.ts';

/** How far the log and the keys got, and what exporters acknowledged. */
export class Meta {
  private readonly disk: Database<number | string, string>;
  private readonly exported = new Map<string, number>();
  private readonly metadata = new Map<string, string>();
  private readonly unsaved = new Set<string>();
  private reached: { readonly position: number; readonly key: number } | null = null;

  constructor(store: Store) {
    this.disk = store.database<number | string, string>('meta');
  }

  /** The position of the last record; 0 when there is none. */
  get lastPosition(): number {
    return this.reached?.position ?? this.number('last-position') ?? 0;
  }

  /** The highest key given. */
  get lastKey(): number {
    return this.reached?.key ?? this.number('last-key') ?? KEY_BASE;
  }

  /** What an exporter acknowledged; 0 when nothing. */
  exportedBy(id: string): number {
    return this.exported.get(id) ?? this.number(`exported ${id}`) ?? 0;
  }

  /** What an exporter said with its acknowledgement; undefined when nothing. */
  metadataOf(id: string): string | undefined {
    const saved = this.metadata.get(id) ?? this.disk.get(`metadata ${id}`);
    return typeof saved === 'string' ? saved : undefined;
  }

  /** Notes what an exporter acknowledged; saved with the next commit. */
  acknowledge(id: string, position: number, metadata?: string): void {
    this.exported.set(id, position);
    if (metadata !== undefined) this.metadata.set(id, metadata);
    this.unsaved.add(id);
  }

  /** Whether acknowledgements wait to be saved. */
  get hasUnsaved(): boolean {
    return this.unsaved.size > 0;
  }

  /** A commit became durable; saved with the next checkpoint. */
  reach(position: number, key: number): void {
    this.reached = { position, key };
  }

  /** Saves how far everything got. Only within a transaction. */
  save(): void {
    this.disk.putSync('last-position', this.lastPosition);
    this.disk.putSync('last-key', this.lastKey);
    this.saveAcknowledged();
  }

  /** Saves acknowledgements. Only within a transaction. */
  saveAcknowledged(): void {
    for (const id of this.unsaved) {
      this.disk.putSync(`exported ${id}`, this.exported.get(id) ?? 0);
      const metadata = this.metadata.get(id);
      if (metadata !== undefined) this.disk.putSync(`metadata ${id}`, metadata);
    }
    this.unsaved.clear();
  }

  private number(name: string): number | undefined {
    const saved = this.disk.get(name);
    return typeof saved === 'number' ? saved : undefined;
  }
}
