import type { Desk } from '../desk.ts';
import { formModel, type FormRecord } from '../definitions/definition.model.ts';

/**
 * The form-js schema of a task: by the form key in the job's headers, which is the key of a
 * deployed form, or an id that a diagram wrote itself (the latest version then). Null: no form.
 */
export async function findForm(
  desk: Desk,
  formKey: string | null,
): Promise<Record<string, unknown> | null> {
  if (formKey === null) return null;
  const model = formModel(desk.connection);
  const found =
    (await model.findOne({ _id: formKey }).lean<FormRecord>()) ??
    (await model.findOne({ formId: formKey }).sort({ version: -1 }).lean<FormRecord>());
  if (found) return JSON.parse(found.schema) as Record<string, unknown>;
  for (const { forms } of desk.packages.list()) {
    const form = forms.get(formKey);
    if (form) return form.schema;
  }
  return null;
}
