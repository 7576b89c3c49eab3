import type { HeaderField } from './header-field.ts';

/** Headers that belong to HTTP/1 connections. Source: RFC 9113, 8.2.2. */
const FORBIDDEN: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
]);

const PSEUDO: ReadonlySet<string> = new Set([':method', ':path', ':scheme', ':authority']);

/** The headers of a request, and whether they are in order. */
export class RequestHead {
  /** In the order in which they were sent; those that begin with a colon included. */
  readonly fields: HeaderField[] = [];
  /** False: a malformed request, to be refused as such. Source: RFC 9113, 8.1.1. */
  isWellFormed = true;
  /** More than we take; the rest is not kept. */
  isTooLarge = false;
  private sizeBytes = 0;
  private hasRegular = false;
  private readonly maxBytes: number;

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  /** Adds a field. */
  readonly take = (field: HeaderField): void => {
    this.sizeBytes += field.sizeBytes;
    if (this.sizeBytes > this.maxBytes) this.isTooLarge = true;
    if (this.isTooLarge) return;
    if (!this.isInOrder(field)) this.isWellFormed = false;
    this.fields.push(field);
  };

  /** The first value of a name, '' when there is none. */
  value(name: string): string {
    for (const field of this.fields) if (field.name === name) return field.value;
    return '';
  }

  /** Whether everything is there that a request needs. */
  get isRequest(): boolean {
    return (
      this.isWellFormed &&
      this.value(':method') !== '' &&
      this.value(':path') !== '' &&
      this.value(':scheme') !== ''
    );
  }

  /** Whether it can stand behind the body. */
  get isTrailer(): boolean {
    return this.isWellFormed && !this.fields.some(({ name }) => name.startsWith(':'));
  }

  private isInOrder({ name, value }: HeaderField): boolean {
    if (name.startsWith(':')) {
      if (this.hasRegular || !PSEUDO.has(name)) return false;
      return !this.fields.some((other) => other.name === name);
    }
    this.hasRegular = true;
    if (name === 'te') return value === 'trailers';
    return name !== '' && !/[A-Z]/.test(name) && !FORBIDDEN.has(name);
  }
}
