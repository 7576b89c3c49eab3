import { decode } from '../bson/decode.ts';
import { toNumber } from '../bson/value.ts';
import { findAll } from '../query/execute.ts';
import { compileFilter } from '../query/filter.ts';
import { collectionOf, docField, ok, refuseCollation, type Handler } from './context.ts';
import { eachWrite, writeErrors } from './insert.ts';

/** `delete`: `limit` 1 removes the first match, 0 all. */
export const remove: Handler = async (store, command) => {
  const operations = command.sequences.get('deletes') ?? [];
  return store.committer.submit(() => {
    let n = 0;
    const c = collectionOf(store, command);
    const errors = eachWrite(command, operations, (raw) => {
      const op = decode(raw);
      refuseCollation(op);
      const filter = compileFilter(docField(op, 'q'));
      if (!c) return;
      const limit = toNumber(op['limit'] ?? 0) === 1 ? 1 : 0;
      const found = findAll(store.tables, c, { filter, sort: [], skip: 0, limit,
        hint: op['hint'] });
      for (const s of found) c.remove(s);
      n += found.length;
    });
    return ok({ n, ...writeErrors(errors) });
  });
};
