import { expect } from 'chai';
import { HeaderDecoder } from '../../../engine/http2/header-decoder.ts';
import { headerBlock } from '../../../engine/http2/header-encoder.ts';

const bytesOf = (hex: string): Buffer => Buffer.from(hex.replaceAll(/\s/g, ''), 'hex');

function read(decoder: HeaderDecoder, block: Buffer): string[] {
  const lines: string[] = [];
  decoder.decode(block, 0, block.length, ({ name, value }) => lines.push(`${name}: ${value}`));
  return lines;
}

const FIRST = [':method: GET', ':scheme: http', ':path: /', ':authority: www.example.com'];
const SECOND = [...FIRST, 'cache-control: no-cache'];
const THIRD = [
  ':method: GET',
  ':scheme: https',
  ':path: /index.html',
  ':authority: www.example.com',
  'custom-key: custom-value',
];

/** Source: RFC 7541, Appendix C. */
describe('header blocks', () => {
  const single: readonly [name: string, hex: string, lines: string[]][] = [
    [
      'C.2.1',
      '400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572',
      ['custom-key: custom-header'],
    ],
    ['C.2.2', '040c 2f73 616d 706c 652f 7061 7468', [':path: /sample/path']],
    ['C.2.3', '1008 7061 7373 776f 7264 0673 6563 7265 74', ['password: secret']],
    ['C.2.4', '82', [':method: GET']],
  ];
  for (const [name, hex, lines] of single) {
    it(`are read as in ${name}`, () => {
      expect(read(new HeaderDecoder(), bytesOf(hex))).to.deep.equal(lines);
    });
  }

  it('remember what they say, as in C.3', () => {
    const decoder = new HeaderDecoder();
    const first = bytesOf('8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d');
    const second = bytesOf('8286 84be 5808 6e6f 2d63 6163 6865');
    const third = bytesOf(
      '8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65',
    );
    expect(read(decoder, first)).to.deep.equal(FIRST);
    expect(read(decoder, second)).to.deep.equal(SECOND);
    expect(read(decoder, third)).to.deep.equal(THIRD);
  });

  it('do so in Huffman code too, as in C.4', () => {
    const decoder = new HeaderDecoder();
    const first = bytesOf('8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff');
    const second = bytesOf('8286 84be 5886 a8eb 1064 9cbf');
    const third = bytesOf('8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf');
    expect(read(decoder, first)).to.deep.equal(FIRST);
    expect(read(decoder, second)).to.deep.equal(SECOND);
    expect(read(decoder, third)).to.deep.equal(THIRD);
  });

  it('forget the oldest when the table is full, as in C.5', () => {
    const decoder = new HeaderDecoder();
    const first = bytesOf(
      `3fe101 4803 3330 3258 0770 7269 7661 7465 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133
       2032 303a 3133 3a32 3120 474d 546e 1768 7474 7073 3a2f 2f77 7777 2e65 7861 6d70 6c65
       2e63 6f6d`,
    );
    const lines = [
      'cache-control: private',
      'date: Mon, 21 Oct 2013 20:13:21 GMT',
      'location: https://www.example.com',
    ];
    expect(read(decoder, first)).to.deep.equal([':status: 302', ...lines]);
    expect(read(decoder, bytesOf('4803 3330 37c1 c0bf'))).to.deep.equal([':status: 307', ...lines]);
    expect(() => read(decoder, bytesOf('c2'))).to.throw('no such index');
  });

  const faults: readonly [what: string, hex: string][] = [
    ['index 0', '80'],
    ['an index that nobody has given', 'be'],
    ['a text that breaks off', '400a 6375'],
    ['a number without end', 'ffff ffff ffff ffff ff'],
    ['a larger table than allowed', '3fff ff03'],
    ['a table size behind a field', '8220'],
  ];
  for (const [what, hex] of faults) {
    it(`refuse ${what}`, () => {
      expect(() => read(new HeaderDecoder(), bytesOf(hex))).to.throw();
    });
  }

  it('are written so that they are read as they were', () => {
    const fields = [
      [':status', '200'],
      ['content-type', 'application/grpc'],
      ['grpc-message', 'x'.repeat(300)],
      ['location', ''],
    ] as const;
    const lines = fields.map(([name, value]) => `${name}: ${value}`);
    expect(read(new HeaderDecoder(), headerBlock(fields))).to.deep.equal(lines);
  });
});
