import type { Desk } from '../desk.ts';
import type { Viewer } from '../sessions/schema.ts';
import { caseModel, type CaseRecord } from './case.model.ts';
import { maySee } from './policy.ts';

/** Most cases looked at for one document. */
const MAX_CASES = 100;

/** Whether the viewer may read a case that holds the document. */
export async function holdsDocument(
  desk: Desk,
  viewer: Viewer,
  documentId: string,
): Promise<boolean> {
  const cases = await caseModel(desk.connection)
    .find({ documentIds: documentId })
    .limit(MAX_CASES)
    .lean<CaseRecord[]>();
  for (const found of cases) if (await maySee(desk, viewer, found)) return true;
  return false;
}
