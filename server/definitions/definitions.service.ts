import { caseModel } from '../cases/case.model.ts';
import { instant, needBroker, type Desk } from '../desk.ts';
import { Problem } from '../errors.ts';
import type { Services } from '../services.ts';
import type { Viewer } from '../sessions/schema.ts';
import { brokerFindings, checkDiagram } from './check.ts';
import {
  definitionModel,
  diagramDraftModel,
  type DefinitionRecord,
  type DiagramDraftRecord,
} from './definition.model.ts';
import { processesOf } from './diagram.ts';
import { mustDesign } from './policy.ts';
import type { DefinitionRow, DiagramDraft, DiagramDraftInput, DiagramInput } from './schema.ts';

/** Diagrams: deployed versions, checks, deployment, drafts. For designers; reading for all. */
export function createDefinitions(desk: Desk): Services['definitions'] {
  return {
    list: async () => {
      const found = await definitionModel(desk.connection)
        .find({}, { xml: 0, elements: 0 })
        .sort({ processId: 1, version: -1 })
        .lean<DefinitionRecord[]>();
      return presentAll(desk, found);
    },
    get: async (_viewer, key) => {
      const found = await definitionModel(desk.connection)
        .findOne({ _id: key })
        .lean<DefinitionRecord>();
      if (!found) throw new Problem('not_found');
      const all = await definitionModel(desk.connection)
        .find({ processId: found.processId }, { xml: 0, elements: 0 })
        .lean<DefinitionRecord[]>();
      const row = (await presentAll(desk, all)).find((one) => one.key === key);
      if (!row) throw new Problem('not_found');
      return { ...row, xml: found.xml };
    },
    check: (viewer, input) => {
      mustDesign(viewer);
      return checkDiagram(desk, input);
    },
    deploy: (viewer, input) => deploy(desk, viewer, input),
    draft: async (viewer, processId) => {
      mustDesign(viewer);
      const found = await diagramDraftModel(desk.connection)
        .findOne({ _id: processId })
        .lean<DiagramDraftRecord>();
      return found ? presentDraft(found) : null;
    },
    saveDraft: (viewer, processId, input) => saveDraft(desk, viewer, processId, input),
  };
}

async function presentAll(
  desk: Desk,
  found: readonly DefinitionRecord[],
): Promise<DefinitionRow[]> {
  const counts = await caseModel(desk.connection).aggregate<{ _id: string; count: number }>([
    { $match: { definitionKey: { $in: found.map(({ _id }) => _id) }, state: 'active' } },
    { $group: { _id: '$definitionKey', count: { $sum: 1 } } },
  ]);
  const active = new Map(counts.map(({ _id, count }) => [_id, count]));
  const latest = new Map<string, number>();
  for (const { processId, version } of found) {
    latest.set(processId, Math.max(version, latest.get(processId) ?? 0));
  }
  return found.map((one) => ({
    key: one._id,
    processId: one.processId,
    name: one.name,
    version: one.version,
    business: desk.packages.owning(one.processId)?.name ?? null,
    deployedAt: instant(one.deployedAt),
    activeCases: active.get(one._id) ?? 0,
    latest: latest.get(one.processId) === one.version,
  }));
}

/**
 * Deploys a diagram as a new version; running cases keep theirs. Throws `diagram_invalid` with
 * `extra.findings`, from our checks or from the broker's refusal.
 */
async function deploy(desk: Desk, viewer: Viewer, input: DiagramInput): Promise<DefinitionRow> {
  mustDesign(viewer);
  const { deployable, findings } = await checkDiagram(desk, input);
  if (!deployable) throw new Problem('diagram_invalid', { extra: { findings } });
  needBroker(desk);
  const name = input.resourceName.endsWith('.bpmn')
    ? input.resourceName
    : `${input.resourceName}.bpmn`;
  try {
    const [process] = await desk.broker.deploy({ name, text: input.xml });
    if (!process) throw new Problem('diagram_invalid', { extra: { findings } });
    desk.log.info(
      {
        by: viewer.personId,
        process: process.processId,
        version: process.version,
        note: input.note,
      },
      'diagram deployed',
    );
    const named = (await processesOf(input.xml)).find(({ id }) => id === process.processId);
    return {
      key: process.key,
      processId: process.processId,
      version: process.version,
      latest: true,
      name: named?.name ?? process.processId,
      activeCases: 0,
      business: desk.packages.owning(process.processId)?.name ?? null,
      deployedAt: instant(desk.clock.now()),
    };
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'broker_refused') throw error;
    const { details } = (error.cause ?? {}) as { details?: unknown };
    const reason = String(details ?? error.message);
    throw new Problem('diagram_invalid', {
      extra: { findings: [...findings, ...brokerFindings(reason)] },
      cause: error,
    });
  }
}

/** Saves over the version the drawing was begun on; `diagram_draft_stale` says who was quicker. */
async function saveDraft(
  desk: Desk,
  viewer: Viewer,
  processId: string,
  input: DiagramDraftInput,
): Promise<DiagramDraft> {
  mustDesign(viewer);
  const model = diagramDraftModel(desk.connection);
  const processes = await processesOf(input.xml).catch(() => []);
  const fields = {
    name: processes.find(({ id }) => id === processId)?.name ?? processes[0]?.name ?? processId,
    savedAt: desk.clock.now(),
    savedBy: viewer.name,
    xml: input.xml,
    version: input.baseVersion + 1,
  };
  const saved =
    input.baseVersion === 0
      ? (await model.updateOne({ _id: processId }, { $setOnInsert: fields }, { upsert: true }))
          .upsertedCount
      : (await model.updateOne({ _id: processId, version: input.baseVersion }, { $set: fields }))
          .matchedCount;
  if (saved > 0) return presentDraft({ _id: processId, ...fields });
  const newer = await model.findOne({ _id: processId }).lean<DiagramDraftRecord>();
  throw new Problem('diagram_draft_stale', {
    values: { by: newer?.savedBy ?? '他人' },
    extra: { draft: newer ? presentDraft(newer) : null },
  });
}

function presentDraft({ _id, savedAt, ...rest }: DiagramDraftRecord): DiagramDraft {
  return { processId: _id, ...rest, savedAt: instant(savedAt) };
}
