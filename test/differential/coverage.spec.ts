import { expect } from 'chai';
import { CommandIntents, EventIntents } from '../../engine/protocol/intent.ts';
import { ValueType } from '../../engine/protocol/value-type.ts';
import { loadScenarios, readGolden } from './scenario.ts';
import { readTrace } from './trace.ts';

const OTHER_PARTITIONS = 'there is one partition, nothing is distributed';
const NEVER_WRITTEN = 'Zeebe 8.5 knows the name and never writes it';

/**
 * Kinds of record of Zeebe 8.5's protocol that no scenario can show, and why.
 * Source: zeebe/protocol, `record/ValueType.java`, `record/intent/*.java`.
 */
const IMPOSSIBLE: Readonly<Record<string, string>> = {
  'COMMAND DEPLOYMENT DISTRIBUTE': OTHER_PARTITIONS,
  'EVENT DEPLOYMENT DISTRIBUTED': OTHER_PARTITIONS,
  'EVENT DEPLOYMENT FULLY_DISTRIBUTED': OTHER_PARTITIONS,
  'EVENT PROCESS_INSTANCE_RESULT COMPLETED': 'an answer to the gateway only, not in the log',
  'COMMAND JOB CANCEL': NEVER_WRITTEN,
  'COMMAND MESSAGE EXPIRE': 'messages expire by MESSAGE_BATCH EXPIRE',
  'COMMAND TIMER CANCEL': NEVER_WRITTEN,
};

/** Kinds of record that the engine has no name for. */
const UNKNOWN_HERE: Readonly<Record<string, string>> = {
  DEPLOYMENT_DISTRIBUTION: OTHER_PARTITIONS,
  COMMAND_DISTRIBUTION: OTHER_PARTITIONS,
  CHECKPOINT: 'backups of a broker are not a matter of the engine',
};

function wanted(): string[] {
  return Object.values(ValueType).flatMap((valueType) => [
    ...EventIntents[valueType].map((intent) => `EVENT ${valueType} ${intent}`),
    ...CommandIntents[valueType].map((intent) => `COMMAND ${valueType} ${intent}`),
  ]);
}

/** What the real Zeebe wrote in the scenarios: type, kind and intent of each record. */
function shown(): Set<string> {
  const lines = loadScenarios().flatMap((scenario) => readTrace(readGolden(scenario) ?? []));
  const records = lines.filter(({ group }) => group !== 'answers');
  return new Set(records.map(({ title }) => title.split(' ').slice(0, 3).join(' ')));
}

describe('the scenarios', () => {
  const covered = shown();

  it('show every kind of record, but those that cannot come', () => {
    expect(wanted().filter((kind) => !covered.has(kind) && !(kind in IMPOSSIBLE))).to.deep.equal(
      [],
    );
  });

  it('show none that is said to be impossible or unknown', () => {
    expect(Object.keys(IMPOSSIBLE).filter((kind) => covered.has(kind))).to.deep.equal([]);
    const valueTypes = new Set([...covered].map((kind) => kind.split(' ')[1] ?? ''));
    expect([...valueTypes].filter((name) => name in UNKNOWN_HERE)).to.deep.equal([]);
    expect([...valueTypes].filter((name) => !(name in ValueType))).to.deep.equal([]);
  });

  it('show a refusal of every command that a client can send', () => {
    const refusable = [
      'DECISION_EVALUATION EVALUATE',
      'DEPLOYMENT CREATE',
      'INCIDENT RESOLVE',
      'JOB COMPLETE',
      'JOB FAIL',
      'JOB THROW_ERROR',
      'JOB UPDATE_RETRIES',
      'JOB UPDATE_TIMEOUT',
      'JOB_BATCH ACTIVATE',
      'MESSAGE PUBLISH',
      'PROCESS_INSTANCE CANCEL',
      'PROCESS_INSTANCE_CREATION CREATE',
      'PROCESS_INSTANCE_CREATION CREATE_WITH_AWAITING_RESULT',
      'PROCESS_INSTANCE_MIGRATION MIGRATE',
      'PROCESS_INSTANCE_MODIFICATION MODIFY',
      'RESOURCE_DELETION DELETE',
      'USER_TASK ASSIGN',
      'USER_TASK CLAIM',
      'USER_TASK COMPLETE',
      'USER_TASK UPDATE',
      'VARIABLE_DOCUMENT UPDATE',
    ];
    const missing = refusable.filter((kind) => !covered.has(`COMMAND_REJECTION ${kind}`));
    expect(missing).to.deep.equal([]);
  });
});
