import { encode } from '../bson/encode.ts';
import type { Doc } from '../bson/decode.ts';
import { StoreError } from '../errors.ts';
import { limits } from '../limits.ts';
import { checkedStage } from '../aggregate/pipeline.ts';
import { runPipeline } from '../aggregate/source.ts';
import { mapped, nothing } from './find.ts';
import { docField, refuseCollation, wholeNumber, type Handler } from './context.ts';
import { intoCollection } from './out.ts';

/** `aggregate`. Failures in order: collation; no array; a stage; what runs into a bound. */
export const aggregate: Handler = async (store, command) => {
  const { body, db } = command;
  refuseCollation(body);
  const pipeline = body['pipeline'];
  if (!Array.isArray(pipeline))
    throw new StoreError('TypeMismatch', "'pipeline' option must be specified as an array");
  const stages = pipeline.map(checkedStage);
  const name = typeof body['aggregate'] === 'string' ? body['aggregate'] : '$cmd.aggregate';
  const ns = `${db}.${name}`;
  const last = stages.at(-1);
  const writes = last && ('$out' in last || '$merge' in last) ? last : null;
  const reading = writes ? stages.slice(0, -1) : stages;
  const run = (): ReturnType<typeof runPipeline> =>
    runPipeline(store.tables, store.catalog, db, name, reading as Doc[], body['hint']);
  const batch = wholeNumber(docField(body, 'cursor'), 'batchSize', limits.defaultBatchSize);
  if (writes) {
    await store.committer.submit(() => intoCollection(store, db, writes, run()));
    return store.cursors.first(ns, nothing, batch, true);
  }
  return store.cursors.first(ns, mapped(run(), encode), batch, false);
};
