import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';

const HEADER_BYTES = 24;
const META_MAGIC = 0xbeefc0de;
const BRANCH = 0x01;
const LEAF = 0x02;
const OVERFLOW = 0x04;
const FIXED_LEAF = 0x20;
/** Of a node in a leaf: its value lies on pages of its own; it is the root of another tree. */
const BIG_VALUE = 0x01;
const TREE = 0x02;
/** Where a tree's description has its root, and how long it is. */
const ROOT_AT = 40;
const TREE_BYTES = 48;
const NO_PAGE = 0xffff_ffff_ffff_ffffn;
/** Pages read before a look at the clock. */
const PAGES_PER_LOOK = 64;

/** The state that the file's newest meta page describes. */
interface Meta {
  readonly pageBytes: number;
  readonly transaction: bigint;
  readonly roots: readonly bigint[];
}

/**
 * Looks at the pages of lmdb's file before lmdb does: lmdb maps the file and believes it, so a file
 * that was cut short or garbled ends the process without a word. From the roots down, for at most
 * `budgetMs`; what is not reached in that time is not checked. Null when nothing is wrong, else
 * what is, in one line. A value's own bytes are the business of its checksum.
 * Source: layout of `MDB_page`, `MDB_node`, `MDB_meta` in lmdb's `mdb.c`.
 */
export function checkPages(path: string, budgetMs: number): string | null {
  if (!existsSync(path)) return null;
  const file = openSync(path, 'r');
  try {
    if (fstatSync(file).size === 0) return null;
    const flaw = new PageWalk(file).run(performance.now() + budgetMs);
    return flaw === null ? null : `The file ${path} is damaged: ${flaw}. Restore a backup.`;
  } finally {
    closeSync(file);
  }
}

class PageWalk {
  private readonly file: number;
  private readonly bytes: number;
  private page = Buffer.alloc(4096);

  constructor(file: number) {
    this.file = file;
    this.bytes = fstatSync(file).size;
  }

  run(deadline: number): string | null {
    const meta = this.newestMeta();
    if (meta === null) return 'its first pages are not those of a database';
    this.page = Buffer.alloc(meta.pageBytes);
    let level = meta.roots.filter((root) => root !== NO_PAGE);
    let seen = 0;
    while (level.length > 0) {
      const below: bigint[] = [];
      for (const page of level) {
        if (++seen % PAGES_PER_LOOK === 0 && performance.now() > deadline) return null;
        const flaw = this.look(page, below);
        if (flaw !== null) return `page ${page} ${flaw}`;
      }
      level = below;
    }
    return null;
  }

  private newestMeta(): Meta | null {
    const first = this.metaAt(0);
    const second = this.metaAt(first?.pageBytes ?? 4096);
    // lmdb reads the page size from the first one whichever is newer.
    if (first === null || second === null) return null;
    return second.transaction > first.transaction ? second : first;
  }

  private metaAt(at: number): Meta | null {
    if (readSync(this.file, this.page, 0, 4096, at) < 4096) return null;
    if (this.page.readUInt32LE(HEADER_BYTES) !== META_MAGIC) return null;
    const trees = HEADER_BYTES + 24;
    const pageBytes = this.page.readUInt32LE(trees);
    if (pageBytes < 512 || pageBytes > 65_536) return null;
    return {
      pageBytes,
      roots: [0, 1].map((tree) => this.page.readBigUInt64LE(trees + tree * TREE_BYTES + ROOT_AT)),
      transaction: this.page.readBigUInt64LE(trees + 2 * TREE_BYTES + 8),
    };
  }

  /** Reads a page and adds those below it; answers what is wrong with it. */
  private look(number: bigint, below: bigint[]): string | null {
    const { page } = this;
    const at = number * BigInt(page.length);
    if (at + BigInt(page.length) > BigInt(this.bytes))
      return 'lies behind the end: it was cut short';
    readSync(this.file, page, 0, page.length, Number(at));
    if (page.readBigUInt64LE(0) !== number) return 'is another page';
    const flags = page.readUInt16LE(18);
    if ((flags & OVERFLOW) !== 0) {
      const end = at + BigInt(page.readUInt32LE(20)) * BigInt(page.length);
      return end > BigInt(this.bytes) ? 'goes on behind the end: it was cut short' : null;
    }
    if ((flags & (BRANCH | LEAF)) === 0) return 'is of no kind';
    if ((flags & FIXED_LEAF) !== 0) return null;
    const [lower, upper] = [page.readUInt16LE(20), page.readUInt16LE(22)];
    if (lower > upper || upper > page.length - HEADER_BYTES) return 'has no sound bounds';
    for (let slot = 0; slot < lower; slot += 2) {
      const node = page.readUInt16LE(HEADER_BYTES + slot) + HEADER_BYTES;
      if (node < upper + HEADER_BYTES || node + 8 > page.length) return 'has an entry outside';
      const flaw = (flags & BRANCH) !== 0 ? this.branch(node, below) : this.leaf(node, below);
      if (flaw !== null) return flaw;
    }
    return null;
  }

  private branch(node: number, below: bigint[]): null {
    const { page } = this;
    below.push(BigInt(page.readUInt32LE(node)) | (BigInt(page.readUInt16LE(node + 4)) << 32n));
    return null;
  }

  private leaf(node: number, below: bigint[]): string | null {
    const { page } = this;
    const flags = page.readUInt16LE(node + 4);
    const value = node + 8 + page.readUInt16LE(node + 6);
    const isBig = (flags & BIG_VALUE) !== 0;
    const bytes = isBig ? 8 : page.readUInt32LE(node);
    if (value + bytes > page.length) return 'has a value that does not end in it';
    if (isBig) below.push(page.readBigUInt64LE(value));
    else if ((flags & TREE) !== 0 && bytes >= TREE_BYTES) {
      const root = page.readBigUInt64LE(value + ROOT_AT);
      if (root !== NO_PAGE) below.push(root);
    }
    return null;
  }
}
