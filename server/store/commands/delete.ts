import { decode } from '../bson/decode.ts';
import { toNumber } from '../bson/value.ts';
import { findAll } from '../query/execute.ts';
import { compileFilter } from '../query/filter.ts';
import { collectionOf, docField, ok, refuseCollation, type Handler } from './context.ts';
import { eachWrite, writeErrors } from './insert.ts';

/** Documents removed at a time, so that memory does not grow with what is removed. */
const chunk = 5_000;

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
      const one = toNumber(op['limit'] ?? 0) === 1;
      const query = { filter, sort: [], skip: 0, limit: one ? 1 : chunk, hint: op['hint'] };
      for (;;) {
        const found = findAll(store.tables, c, query);
        for (const s of found) c.remove(s);
        n += found.length;
        if (one || found.length < chunk) break;
      }
    });
    return ok({ n, ...writeErrors(errors) });
  });
};
