import type { Fault } from './fault.ts';

/** Every fault that `npm run test:robustness` injects, in this order. */
export const faults: readonly Fault[] = [];
