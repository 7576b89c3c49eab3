const slots = 4096;
const longest = 64;
const known: (string | undefined)[] = new Array<string | undefined>(slots);

/**
 * Reads names of elements. The same few hundred names come in every document, so each is made into
 * a text once and found again by its bytes. `stop` is where the name read last ends: its zero byte.
 */
class NameReader {
  stop = 0;

  /** The name at an offset. Throws RangeError when it does not end. */
  read(b: Buffer, at: number): string {
    let hash = 0x811c9dc5;
    let i = at;
    for (let c = b[i]; c !== 0; c = b[++i]) {
      if (c === undefined) throw new RangeError('Invalid BSON: a name does not end');
      hash = Math.imul(hash ^ c, 0x01000193);
    }
    this.stop = i;
    const slot = (hash ^ (hash >>> 15)) & (slots - 1);
    const found = known[slot];
    if (found !== undefined && isText(found, b, at, i)) return found;
    const text = b.toString('utf8', at, i);
    // Longer in bytes than in characters: not ASCII, and not to be told from the text alone.
    if (text.length === i - at && text.length <= longest) known[slot] = text;
    return text;
  }
}

function isText(text: string, b: Buffer, at: number, stop: number): boolean {
  if (text.length !== stop - at) return false;
  for (let k = 0; k < text.length; k++) if (text.charCodeAt(k) !== b[at + k]) return false;
  return true;
}

/** The reader of the thread. */
export const names: NameReader = new NameReader();
