import type { Doc } from '../bson/decode.ts';
import { isDoc } from '../bson/value.ts';
import { StoreError } from '../errors.ts';
import { splitPipeline } from '../aggregate/source.ts';
import { Execution, type Query } from '../query/execute.ts';
import { compileFilter, type Filter } from '../query/filter.ts';
import type { Plan } from '../query/plan.ts';
import type { Collection } from '../storage/collection.ts';
import { docField, ok, type Handler } from './context.ts';
import { readQuery } from './find.ts';
import { version } from './greeting.ts';

/**
 * `explain` of find, aggregate, count, distinct, update, delete and findAndModify: the winning
 * plan in MongoDB's words, and (unless only the planner is asked) the figures of a run.
 */
export const explain: Handler = (store, command) => {
  const inner = command.body['explain'];
  if (!isDoc(inner)) throw new StoreError('TypeMismatch', 'explain needs a command');
  const [name, collection] = Object.entries(inner)[0] as [string, unknown];
  const query = queryOf(name, inner);
  const c = store.catalog.get(command.db, String(collection));
  const base = {
    queryPlanner: {
      namespace: `${command.db}.${String(collection)}`,
      parsedQuery: query.filter.source,
      rejectedPlans: [] as Doc[],
      winningPlan: { stage: 'EOF' } as Doc,
    },
    serverInfo: { version },
  };
  if (!c) return ok(base);
  const run = new Execution(store.tables, c, query);
  base.queryPlanner.winningPlan = describePlan(run.plan, c, query);
  if (command.body['verbosity'] === 'queryPlanner') return ok(base);
  const began = performance.now();
  while (run.next());
  run.pause();
  const { keysExamined, docsExamined, returned } = run.figures;
  return ok({
    ...base,
    executionStats: {
      executionSuccess: true,
      nReturned: returned,
      executionTimeMillis: Math.round(performance.now() - began),
      totalKeysExamined: keysExamined,
      totalDocsExamined: docsExamined,
      executionStages: { ...base.queryPlanner.winningPlan, nReturned: returned },
    },
  });
};

function queryOf(name: string, inner: Doc): Query {
  switch (name) {
    case 'find':
      return readQuery(inner, compileFilter(docField(inner, 'filter')));
    case 'count':
    case 'distinct':
      return { ...readQuery(inner, compileFilter(docField(inner, 'query'))), sort: [] };
    case 'findAndModify':
    case 'findandmodify':
      return { ...readQuery(inner, compileFilter(docField(inner, 'query'))), limit: 1 };
    case 'aggregate':
      return splitPipeline((inner['pipeline'] ?? []) as Doc[], inner['hint']).query;
    case 'update':
    case 'delete':
      return writeQuery(inner, name === 'update' ? 'updates' : 'deletes');
    default:
      throw new StoreError('CommandNotSupported', `explain of ${name} is not supported`);
  }
}

function writeQuery(inner: Doc, list: string): Query {
  const [op] = (inner[list] ?? []) as Doc[];
  const filter: Filter = compileFilter(docField(op ?? {}, 'q'));
  return { filter, sort: [], skip: 0, limit: 0, hint: op?.['hint'] };
}

function describePlan(plan: Plan, c: Collection, query: Query): Doc {
  let stage = access(plan, c);
  if (!plan.exact && plan.kind !== 'empty') {
    stage =
      stage['stage'] === 'COLLSCAN'
        ? { ...stage, filter: query.filter.source }
        : { stage: 'FETCH', filter: query.filter.source, inputStage: stage };
  } else if (plan.kind === 'index') stage = { stage: 'FETCH', inputStage: stage };
  if (!plan.sorted) stage = { stage: 'SORT', inputStage: stage };
  if (query.limit > 0) stage = { stage: 'LIMIT', limitAmount: query.limit, inputStage: stage };
  return stage;
}

function access(plan: Plan, c: Collection): Doc {
  switch (plan.kind) {
    case 'empty':
      return { stage: 'EOF' };
    case 'ids':
      return plan.ids.length === 1 ? { stage: 'IDHACK' } : idScan('forward');
    case 'docs': {
      const direction = plan.reverse ? 'backward' : 'forward';
      return plan.range.lo === c.prefix ? { stage: 'COLLSCAN', direction } : idScan(direction);
    }
    case 'index':
      return {
        stage: 'IXSCAN',
        indexName: plan.plan.index.spec.name,
        keyPattern: plan.plan.index.spec.key,
        isMultiKey: plan.plan.index.isMultikey,
        direction: plan.plan.reverse ? 'backward' : 'forward',
        ranges: plan.plan.groups.reduce((n, g) => n + g.ranges.length, 0),
      };
    case 'union':
      return {
        stage: plan.merge ? 'SORT_MERGE' : 'OR',
        inputStages: plan.branches.map((b) => access(b, c)),
      };
  }
}

function idScan(direction: string): Doc {
  return { stage: 'IXSCAN', indexName: '_id_', keyPattern: { _id: 1 }, direction };
}
