import type { Desk } from '../desk.ts';
import type { Viewer } from '../sessions/schema.ts';
import { taskModel } from './task.model.ts';

/** Whether a viewer has or had a task in a case: then its page and papers may be read. */
export async function takesPart(desk: Desk, viewer: Viewer, caseKey: string): Promise<boolean> {
  const found = await taskModel(desk.connection).exists({
    caseKey,
    $or: [{ audience: { $in: viewer.groups } }, { by: viewer.personId }],
  });
  return found !== null;
}
