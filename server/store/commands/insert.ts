import { validate } from '../bson/validate.ts';
import { asStoreError, StoreError } from '../errors.ts';
import { limits } from '../limits.ts';
import type { Doc } from '../bson/decode.ts';
import type { Command } from '../wire/message.ts';
import { checkNamespace } from '../storage/catalog.ts';
import { collectionName, ok, type Handler } from './context.ts';

/** Runs the operations of a bulk command; ordered stops at the first refusal. */
export function eachWrite<T>(
  command: Command,
  operations: readonly T[],
  run: (operation: T, i: number) => void,
): Doc[] {
  if (operations.length === 0 || operations.length > limits.maxWriteBatchSize) {
    throw new StoreError(
      'InvalidLength',
      `Write batch sizes must be between 1 and ` +
        `${limits.maxWriteBatchSize}. Got ${operations.length} operations.`,
    );
  }
  const ordered = command.body['ordered'] !== false;
  const errors: Doc[] = [];
  for (let i = 0; i < operations.length; i++) {
    try {
      run(operations[i] as T, i);
    } catch (error) {
      const refusal = asStoreError(error);
      if (refusal.codeName === 'InternalError') throw error;
      errors.push({ index: i, code: refusal.code, ...refusal.details, errmsg: refusal.message });
      if (ordered) break;
    }
  }
  return errors;
}

/** The fields of an answer about write errors: absent when there were none. */
export function writeErrors(errors: readonly Doc[]): Doc {
  return errors.length > 0 ? { writeErrors: errors } : {};
}

/** `insert`: documents are checked for being BSON and stored as they were sent. */
export const insert: Handler = async (store, command) => {
  const name = collectionName(command);
  checkNamespace(command.db, name);
  const documents = command.sequences.get('documents') ?? [];
  return store.committer.submit(() => {
    let n = 0;
    const c = store.catalog.ensure(command.db, name);
    const errors = eachWrite(command, documents, (raw) => {
      validate(raw);
      c.insert(raw);
      n++;
    });
    return ok({ n, ...writeErrors(errors) });
  });
};
