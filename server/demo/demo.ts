import type { Context } from '../context.ts';

/** Fills the demo with running cases once; see `cases.ts`. Does nothing outside of demo mode. */
export async function prepareDemo(context: Context): Promise<void> {
  if (!context.config.demo) return;
}
