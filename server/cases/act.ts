import { randomInt } from 'node:crypto';
import type { Desk } from '../desk.ts';
import { positionOf } from '../desk.ts';
import type { Viewer } from '../sessions/schema.ts';
import { actModel, type ActRecord } from './case.model.ts';

/** Writes down what a person did to a case: the audit beside the record stream. */
export async function writeAct(
  desk: Desk,
  viewer: Viewer,
  act: Pick<ActRecord, 'caseKey' | 'type' | 'text'> &
    Partial<Pick<ActRecord, 'step' | 'steps' | 'audience'>>,
): Promise<void> {
  const audience = act.audience ?? [];
  const at = desk.clock.now();
  const _id = `${at}${randomInt(1000, 9999)}`;
  await actModel(desk.connection).collection.insertOne({
    _id,
    caseKey: act.caseKey,
    type: act.type,
    text: act.text,
    step: act.step ?? null,
    steps: act.steps ?? [],
    audience,
    by: viewer.personId,
    byPosition: positionOf(viewer, audience),
    at,
  } as never);
}
