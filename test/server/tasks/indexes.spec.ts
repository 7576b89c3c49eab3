import { expect } from 'chai';
import mongoose from 'mongoose';
import { openFilter } from '../../../server/tasks/list.ts';
import { taskModel } from '../../../server/tasks/task.model.ts';
import { cityTask, cityViewer } from '../../bench/store-tasks.ts';
import { temporaryStore } from '../store/subject.ts';

describe('tasks: indexes', function suite() {
  this.timeout(30_000);

  it('serve every order of a box that is not by urgency without a sort', async () => {
    const store = await temporaryStore();
    const connection = mongoose.createConnection(store.uri, { dbName: 'indexes' });
    const model = taskModel(connection);
    await model.createIndexes();
    await model.collection.insertMany(
      Array.from({ length: 3_000 }, (_, i) => cityTask(i)) as never,
      { ordered: false },
    );
    const planOf = async (filter: object, sort: Record<string, 1 | -1>): Promise<string> => {
      const plan: unknown = await model.find(filter).sort(sort).limit(21).explain('queryPlanner');
      return JSON.stringify(plan);
    };
    const open = { ...openFilter(cityViewer(1)), kind: 'todo' };
    const done = { by: 'p-u1-handler0', kind: { $in: ['todo', 'sign'] } };
    const cases: readonly [object, Record<string, 1 | -1>, string][] = [
      [open, { dueAt: 1, _id: 1 }, 'audience_1_kind_1_dueAt_1__id_1'],
      [open, { createdAt: -1, _id: -1 }, 'audience_1_kind_1_createdAt_1__id_1'],
      [open, { createdAt: 1, _id: 1 }, 'audience_1_kind_1_createdAt_1__id_1'],
      [done, { endedAt: -1, _id: -1 }, 'by_1_kind_1_endedAt_1__id_1'],
      [done, { endedAt: 1, _id: 1 }, 'by_1_kind_1_endedAt_1__id_1'],
    ];
    for (const [filter, sort, index] of cases) {
      const plan = await planOf(filter, sort);
      expect(plan, JSON.stringify(sort)).to.contain(index).and.not.contain('"SORT"');
    }
    await connection.close();
    await store.close();
  });
});
