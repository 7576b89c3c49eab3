import { randomUUID } from 'node:crypto';
import type { Desk } from '../desk.ts';
import { positionOf } from '../desk.ts';
import type { Viewer } from '../sessions/schema.ts';
import { actModel, type ActRecord } from './case.model.ts';

/** Writes down what a person did to a case: the audit beside the record stream. */
export async function writeAct(
  desk: Desk, viewer: Viewer,
  act: Pick<ActRecord, 'caseKey' | 'type' | 'text'> & Partial<Pick<ActRecord, 'step' | 'audience'>>,
): Promise<void> {
  const audience = act.audience ?? [];
  await actModel(desk.connection).create({
    _id: randomUUID(), caseKey: act.caseKey, type: act.type, text: act.text,
    step: act.step ?? null, audience, by: viewer.personId,
    byPosition: positionOf(viewer, audience), at: desk.clock.now(),
  });
}
