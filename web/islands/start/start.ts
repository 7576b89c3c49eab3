import { ApiProblem, api, pageData } from '../common/api.ts';
import { debounce, find, make, toast } from '../common/dom.ts';
import { forgetLocal, keepLocally, readLocal } from '../form/draft.ts';
import { mountForm } from '../form/form.ts';
import type { MountedForm } from '../form/form.ts';

/** Starting a business: its form, kept on this machine until it is sent. */

interface StartData {
  business: string;
  form: Record<string, unknown> | null;
  person: string;
}

const data = pageData<StartData>('start-data');
const button = find<HTMLButtonElement>('[data-submit]');
const state = find('[data-draft-state]');
const draftKey = `start:${data.business}:${data.person}`;
let form: MountedForm | null = null;
let isDirty = false;

const keep = debounce(500, () => {
  keepLocally(draftKey, {
    savedAt: Date.now(),
    baseVersion: 0,
    variables: form?.values() ?? {},
    opinion: '',
  });
  if (state) state.textContent = '已暂存在本机';
});

async function open(): Promise<void> {
  const place = find('[data-form]');
  if (!place || !data.form) return;
  const kept = readLocal(draftKey);
  form = await mountForm(place, data.form, kept?.variables ?? {}, {
    isReadonly: false,
    onChange: () => {
      isDirty = true;
      keep();
    },
  });
  if (kept && state) {
    const forget = make('button', { type: 'button', class: 'plain' }, '清空重填');
    forget.addEventListener('click', () => {
      forgetLocal(draftKey);
      isDirty = false;
      location.reload();
    });
    state.replaceChildren('已恢复上次没有发出的内容', forget);
  }
}

/** Documents are the value of every upload field of the form. */
function documentIds(variables: Record<string, unknown>): string[] {
  const keys = new Set<string>();
  const visit = (components: unknown): void => {
    if (!Array.isArray(components)) return;
    for (const one of components as Record<string, unknown>[]) {
      const properties = one['properties'] as Record<string, string> | undefined;
      if (properties?.['tongqu:widget'] === 'documents') keys.add(String(one['key']));
      visit(one['components']);
    }
  };
  visit(data.form?.['components']);
  return [...keys].flatMap((key) =>
    Array.isArray(variables[key]) ? (variables[key] as string[]) : [],
  );
}

async function submit(): Promise<void> {
  if (!button || button.disabled) return;
  if (form && !form.isValid()) {
    toast('还有没填好的项，已用红字标出。', true);
    return;
  }
  button.disabled = true;
  button.setAttribute('aria-busy', 'true');
  try {
    const variables = form?.values() ?? {};
    const body = { business: data.business, variables, documentIds: documentIds(variables) };
    const started = await api<{ key: string }>('POST', '/api/v1/cases', body);
    forgetLocal(draftKey);
    isDirty = false;
    location.href = `/cases/${started.key}?done=started`;
  } catch (error) {
    button.disabled = false;
    button.removeAttribute('aria-busy');
    if (!(error instanceof ApiProblem)) throw error;
    form?.showErrors(error.fields);
    const details = error.fields.map((field) => field.message).join('；');
    toast(details ? `${error.message}${details}` : error.message, true);
  }
}

find<HTMLFormElement>('[data-start]')?.addEventListener('submit', (event) => {
  event.preventDefault();
  void submit();
});
addEventListener('beforeunload', (event) => {
  if (isDirty) event.preventDefault();
});
void open();
