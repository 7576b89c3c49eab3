import { Problem } from '../errors.ts';
import type { Viewer } from '../sessions/schema.ts';

/** Throws `forbidden` unless the viewer may draw and deploy diagrams. */
export function mustDesign(viewer: Viewer): void {
  const may = viewer.roles.some((role) => role === 'designer' || role === 'admin');
  if (!may) throw new Problem('forbidden');
}
