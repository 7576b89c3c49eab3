import type { Viewer } from '../sessions/schema.ts';
import type { DocumentRecord } from './document.model.ts';

/** Whether the viewer takes part in a case that holds the document; asked of the cases. */
export type MayRead = (viewer: Viewer, documentId: string) => Promise<boolean>;

/** Who uploaded a document may read it, and whoever takes part in a case that holds it. */
export async function mayReadDocument(
  viewer: Viewer,
  document: Pick<DocumentRecord, '_id' | 'uploadedBy'>,
  holdsDocument: MayRead,
): Promise<boolean> {
  if (document.uploadedBy === viewer.personId) return true;
  return holdsDocument(viewer, document._id);
}
