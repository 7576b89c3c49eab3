import { expect } from 'chai';
import { readDocument } from '../../../engine/gateway/document.ts';
import { Refusal } from '../../../engine/gateway/refusal.ts';

/** Zeebe's texts, measured on 8.5.8. */
const AT = '\n at [Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); ';
const NOT_OBJECT =
  "Property 'variables' is invalid: Expected document to be a root level object, but was ";

describe('the document of a request', () => {
  const refused: readonly [string, string][] = [
    ['not json', `Invalid JSON value: not json${AT}line: 1, column: 5]`],
    ['{"a":', `Invalid JSON value: {"a":${AT}line: 1, column: 6]`],
    ['{a: 1}', `Invalid JSON value: {a: 1}${AT}line: 1, column: 2]`],
    ['{"a": 1,\n "b" 2}', `Invalid JSON value: {"a": 1,\n "b" 2}${AT}line: 2, column: 6]`],
    ['[1,2]', `${NOT_OBJECT}'ARRAY'`],
    ['"text"', `${NOT_OBJECT}'STRING'`],
    ['7', `${NOT_OBJECT}'INTEGER'`],
    ['7.5', `${NOT_OBJECT}'FLOAT'`],
    ['true', `${NOT_OBJECT}'BOOLEAN'`],
  ];
  for (const [text, details] of refused) {
    it(`refuses ${JSON.stringify(text)} in Zeebe's words`, () => {
      const read = readDocument(text);
      expect(read).to.be.instanceOf(Refusal);
      expect((read as Refusal).details).to.equal(details);
    });
  }

  const accepted: readonly [string, string][] = [
    ['', '{}'],
    ['   ', '{}'],
    ['null', '{}'],
    ['{ "a" : [ 1, "x" ] }', '{"a":[1,"x"]}'],
    ['{"a":1} trailing', '{"a":1}'],
  ];
  for (const [text, document] of accepted) {
    it(`reads ${JSON.stringify(text)}`, () => {
      expect(readDocument(text)).to.equal(document);
    });
  }
});
