import type { Database } from 'lmdb';
import { KEY_BASE } from '../protocol/key.ts';
import type { Store } from '../state/store.ts';

/** How far the log and the keys got, and what exporters acknowledged. */
export class Meta {
  private readonly disk: Database<number, string>;
  private readonly exported = new Map<string, number>();
  private readonly unsaved = new Set<string>();

  constructor(store: Store) {
    this.disk = store.database<number, string>('meta');
  }

  /** The position of the last record; 0 when there is none. */
  get lastPosition(): number {
    return this.disk.get('last-position') ?? 0;
  }

  /** The highest key given. */
  get lastKey(): number {
    return this.disk.get('last-key') ?? KEY_BASE;
  }

  /** What an exporter acknowledged; 0 when nothing. */
  exportedBy(id: string): number {
    return this.exported.get(id) ?? this.disk.get(`exported ${id}`) ?? 0;
  }

  /** Notes what an exporter acknowledged; saved with the next commit. */
  acknowledge(id: string, position: number): void {
    this.exported.set(id, position);
    this.unsaved.add(id);
  }

  /** Whether acknowledgements wait to be saved. */
  get hasUnsaved(): boolean {
    return this.unsaved.size > 0;
  }

  /** Saves how far everything got. Only within a transaction. */
  save(lastPosition: number, lastKey: number): void {
    this.disk.putSync('last-position', lastPosition);
    this.disk.putSync('last-key', lastKey);
    this.saveAcknowledged();
  }

  /** Saves acknowledgements. Only within a transaction. */
  saveAcknowledged(): void {
    for (const id of this.unsaved) this.disk.putSync(`exported ${id}`, this.exported.get(id)!);
    this.unsaved.clear();
  }
}
