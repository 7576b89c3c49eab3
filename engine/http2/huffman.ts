import { CODE_LENGTHS } from './huffman-code.ts';
import { ConnectionFault, ERROR } from './protocol.ts';

const END_OF_TEXT = 256;
const ROOT = 0;
/** Marks an entry that ends a code; below it the bits used (4) and the byte (8). */
const LEAF = 1 << 16;

/**
 * Blocks of 256 entries, one per next byte of input: 0 is no code, a leaf is a byte, anything else
 * is the block to go on with.
 */
const table = buildTable();

/**
 * A text in HPACK's Huffman code; bytes are read as Latin-1.
 * @throws ConnectionFault for what is no code: the end of a text inside it, or padding that is not
 * the first bits of it, or longer than seven.
 * Source: RFC 7541, 5.2.
 */
export function decodeHuffman(bytes: Buffer, start: number, end: number): string {
  const out = Buffer.allocUnsafe(Math.ceil(((end - start) * 8) / 5));
  let length = 0;
  let block = ROOT;
  let held = 0;
  let heldBits = 0;
  let openBits = 0;
  for (let at = start; at < end; at++) {
    held = (held << 8) | bytes[at]!;
    heldBits += 8;
    openBits += 8;
    while (heldBits >= 8) {
      const entry = table[block + ((held >>> (heldBits - 8)) & 255)]!;
      if (entry === 0) throw noCode();
      if (entry >= LEAF) {
        out[length++] = entry & 255;
        heldBits -= (entry >>> 8) & 15;
        block = ROOT;
        openBits = heldBits;
      } else {
        heldBits -= 8;
        block = entry;
      }
    }
    held &= (1 << heldBits) - 1;
  }
  while (heldBits > 0) {
    const entry = table[block + ((held << (8 - heldBits)) & 255)]!;
    const used = (entry >>> 8) & 15;
    if (entry < LEAF || used > heldBits) break;
    out[length++] = entry & 255;
    heldBits -= used;
    held &= (1 << heldBits) - 1;
    block = ROOT;
    openBits = heldBits;
  }
  const isPadded = openBits <= 7 && held === (1 << heldBits) - 1;
  if (!isPadded) throw noCode();
  return out.toString('latin1', 0, length);
}

function noCode(): ConnectionFault {
  return new ConnectionFault(ERROR.COMPRESSION_ERROR, 'no Huffman code');
}

function buildTable(): Int32Array {
  const blocks: number[][] = [new Array<number>(256).fill(0)];
  for (const { symbol, code, bits } of codes()) {
    if (symbol === END_OF_TEXT) continue;
    let block = blocks[0]!;
    let left = bits;
    for (; left > 8; left -= 8) {
      const byte = (code >>> (left - 8)) & 255;
      if (block[byte] === 0) {
        block[byte] = blocks.length * 256;
        blocks.push(new Array<number>(256).fill(0));
      }
      block = blocks[block[byte]! / 256]!;
    }
    const first = (code << (8 - left)) & 255;
    block.fill(LEAF | (left << 8) | symbol, first, first + (1 << (8 - left)));
  }
  return Int32Array.from(blocks.flat());
}

function* codes(): Generator<{ symbol: number; code: number; bits: number }> {
  const symbols = CODE_LENGTHS.map((bits, symbol) => ({ symbol, bits }));
  symbols.sort((one, other) => one.bits - other.bits || one.symbol - other.symbol);
  let code = 0;
  let before = symbols[0]!.bits;
  for (const { symbol, bits } of symbols) {
    code <<= bits - before;
    before = bits;
    yield { symbol, code, bits };
    code += 1;
  }
}
