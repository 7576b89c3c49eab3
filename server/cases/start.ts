import { randomUUID } from 'node:crypto';
import type { ProcessPackage } from '../../processes/package/index.ts';
import { dayOf, isoOf } from '../clock/index.ts';
import { definitionModel } from '../definitions/definition.model.ts';
import { documentModel, type DocumentRecord } from '../documents/document.model.ts';
import { mayReadDocument } from '../documents/policy.ts';
import { needBroker, type Desk } from '../desk.ts';
import { Problem } from '../errors.ts';
import { checkAnswer } from '../forms/check-answer.ts';
import { feel } from '../forms/feel.ts';
import type { Viewer } from '../sessions/schema.ts';
import { createNumbering } from '../workers/numbering.ts';
import { holdsDocument } from './holds-document.ts';
import { startingUnit } from './policy.ts';
import type { Started, StartInput } from './schema.ts';

/**
 * Starts a business as a person. Failures, in order: not_found (no such business), forbidden (no
 * position that may start it), form_invalid, business_not_deployed, broker_unavailable.
 */
export async function startBusiness(
  desk: Desk,
  viewer: Viewer,
  input: StartInput,
): Promise<Started> {
  const found = desk.packages.byName(input.business);
  if (!found) throw new Problem('not_found');
  const unit = startingUnit(viewer, found.manifest);
  if (unit === null) throw new Problem('forbidden');
  const form = found.forms.get(found.manifest.startForm)?.schema;
  const checked = form
    ? checkAnswer(form, { documentIds: input.documentIds, ...input.variables }, feel)
    : { ok: true as const, variables: input.variables };
  if (!checked.ok) throw new Problem('form_invalid', { errors: checked.errors });
  const ids = [...new Set([...input.documentIds, ...textsOf(checked.variables['documentIds'])])];
  await checkDocuments(desk, viewer, ids);
  const urgency = input.variables['urgency'];
  const title =
    checked.variables[found.manifest.titleVariable] ??
    input.variables['caseTitle'] ??
    found.manifest.title;
  return startCase(
    desk,
    found,
    {
      ...checked.variables,
      caseTitle: String(title).slice(0, 300),
      urgency: urgency === 'urgent' || urgency === 'extraUrgent' ? urgency : 'normal',
      startedBy: viewer.personId,
      startedByUnit: unit,
      documentIds: ids,
    },
    randomUUID(),
  );
}

/**
 * Starts a case with its number. The number is taken first and given back when the broker did not
 * start it, so that there is no gap. After a time-out it stays taken: the case may exist.
 */
export async function startCase(
  desk: Desk,
  found: ProcessPackage,
  variables: Record<string, unknown>,
  onceKey: string,
): Promise<Started> {
  needBroker(desk);
  const { numbering, processId, title } = found.manifest;
  const deployed = await definitionModel(desk.connection).exists({ processId });
  if (!deployed) throw new Problem('business_not_deployed', { values: { name: title } });
  const numbers = createNumbering(desk.connection);
  const unit = String(variables['startedByUnit'] ?? '');
  const number = await numbers.next({
    series: numbering.perUnit ? `${numbering.series}:${unit}` : numbering.series,
    pattern: numbering.pattern,
    onceKey,
    year: Number(isoOf(dayOf(desk.clock.now())).slice(0, 4)),
  });
  try {
    const { key } = await desk.broker.start(processId, {
      ...variables,
      caseNumber: number,
      business: found.name,
    });
    return { key, number };
  } catch (error) {
    const mayExist = error instanceof Problem && error.code === 'broker_timeout';
    if (!mayExist) await numbers.giveBack(onceKey);
    if (error instanceof Problem && error.code === 'not_found') {
      throw new Problem('business_not_deployed', { values: { name: title }, cause: error });
    }
    throw error;
  }
}

/** Only papers that the viewer may read can be attached: others' stay where they are. */
async function checkDocuments(desk: Desk, viewer: Viewer, ids: readonly string[]): Promise<void> {
  const documents =
    ids.length === 0
      ? []
      : await documentModel(desk.connection)
          .find({ _id: { $in: ids } }, { _id: 1, uploadedBy: 1 })
          .lean<DocumentRecord[]>();
  const holds = (who: Viewer, id: string): Promise<boolean> => holdsDocument(desk, who, id);
  for (const id of ids) {
    const found = documents.find(({ _id }) => _id === id);
    if (found && (await mayReadDocument(viewer, found, holds))) continue;
    throw new Problem('form_invalid', {
      errors: [{ path: 'documentIds', message: '有附件不存在或您无权使用，请重新上传' }],
    });
  }
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}
