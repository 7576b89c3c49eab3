import { Form } from '@bpmn-io/form-js-viewer';
import '@bpmn-io/form-js-viewer/dist/assets/form-js.css';
import flatpickr from 'flatpickr';
import { Mandarin } from 'flatpickr/dist/esm/l10n/zh.js';
import { tongquFields, withWidgets } from './fields.ts';

(flatpickr as unknown as { localize(locale: object): void }).localize(Mandarin);

/** A form-js schema, as JSON. */
export type FormSchema = Record<string, unknown>;

/** A form on the page. Values are the form's variables. */
export interface MountedForm {
  values(): Record<string, unknown>;
  isValid(): boolean;
  showErrors(errors: readonly { path: string; message: string }[]): void;
}

interface Submission {
  data: Record<string, unknown>;
  errors: Record<string, string[]>;
}

/**
 * Mounts a form of a package: form-js with our fields for units and documents.
 * `onChange` is called with every edit, not while the form loads.
 */
export async function mountForm(
  place: HTMLElement,
  schema: FormSchema,
  data: Record<string, unknown>,
  options: { isReadonly: boolean; onChange(): void },
): Promise<MountedForm> {
  place.replaceChildren();
  const form = new Form({ container: place, additionalModules: [tongquFields] });
  await form.importSchema(withWidgets(schema), data);
  if (options.isReadonly) form.setProperty('readOnly', true);
  let isReady = false;
  form.on('changed', () => {
    if (isReady) options.onChange();
  });
  setTimeout(() => (isReady = true), 0);
  const submission = (): Submission => form.submit() as unknown as Submission;
  return {
    values: () => submission().data,
    isValid() {
      const isValid = Object.keys(submission().errors).length === 0;
      if (!isValid) place.querySelector<HTMLElement>('[aria-invalid="true"], .fjs-has-errors input, .fjs-has-errors button')?.focus();
      return isValid;
    },
    showErrors(errors) {
      const fields = form.get('formFieldRegistry') as unknown as {
        getAll(): { id: string; key?: string }[];
      };
      const byKey = new Map(fields.getAll().map((field) => [field.key, field.id]));
      const shown: Record<string, string[]> = {};
      for (const { path, message } of errors) {
        const id = byKey.get(path.replace(/^variables\./, ''));
        if (id) shown[id] = [message];
      }
      (form as unknown as { _setState(state: object): void })._setState({ errors: shown });
    },
  };
}
