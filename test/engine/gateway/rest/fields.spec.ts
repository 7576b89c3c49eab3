import { expect } from 'chai';
import { isZonedDateTime } from '../../../../engine/gateway/rest/date-field.ts';
import {
  BodyFault,
  documentField,
  objectField,
  textField,
  textsField,
  truthField,
} from '../../../../engine/gateway/rest/json-body.ts';
import { readKey } from '../../../../engine/gateway/rest/key-parameter.ts';

/** What a field came to: its value, or the words of its fault. */
function shown(value: unknown): unknown {
  return value instanceof BodyFault ? value.detail : value;
}

const UNREADABLE = 'Failed to read HTTP message';

describe('fields of REST requests', () => {
  it('are texts when they are scalars', () => {
    const rows: [string | undefined, unknown][] = [
      [undefined, null],
      ['null', null],
      ['"a\\"b"', 'a"b'],
      ['7.50', '7.50'],
      ['true', 'true'],
      ['[1]', UNREADABLE],
      ['{}', UNREADABLE],
    ];
    for (const [json, expected] of rows) expect(shown(textField(json)), json).to.equal(expected);
  });

  it('are true or false in several ways', () => {
    const rows: [string, unknown][] = [
      ['true', true],
      ['0', false],
      ['-3', true],
      ['1.5', UNREADABLE],
      ['" TRUE "', true],
      ['"False"', false],
      ['"fALSE"', UNREADABLE],
      ['""', null],
    ];
    for (const [json, expected] of rows) expect(shown(truthField(json)), json).to.equal(expected);
  });

  it('are lists of scalars', () => {
    expect(shown(textsField('["a",1,true]'))).to.deep.equal(['a', '1', 'true']);
    expect(shown(textsField('"a"'))).to.equal(UNREADABLE);
    expect(shown(textsField('["a",["b"]]'))).to.equal(UNREADABLE);
    expect(shown(textsField('["a",null]'))).to.match(/"value" is null$/);
  });

  it('are documents within 64 bits', () => {
    expect(shown(documentField('{"a":18446744073709551615}'))).to.equal(
      '{"a":18446744073709551615}',
    );
    expect(shown(documentField('{"a":18446744073709551616}'))).to.match(/larger than 2\^64-1$/);
    expect(shown(documentField('[]'))).to.equal(UNREADABLE);
  });

  it('keep the last of two of a name, and numbers as they are written', () => {
    const fields = objectField('{ "a" : 1 , "b" : { "c" : [ 1.0 ] }, "a" : 2.50 }');
    expect([...((fields as ReadonlyMap<string, string>) ?? [])]).to.deep.equal([
      ['a', '2.50'],
      ['b', '{"c":[1.0]}'],
    ]);
  });

  it('are dates with an offset', () => {
    const good = ['2020-02-29T00:00:00Z', '2020-01-01t00:00+18:00', '2020-01-01T23:59:59.1-01:30'];
    const bad = [
      '2019-02-29T00:00:00Z',
      '2020-01-01T24:00Z',
      '2020-01-01T00:00+18:01',
      '2020-01-01',
    ];
    for (const text of good) expect(isZonedDateTime(text), text).to.equal(true);
    for (const text of bad) expect(isZonedDateTime(text), text).to.equal(false);
  });

  it('are keys of 64 bits', () => {
    expect(readKey('+7')).to.equal(7n);
    expect(readKey('0x1F')).to.equal(31n);
    expect(readKey('-9223372036854775808')).to.equal(-(2n ** 63n));
    expect(readKey('9223372036854775808')).to.equal(undefined);
    expect(readKey('1.0')).to.equal(undefined);
  });
});
