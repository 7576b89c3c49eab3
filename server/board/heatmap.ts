import { positionModel } from '../cases/case.model.ts';
import { definitionModel, type DefinitionRecord } from '../definitions/definition.model.ts';
import type { Desk } from '../desk.ts';
import { Problem } from '../errors.ts';
import { mergeBuckets } from './merge-buckets.ts';
import { quantileMs, rollupModel, type RollupRecord } from './rollup.model.ts';
import type { Heatmap } from './schema.ts';

/** Where time is spent over one definition's diagram. Containers count beside what they hold. */
export async function heatmapOf(desk: Desk, definitionKey: string): Promise<Heatmap> {
  const { connection } = desk;
  const [definition, rollups, active] = await Promise.all([
    definitionModel(connection).findOne({ _id: definitionKey }).lean<DefinitionRecord>(),
    rollupModel(connection).find({ definitionKey, kind: 'element' }).lean<RollupRecord[]>(),
    positionModel(connection).aggregate<{ _id: string; active: number }>([
      { $match: { definitionKey } },
      { $group: { _id: '$element', active: { $sum: '$active' } } },
    ]),
  ]);
  if (!definition) throw new Problem('not_found');
  const open = new Map(active.map((group) => [group._id, group.active]));
  const leaves = new Set(
    definition.elements.filter(({ type }) => type !== 'SubProcess').map(({ id }) => id),
  );
  const total = rollups
    .filter(({ element }) => leaves.has(element))
    .reduce((sum, { sumMs }) => sum + sumMs, 0);
  const elements = definition.elements.flatMap(({ id, name }) => {
    const rows = rollups.filter(({ element }) => element === id);
    const count = rows.reduce((sum, { completed }) => sum + completed, 0);
    const activeNow = open.get(id) ?? 0;
    if (rows.length === 0 || count + activeNow === 0) return [];
    const sumMs = rows.reduce((sum, row) => sum + row.sumMs, 0);
    const buckets = mergeBuckets(rows);
    return [
      {
        element: id,
        name,
        count,
        active: activeNow,
        meanMinutes: count === 0 ? 0 : sumMs / count / 60_000,
        medianMinutes: (quantileMs(buckets, 0.5) ?? 0) / 60_000,
        p90Minutes: (quantileMs(buckets, 0.9) ?? 0) / 60_000,
        share: total === 0 || !leaves.has(id) ? 0 : sumMs / total,
      },
    ];
  });
  return { xml: definition.xml, definitionKey, elements };
}
