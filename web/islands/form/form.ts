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

/** What form-js does beyond its public types: read values without validating. */
interface FormInside {
  _getSubmitData(): Record<string, unknown>;
  _setState(state: { errors: Record<string, string[]> }): void;
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
  const form = new Form({
    container: place,
    additionalModules: [tongquFields],
    // A debounced text is lost when another field changes meanwhile (an upload that ends).
    debounce: false,
  } as ConstructorParameters<typeof Form>[0]);
  await form.importSchema(withWidgets(schema), data);
  if (options.isReadonly) form.setProperty('readOnly', true);
  const inside = form as unknown as FormInside;
  let last = JSON.stringify(inside._getSubmitData());
  form.on('changed', () => {
    const now = JSON.stringify(inside._getSubmitData());
    if (now === last) return;
    last = now;
    options.onChange();
  });
  return {
    values: () => inside._getSubmitData(),
    isValid() {
      const isValid = Object.keys(form.validate()).length === 0;
      if (!isValid) setTimeout(() => focusFirstFault(place), 50);
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
      inside._setState({ errors: shown });
      setTimeout(() => focusFirstFault(place), 50);
    },
  };
}

function focusFirstFault(place: HTMLElement): void {
  const fault = place.querySelector<HTMLElement>('.fjs-has-errors');
  fault?.scrollIntoView({ block: 'center' });
  fault?.querySelector<HTMLElement>('input, textarea, button, [tabindex]')?.focus();
}
