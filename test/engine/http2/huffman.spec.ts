import { expect } from 'chai';
import { decodeHuffman } from '../../../engine/http2/huffman.ts';

const decode = (hex: string): string => {
  const bytes = Buffer.from(hex.replaceAll(' ', ''), 'hex');
  return decodeHuffman(bytes, 0, bytes.length);
};

describe('the Huffman code of headers', () => {
  const texts: readonly [hex: string, text: string][] = [
    ['f1e3 c2e5 f23a 6ba0 ab90 f4ff', 'www.example.com'],
    ['a8eb 1064 9cbf', 'no-cache'],
    ['25a8 49e9 5ba9 7d7f', 'custom-key'],
    ['25a8 49e9 5bb8 e8b4 bf', 'custom-value'],
    ['6402', '302'],
    ['d07a be94 1054 d444 a820 0595 040b 8166 e082 a62d 1bff', 'Mon, 21 Oct 2013 20:13:21 GMT'],
    ['9d29 ad17 1863 c78f 0b97 c8e9 ae82 ae43 d3', 'https://www.example.com'],
    ['', ''],
  ];
  for (const [hex, text] of texts) {
    it(`reads ${text === '' ? 'nothing' : text}`, () => expect(decode(hex)).to.equal(text));
  }

  const faults: readonly [what: string, hex: string][] = [
    ['the end of a text inside it', 'ffff ffff'],
    ['padding of zeros', '18'],
    ['padding of more than seven bits', 'a8eb 1064 9cbf ff'],
  ];
  for (const [what, hex] of faults) {
    it(`refuses ${what}`, () => expect(() => decode(hex)).to.throw('no Huffman code'));
  }
});
