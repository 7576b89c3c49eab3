import { expect } from 'chai';
import { KEY_BASE } from '../../../engine/protocol/key.ts';
import type { AnyRecord } from '../../../engine/protocol/record.ts';
import { Course } from './course.ts';

let position = 0;

/** A record of an element instance; keys are counted from 1. */
function element(intent: string, key: number, scope: number, given: object = {}): AnyRecord {
  position += 1;
  return {
    position,
    sourceRecordPosition: 1,
    key: KEY_BASE + key,
    timestamp: 5,
    recordType: 'EVENT',
    valueType: 'PROCESS_INSTANCE',
    intent,
    rejectionType: 'NULL_VAL',
    rejectionReason: '',
    value: { elementId: `e${key}`, flowScopeKey: scope < 0 ? -1 : KEY_BASE + scope },
    ...given,
  } as unknown as AnyRecord;
}

function faultsOf(...records: readonly AnyRecord[]): string[] {
  const course = new Course();
  course.take(records);
  return course.faults;
}

describe('the check of a record stream', () => {
  const begin = (): AnyRecord => {
    position = 0;
    const command = { recordType: 'COMMAND', intent: 'CREATE', valueType: 'JOB' };
    return element('', 0, -1, { ...command, sourceRecordPosition: -1 });
  };
  const life = (key: number, scope: number): AnyRecord[] => [
    element('ELEMENT_ACTIVATING', key, scope),
    element('ELEMENT_ACTIVATED', key, scope),
  ];
  const end = (key: number, scope: number): AnyRecord[] => [
    element('ELEMENT_COMPLETING', key, scope),
    element('ELEMENT_COMPLETED', key, scope),
  ];

  it('finds nothing in a stream as it should be', () => {
    const records = [begin(), ...life(1, -1), ...life(2, 1), ...end(2, 1), ...end(1, -1)];
    expect(faultsOf(...records)).to.deep.equal([]);
  });

  it('finds a parent that ends before its child, and a child of a scope that has ended', () => {
    const records = [begin(), ...life(1, -1), ...life(2, 1), ...end(1, -1), ...life(3, 1)];
    expect(faultsOf(...records).map((fault) => fault.split(':')[0])).to.deep.equal([
      'e1 ends before its children',
      'e3 begins in a scope that has ended',
    ]);
  });

  it('finds events out of order, and an instance made twice', () => {
    const records = [begin(), ...life(1, -1), element('ELEMENT_COMPLETED', 1, -1), ...life(1, -1)];
    const faults = faultsOf(...records).map((fault) => fault.split(':')[0]);
    expect(faults).to.include('e1 after ELEMENT_ACTIVATED');
    expect(faults).to.include('a key given twice');
  });

  it('finds gaps, time that goes back, causes that are none, and failures', () => {
    const first = begin();
    const gap = element('ELEMENT_ACTIVATING', 1, -1, { position: 9, timestamp: 4 });
    const odd = element('ELEMENT_ACTIVATED', 1, -1, { position: 10, sourceRecordPosition: 9 });
    const failed = element('', 2, -1, {
      position: 11,
      timestamp: 4,
      recordType: 'COMMAND_REJECTION',
      rejectionType: 'PROCESSING_ERROR',
      rejectionReason: 'no',
    });
    const faults = faultsOf(first, gap, { ...odd, timestamp: 4 }, failed);
    expect(faults.map((fault) => fault.split(':')[0])).to.deep.equal([
      'a gap in the positions',
      'time goes back',
      'caused by what is no command',
      'fails (no)',
    ]);
  });
});
