import { actModel } from '../cases/case.model.ts';
import type { Desk } from '../desk.ts';
import type { Viewer } from '../sessions/schema.ts';
import { NOTICE_TYPES } from './notice.model.ts';

/** The notices that a viewer may read: those addressed to them; what one sent is no news. */
export function addressedTo(viewer: Viewer): Record<string, unknown> {
  return {
    audience: { $in: viewer.groups },
    type: { $in: [...NOTICE_TYPES] },
    by: { $ne: viewer.personId },
  };
}

/** Whether a viewer was told of a case: then its page may be read. */
export async function isTold(desk: Desk, viewer: Viewer, caseKey: string): Promise<boolean> {
  const found = await actModel(desk.connection).exists({ ...addressedTo(viewer), caseKey });
  return found !== null;
}
