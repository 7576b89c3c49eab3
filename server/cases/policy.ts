import type { Manifest } from '../../processes/package/index.ts';
import type { Desk } from '../desk.ts';
import type { Viewer } from '../sessions/schema.ts';
import { oversees } from '../tasks/policy.ts';
import { takesPart } from '../tasks/takes-part.ts';
import { isTold } from '../notices/policy.ts';
import type { CaseRecord } from './case.model.ts';

/** Whether the viewer's person or unit started the case. */
export function isStarter(viewer: Viewer, found: CaseRecord): boolean {
  if (found.startedBy === viewer.personId) return true;
  return viewer.positions.some(({ unitCode }) => unitCode === found.startedByUnit);
}

/**
 * Whether the viewer may read a case: who started it, takes part in it, was told of it (the head
 * who hears that a clerk is late), or oversees all.
 */
export async function maySee(desk: Desk, viewer: Viewer, found: CaseRecord): Promise<boolean> {
  return (
    isStarter(viewer, found) ||
    oversees(viewer) ||
    (await takesPart(desk, viewer, found._id)) ||
    isTold(desk, viewer, found._id)
  );
}

/** Whether the viewer sees all of a case's copies, not only those of their own unit. */
export function seesAllCopies(viewer: Viewer, found: CaseRecord): boolean {
  return isStarter(viewer, found) || oversees(viewer);
}

/** The unit a viewer starts a business for, or null when none of their positions may start it. */
export function startingUnit(viewer: Viewer, manifest: Manifest): string | null {
  const { starters } = manifest;
  const fits = viewer.positions.find(({ role }) => starters.includes(role));
  if (fits) return fits.unitCode;
  const anyone =
    starters.includes('anyone') || viewer.roles.some((role) => starters.includes(role));
  return anyone ? (viewer.positions[0]?.unitCode ?? null) : null;
}

/** What a viewer may do with a case. Refusals are not found out by trying: pages ask first. */
export function caseRights(viewer: Viewer, found: CaseRecord, canWithdraw: boolean) {
  const active = found.state === 'active';
  const starter = isStarter(viewer, found);
  const admin = viewer.roles.includes('admin');
  return {
    remind: active && (starter || oversees(viewer)),
    supervise: active && oversees(viewer) && found.business !== 'supervision',
    cancel: active && (found.startedBy === viewer.personId || admin),
    withdraw: active && starter && canWithdraw,
    resolveIncident: found.incidents > 0 && (admin || viewer.roles.includes('designer')),
  };
}
