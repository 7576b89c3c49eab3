import type { Viewer } from '../../server/sessions/schema.ts';
import { factsOf } from './facts.ts';
import type { Fact } from './facts.ts';
import type { PageContext } from './render.ts';

/**
 * What was filled in when a case was started, in words. Empty for a business that this person may
 * not see; units that cannot be read are shown by their codes.
 */
export async function formFacts(
  context: PageContext,
  viewer: Viewer,
  business: string,
  variables: Record<string, unknown>,
): Promise<Fact[]> {
  const [form, names] = await Promise.all([
    startForm(context, viewer, business),
    unitNames(context, viewer),
  ]);
  return factsOf(form, variables, names);
}

/** Whether the server said that this person may not see something. */
export function isRefusal(error: unknown): boolean {
  const status = (error as { status?: unknown } | null)?.status;
  return status === 403 || status === 404;
}

async function startForm(
  context: PageContext,
  viewer: Viewer,
  business: string,
): Promise<Record<string, unknown> | null> {
  try {
    return (await context.services.businesses.get(viewer, business)).startForm;
  } catch (error) {
    if (isRefusal(error)) return null;
    throw error;
  }
}

async function unitNames(context: PageContext, viewer: Viewer): Promise<Map<string, string>> {
  const { rows } = await context.services.units.list(viewer, { limit: 2000 });
  return new Map(rows.map((unit) => [unit.code, unit.name]));
}
