import { inProcess } from './in-process.solo.ts';
import { lean } from './lean.solo.ts';
import { product } from './product.solo.ts';
import type { Solo } from './solo.ts';
import { store } from './store.solo.ts';

/** What is measured beside the workloads, in the order of the table. */
export const SOLOS: readonly Solo[] = [lean, inProcess, store, product];
