import type { Collection, Db } from 'mongodb';
import { connect, type Subject } from '../subject.ts';
import { aggregationCases } from './aggregation.ts';
import { commandCases } from './commands.ts';
import { mongooseCases } from './mongoose.ts';
import { queryCases } from './queries.ts';
import { updateCases } from './updates.ts';
import { writeCases } from './writes.ts';

/** What a case works with: an empty collection of its own. */
export interface Bench {
  c: Collection;
  db: Db;
  uri: string;
}

/** One thing that MongoDB documents. */
export interface Case {
  title: string;
  run(bench: Bench): Promise<void>;
}

/** Every case, in groups. */
export const cases: Readonly<Record<string, readonly Case[]>> = {
  writes: writeCases,
  queries: queryCases,
  updates: updateCases,
  aggregation: aggregationCases,
  commands: commandCases,
  mongoose: mongooseCases,
};

/** Declares the suite against a subject. A case it is known to answer otherwise must fail there. */
export function conformance(subject: Subject): void {
  describe(`conformance: ${subject.name}`, function suite() {
    this.timeout(30_000);
    let db: Db;
    let uri: string;
    let close: () => Promise<void>;
    let n = 0;
    before(async () => {
      ({ db, uri, close } = await connect(subject.start));
    });
    after(() => close?.());
    for (const [group, list] of Object.entries(cases)) {
      describe(group, () => {
        for (const one of list) {
          const why = subject.differs.get(one.title);
          it(why === undefined ? one.title : `differs: ${one.title} (${why})`, async () => {
            const run = (): Promise<void> => one.run({ c: db.collection(`c${++n}`), db, uri });
            if (why?.startsWith('unstable')) return;
            if (why === undefined) await run();
            else await mustFail(run);
          });
        }
      });
    }
  });
}

async function mustFail(run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch {
    return;
  }
  throw new Error('answers as documented now: take it off the list of differences');
}
