import { cachePerConnection } from '../age-cache.ts';
import type { Desk } from '../desk.ts';
import { formModel, type FormRecord } from '../definitions/definition.model.ts';

/**
 * How long a deployed form is believed. Its key names one version, which never changes; only a
 * rebuild may mend it.
 */
const BELIEVED_MS = 10_000;
const KEPT_FORMS = 200;

type FormSchema = Readonly<Record<string, unknown>>;

const formsIn = cachePerConnection<FormSchema>({
  believedMs: BELIEVED_MS,
  kept: KEPT_FORMS,
  now: () => performance.now(),
});

/**
 * The form-js schema of a task: by the form key in the job's headers, which is the key of a
 * deployed form, or an id that a diagram wrote itself (the latest version then). Null: no form.
 * The same object is handed out again: nobody may change it.
 */
export async function findForm(desk: Desk, formKey: string | null): Promise<FormSchema | null> {
  if (formKey === null) return null;
  const forms = formsIn(desk.connection);
  const known = forms.get(formKey);
  if (known) return known;
  const since = forms.since();
  const model = formModel(desk.connection);
  const deployed = await model.findOne({ _id: formKey }).lean<FormRecord>();
  if (deployed) {
    const schema = JSON.parse(deployed.schema) as FormSchema;
    forms.put(formKey, schema, since);
    return schema;
  }
  const latest = await model.findOne({ formId: formKey }).sort({ version: -1 }).lean<FormRecord>();
  if (latest) return JSON.parse(latest.schema) as FormSchema;
  for (const { forms: packaged } of desk.packages.list()) {
    const form = packaged.get(formKey);
    if (form) return form.schema;
  }
  return null;
}
