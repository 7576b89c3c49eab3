import type { Connection } from 'mongoose';
import { actModel } from '../cases/case.model.ts';
import type { Hub } from '../events/hub.ts';
import { personModel, type PersonRecord } from '../identity/person.model.ts';

/** Something that is wrong with the system itself. */
export interface Alarm {
  /** The same alarm is kept once, whoever raises it. */
  readonly id: string;
  readonly title: string;
  readonly text: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Puts a notice under the bell of every administrator; it belongs to no case. */
export async function tellAdministrators(
  connection: Connection,
  hub: Hub,
  { id, title, text, at }: Alarm,
): Promise<void> {
  const found = await personModel(connection)
    .find({ roles: 'admin' }, { _id: 1 })
    .lean<Pick<PersonRecord, '_id'>[]>();
  const audience = ['role:admin', ...found.map(({ _id }) => `person:${_id}`)];
  const act = { caseKey: '', type: 'notice', kind: 'warning', by: 'system', byPosition: null };
  await actModel(connection).collection.updateOne(
    { _id: `a${id}` } as never,
    { $setOnInsert: { ...act, title, text, at, step: null, steps: [], audience } },
    { upsert: true },
  );
  hub.tell({ groups: new Set(audience), cases: new Set() });
}
