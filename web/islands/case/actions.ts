import { ApiProblem, api, pageData } from '../common/api.ts';
import { find, findAll, toast } from '../common/dom.ts';
import type { MountedForm } from '../form/form.ts';

/** Dialogs of the package's own actions (补发, 申请延期): their form, sent once. */

interface ActionForm {
  id: string;
  form: Record<string, unknown> | null;
}

const forms = new Map<string, MountedForm>();

/** Gives each dialog with a form its form when it is opened, and sends it in place. */
export function mountActions(): void {
  const actions = pageData<ActionForm[] | null>('actions-data') ?? [];
  for (const element of findAll<HTMLFormElement>('form[data-action]')) {
    const id = element.dataset['action'] ?? '';
    const schema = actions.find((action) => action.id === id)?.form;
    const dialog = element.closest('dialog');
    if (!schema || !dialog) continue;
    const open = (): void => {
      if (dialog.open && !forms.has(id)) void mount(element, id, schema);
    };
    new MutationObserver(open).observe(dialog, { attributeFilter: ['open'] });
    open();
    element.addEventListener('submit', (event) => {
      event.preventDefault();
      void send(element, id);
    });
  }
}

/** Hides the buttons of actions whose moment has passed; the live part of the page says which. */
export function showActions(): void {
  const open = find('[data-actions]')?.dataset['actions']?.split(' ') ?? [];
  for (const button of findAll<HTMLElement>('[data-dialog^="action-"]')) {
    button.hidden = !open.includes((button.dataset['dialog'] ?? '').slice('action-'.length));
  }
}

async function mount(
  element: HTMLFormElement,
  id: string,
  schema: Record<string, unknown>,
): Promise<void> {
  const place = find('[data-action-form]', element);
  if (!place) return;
  const { mountForm } = await import('../form/form.ts');
  const options = { isReadonly: false, onChange: () => undefined };
  forms.set(id, await mountForm(place, schema, {}, options));
}

async function send(element: HTMLFormElement, id: string): Promise<void> {
  const form = forms.get(id);
  const button = find<HTMLButtonElement>('[data-send]', element);
  if (!form || !button || button.disabled) return;
  if (!form.isValid()) {
    toast('还有没填好的项，已用红字标出。', true);
    return;
  }
  button.disabled = true;
  button.setAttribute('aria-busy', 'true');
  const requestId = find<HTMLInputElement>('[name="requestId"]', element)?.value;
  try {
    const body = { requestId, variables: form.values() };
    await api('POST', element.dataset['path'] ?? '', body);
    const address = new URL(location.href);
    address.search = '?done=acted';
    address.hash = '';
    location.href = address.href;
  } catch (error) {
    button.disabled = false;
    button.removeAttribute('aria-busy');
    if (!(error instanceof ApiProblem)) throw error;
    form.showErrors(error.fields);
    toast(error.message, true);
  }
}
