import { ApiProblem, api, pageData } from '../common/api.ts';
import { debounce, find, findAll, make, toast } from '../common/dom.ts';
import { mountDiagrams } from '../diagram/mount.ts';
import { forgetLocal, forgetOld, keepLocally, readLocal } from '../form/draft.ts';
import type { MountedForm } from '../form/form.ts';
import { mountReturnPreview } from './return-preview.ts';
import { showConflict } from './conflict.ts';

/** The answer to one task: form, opinion, drafts that are never lost, an honest submit. */

interface Draft {
  version: number;
  savedAt: string;
  variables: Record<string, unknown>;
  opinion: string;
}

interface TaskData {
  key: string;
  form: Record<string, unknown> | null;
  variables: Record<string, unknown>;
  draft: Draft | null;
  can: { complete: boolean; saveDraft: boolean };
  kind: string;
  state: string;
}

const task = pageData<TaskData>('task-data');
const opinion = find<HTMLTextAreaElement>('#opinion');
const formElement = find<HTMLFormElement>('[data-task]');
const submitButton = find<HTMLButtonElement>('[data-submit]');
const draftState = find('[data-draft-state]');
let form: MountedForm | null = null;
let version = task.draft?.version ?? 0;
let isDirty = false;
let isSending = false;
/** What a refused submission sent: the server kept it as the draft. */
let submitted = '';

function answer(): { variables: Record<string, unknown>; opinion: string } {
  return { variables: form?.values() ?? {}, opinion: opinion?.value ?? '' };
}

function say(text: string): void {
  if (draftState) draftState.textContent = text;
}

const saveSoon = debounce(1200, () => void saveDraft());

function edited(): void {
  isDirty = true;
  keepLocally(task.key, { savedAt: Date.now(), baseVersion: version, ...answer() });
  say('未保存');
  if (task.can.saveDraft) saveSoon();
}

async function saveDraft(): Promise<void> {
  if (!isDirty || isSending) return;
  const sent = answer();
  say('正在保存草稿……');
  try {
    const draft = await api<Draft>('PUT', `/api/v1/tasks/${task.key}/draft`, {
      baseVersion: version,
      ...sent,
    });
    version = draft.version;
    isDirty = JSON.stringify(sent) !== JSON.stringify(answer());
    if (!isDirty) forgetLocal(task.key);
    say('草稿已保存');
  } catch (error) {
    if (!(error instanceof ApiProblem)) throw error;
    if (error.status === 0 || error.status >= 500) {
      say('连不上服务器，草稿暂存在本机');
      setTimeout(saveSoon, 4000);
    } else if (error.code === 'draft_stale') {
      const newer = error.body['draft'] as Draft | undefined;
      say('别处有较新的草稿');
      if (newer && isOwn(newer)) {
        version = newer.version;
        void saveDraft();
      } else if (newer) askWhichDraft(newer);
    } else {
      say(error.message);
    }
  }
}

/** Whether the newer draft is this page's own, kept when its submission was refused. */
function isOwn({ variables, opinion: text }: Draft): boolean {
  return submitted === JSON.stringify({ variables, opinion: text });
}

function askWhichDraft(newer: Draft): void {
  const mine = answer();
  showConflict(
    '这份草稿在别处有较新的一版。',
    [
      {
        text: '保留我正在填写的',
        run: () => {
          version = newer.version;
          isDirty = true;
          void saveDraft();
        },
      },
      {
        text: '换成较新的一版',
        run: () => {
          version = newer.version;
          void fill(newer.variables, newer.opinion);
          isDirty = false;
          forgetLocal(task.key);
        },
      },
    ],
    mine.opinion,
  );
}

async function fill(variables: Record<string, unknown>, text: string): Promise<void> {
  if (opinion) opinion.value = text;
  const place = find('[data-form]');
  if (!place || !task.form) return;
  const { mountForm } = await import('../form/form.ts');
  form = await mountForm(
    place,
    task.form,
    { ...task.variables, ...variables },
    {
      isReadonly: !task.can.complete || task.state !== 'open',
      onChange: edited,
    },
  );
}

async function submit(): Promise<void> {
  if (isSending || !submitButton) return;
  if (form && !form.isValid()) {
    toast('还有没填好的项，已用红字标出。', true);
    return;
  }
  isSending = true;
  const label = submitButton.textContent ?? '';
  submitButton.setAttribute('aria-busy', 'true');
  submitButton.disabled = true;
  submitButton.textContent = '提交中…';
  const sent = answer();
  submitted = JSON.stringify(sent);
  keepLocally(task.key, { savedAt: Date.now(), baseVersion: version, ...sent });
  try {
    await api('POST', `/api/v1/tasks/${task.key}/completions`, sent);
    forgetLocal(task.key);
    isDirty = false;
    location.href = `/tasks?box=${task.kind}&done=completed`;
  } catch (error) {
    isSending = false;
    submitButton.removeAttribute('aria-busy');
    submitButton.disabled = false;
    submitButton.textContent = label;
    if (!(error instanceof ApiProblem)) throw error;
    refused(error, sent.opinion);
  }
}

function refused(error: ApiProblem, text: string): void {
  if (error.code === 'form_invalid') form?.showErrors(error.fields);
  if (error.status === 409) {
    if (submitButton) submitButton.disabled = true;
    showConflict(
      error.message,
      [
        {
          text: '看最新情况',
          run: () => {
            isDirty = false;
            location.reload();
          },
        },
      ],
      text,
    );
  } else {
    toast(
      error.status === 0 ? '连不上服务器，内容已保存在本机，请稍后再提交。' : error.message,
      true,
    );
  }
}

async function open(): Promise<void> {
  forgetOld(Date.now());
  const kept = task.state === 'open' ? readLocal(task.key) : null;
  const isNewer = kept !== null && kept.savedAt > Date.parse(task.draft?.savedAt ?? '1970-01-01');
  const start = isNewer ? kept : task.draft;
  await fill(start?.variables ?? {}, start?.opinion ?? opinion?.value ?? '');
  if (isNewer && kept) {
    isDirty = true;
    say('已恢复上次没有提交的内容');
    if (kept.baseVersion === version) saveSoon();
    else if (task.draft) askWhichDraft(task.draft);
  }
}

opinion?.addEventListener('input', edited);
document.addEventListener('click', (event) => {
  const target = event.target instanceof Element ? event.target : null;
  const phrase = target?.closest('[data-phrase]')?.textContent;
  if (phrase && opinion) {
    opinion.setRangeText(phrase, opinion.selectionStart, opinion.selectionEnd, 'end');
    opinion.focus();
    edited();
  }
});
formElement?.addEventListener('submit', (event) => {
  if (event.submitter?.hasAttribute('data-plain')) {
    isDirty = false;
    return;
  }
  event.preventDefault();
  void submit();
});
document.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !find('dialog[open]')) {
    event.preventDefault();
    void submit();
  }
});
addEventListener('beforeunload', (event) => {
  if (isDirty && !isSending) event.preventDefault();
});
addEventListener('online', saveSoon);
for (const returnForm of findAll<HTMLFormElement>('#return form')) {
  returnForm.addEventListener('submit', () => (isDirty = false));
}
if (location.hash === '#act') submitButton?.focus();
mountReturnPreview();
mountDiagrams();
open().catch(() => {
  find('[data-form]')?.replaceChildren(
    make('p', { class: 'error' }, '表单打不开，请刷新页面；仍然不行，请告诉系统管理员。'),
  );
});
