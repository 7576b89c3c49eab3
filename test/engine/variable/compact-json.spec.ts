import { expect } from 'chai';
import { compactJson, needsCare } from '../../../engine/variable/compact-json.ts';
import { parseDocument } from '../../../engine/variable/document.ts';

describe('the text of a document', () => {
  const rows: readonly [string, string][] = [
    ['{ "a" : 1.0 }', '{"a":1.0}'],
    ['{"a":1e3,"b":-0.0,"c":-0}', '{"a":1000.0,"b":-0.0,"c":0}'],
    ['{"a":1.25e-7,"b":1.5e10,"c":12345678.9}', '{"a":1.25E-7,"b":1.5E10,"c":1.23456789E7}'],
    ['{"a":9223372036854775807}', '{"a":9223372036854775807}'],
    ['{"a":18446744073709551616}', '{"a":1.8446744073709552E19}'],
    ['{"a":"😀","b":"\\u00e9 \\u001f"}', '{"a":"\\uD83D\\uDE00","b":"é \\u001F"}'],
    ['{"a": [ true , null, "1.0 , -0" ] , "b": 2.50}', '{"a":[true,null,"1.0 , -0"],"b":2.5}'],
  ];
  for (const [text, expected] of rows) {
    it(`keeps ${text} as Zeebe does`, () => {
      expect(parseDocument(text)).to.equal(expected);
    });
  }

  it('takes the quick way when nothing is special, with the same outcome', () => {
    const text = '{ "a" : [1, 2, {"b": "text"}], "c" : null }';
    expect(needsCare(text)).to.equal(false);
    expect(parseDocument(text)).to.equal(compactJson(text));
  });
});
