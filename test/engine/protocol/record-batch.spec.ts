import { expect } from 'chai';
import { KEY_BASE } from '../../../engine/protocol/key.ts';
import type { AnyRecord, LogRecord } from '../../../engine/protocol/record.ts';
import { decodeBatch, encodeBatch } from '../../../engine/protocol/record-batch.ts';

function record(position: number, change: Partial<LogRecord>): AnyRecord {
  const base = {
    position,
    sourceRecordPosition: -1,
    key: -1,
    timestamp: 1_700_000_000_000,
    recordType: 'EVENT',
    valueType: 'VARIABLE_DOCUMENT',
    intent: 'UPDATED',
    rejectionType: 'NULL_VAL',
    rejectionReason: '',
    value: {
      scopeKey: KEY_BASE + 1,
      updateSemantics: 'LOCAL',
      variables: '{"文":1}',
      tenantId: '<default>',
    },
  };
  return { ...base, ...change } as AnyRecord;
}

describe('engine/protocol/record-batch', () => {
  it('decodes what it encoded, keys of every kind included', () => {
    const keys = [-1, 0, 7, KEY_BASE, KEY_BASE + 1, KEY_BASE + 2 ** 40, -2, -9, 2 ** 53 - 1];
    const records = keys.map((key, i) =>
      record(i + 5, { key, sourceRecordPosition: i === 0 ? -1 : 5 }),
    );
    expect(decodeBatch(encodeBatch(records))).to.deep.equal(records);
  });

  it('keeps refusals, times and shared values', () => {
    const value = record(1, {}).value;
    const records = [
      record(1, { value }),
      record(2, { value, timestamp: 1_700_000_000_005 }),
      record(3, {
        value,
        recordType: 'COMMAND_REJECTION',
        intent: 'UPDATE',
        rejectionType: 'NOT_FOUND',
        rejectionReason: 'no such "element"',
      }),
    ];
    expect(decodeBatch(encodeBatch(records))).to.deep.equal(records);
  });

  it('stores a value that several records share once', () => {
    const { value } = record(1, {});
    const shared = encodeBatch([record(1, { value }), record(2, { value })]);
    const apart = encodeBatch([record(1, {}), record(2, {})]);
    expect(shared.length).to.be.lessThan(apart.length);
  });
});
