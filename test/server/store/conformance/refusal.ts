import { expect } from 'chai';

/** What the driver throws, as far as the cases look at it. */
export interface Refusal extends Error {
  code?: number;
  codeName?: string;
  keyPattern?: unknown;
  keyValue?: unknown;
  writeErrors?: { index: number; code: number }[];
  result?: {
    insertedCount: number;
    matchedCount: number;
    modifiedCount: number;
    upsertedCount: number;
  };
}

/** The refusal of a promise that must be refused, with its code. */
export async function refused(promise: Promise<unknown>, code: number): Promise<Refusal> {
  try {
    await promise;
  } catch (error) {
    const refusal = error as Refusal;
    expect(refusal.code, refusal.message).to.equal(code);
    return refusal;
  }
  throw new Error(`was not refused (expected code ${code})`);
}
