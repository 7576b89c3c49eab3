import { expect } from 'chai';
import { parseRecord } from '../../../server/stream/parse-record.ts';

const line = (value: string, key = '9007199254740993'): string =>
  `{"partitionId":4,"value":${value},"key":${key},"position":5,"timestamp":1,` +
  '"valueType":"JOB","recordType":"EVENT","intent":"CREATED"}';

describe('parsing an exported record', () => {
  it('keeps a key of partition 4 digit by digit', () => {
    const record = parseRecord(line('{"processInstanceKey":9007199254740995}'));
    expect(record.key).to.equal('9007199254740993');
    expect(record.value).to.deep.equal({ processInstanceKey: '9007199254740995' });
  });

  it('makes a missing key the text -1, and leaves positions numbers', () => {
    const record = parseRecord(line('{"flowScopeKey":-1,"deadline":-1}'));
    expect(record.value).to.deep.equal({ flowScopeKey: '-1', deadline: -1 });
    expect(record.position).to.equal(5);
  });

  it('leaves texts alone that look like keys', () => {
    const value = { value: '{"key":12,"jobKey":13}', note: 'a "key":14}' };
    expect(parseRecord(line(JSON.stringify(value))).value).to.deep.equal(value);
  });

  it('leaves a name alone that only ends in a quoted key', () => {
    expect(parseRecord(line('{"a\\"key":7}')).value).to.deep.equal({ 'a"key': 7 });
  });

  it('refuses what is no record', () => {
    expect(() => parseRecord('{"position":1}')).to.throw(TypeError);
    expect(() => parseRecord('{')).to.throw(SyntaxError);
  });
});
