import { expect } from 'chai';
import {
  componentTemplate,
  indexedTypes,
  templateFor,
} from '../../../engine/exporters/index-template.ts';
import type { ValueType } from '../../../engine/protocol/value-type.ts';
import { loadScenarios, readGolden } from '../../differential/scenario.ts';

interface Mapping {
  readonly dynamic?: string;
  readonly enabled?: boolean;
  readonly properties?: Readonly<Record<string, Mapping>>;
}

/** Names of a value that a strict mapping would refuse, with their places. */
function unknownIn(value: unknown, mapping: Mapping, place: string): string[] {
  if (Array.isArray(value)) return value.flatMap((one) => unknownIn(one, mapping, place));
  if (mapping.properties === undefined || typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const known = mapping.properties?.[name];
    return known ? unknownIn(inner, known, `${place}.${name}`) : [`${place}.${name}`];
  });
}

describe('the index templates', () => {
  const mappings = new Map<string, Mapping>(
    indexedTypes(true).map((valueType) => {
      const { body } = templateFor(valueType);
      return [valueType, (body as { template: { mappings: Mapping } }).template.mappings];
    }),
  );

  it('know every field of every event that the real Zeebe wrote', () => {
    const unknown = new Set<string>();
    let seen = 0;
    for (const scenario of loadScenarios()) {
      for (const line of readGolden(scenario) ?? []) {
        const [, what, record] = JSON.parse(line) as [string, string, { value?: unknown }];
        const [recordType = '', valueType = ''] = String(what).split(' ');
        const mapping = mappings.get(valueType);
        if (recordType !== 'EVENT' || mapping === undefined) continue;
        seen += 1;
        const { value } = mapping.properties as { value: Mapping };
        for (const name of unknownIn(record.value, value, valueType)) unknown.add(name);
      }
    }
    expect([...unknown]).to.deep.equal([]);
    expect(seen).to.be.greaterThan(5_000);
  });

  it('say what Zeebe’s say: strict values, aliases, split indices', () => {
    const { name, body } = templateFor('JOB' satisfies ValueType);
    expect(name).to.equal('zeebe-record_job_8.5.8');
    expect(body).to.include({ priority: 20, version: 1 });
    expect(body).to.have.nested.property('template.settings.number_of_shards', 3);
    expect(body).to.have.nested.property('template.aliases').that.has.key('zeebe-record-job');
    expect(mappings.get('VARIABLE')?.properties?.['value']?.properties?.['value']).to.deep.equal({
      type: 'keyword',
      ignore_above: 8191,
    });
    expect(mappings.get('JOB_BATCH')?.properties?.['value']?.properties?.['jobs']).to.include({
      type: 'nested',
      dynamic: 'strict',
    });
    expect(componentTemplate()).to.have.nested.property(
      'template.mappings.properties.authorizations.enabled',
      false,
    );
  });
});
