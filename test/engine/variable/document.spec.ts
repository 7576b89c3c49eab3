import { expect } from 'chai';
import { asJsonText } from '../../../engine/protocol/json-text.ts';
import {
  joinEntries,
  parseDocument,
  singleEntry,
  splitDocument,
} from '../../../engine/variable/document.ts';

describe('engine/variable/document', () => {
  const documents = [
    '{}',
    '{"a":1}',
    '{"a":{"b":[1,2,{"c":"}"}]},"d":"x,\\"y\\"]"}',
    '{"\\"quoted\\"":null,"文书":"号"}',
    '{"a":"\\\\","b":"\\\\\\""}',
    '{"n":1.0,"big":9223372036854775807,"e":1E-7}',
    '{"":true,"x":[]}',
  ];
  for (const text of documents) {
    it(`splits and joins ${text}`, () => {
      const entries = splitDocument(asJsonText(text));
      expect(joinEntries(entries)).to.equal(text);
      const parsed = JSON.parse(text) as object;
      expect(entries.names).to.deep.equal(Object.keys(parsed));
      expect(entries.values.map((value) => JSON.parse(value) as unknown)).to.deep.equal(
        Object.values(parsed),
      );
    });
  }

  it('refuses what is no object', () => {
    for (const text of ['[1]', '1', '"a"', '{', 'nonsense'])
      expect(parseDocument(text)).to.equal(null);
    for (const text of ['', 'null', '{}', ' { } ']) expect(parseDocument(text)).to.equal('{}');
  });

  it('makes a document compact', () => {
    expect(parseDocument('{ "a" : [ 1, 2 ] }')).to.equal('{"a":[1,2]}');
    expect(singleEntry('a "b"', '[1]')).to.equal('{"a \\"b\\"":[1]}');
  });
});
