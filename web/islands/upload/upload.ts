import { answerOf, api, csrfToken } from '../common/api.ts';
import { make } from '../common/dom.ts';

/** A stored document as the API answers an upload. */
export interface UploadedDocument {
  id: string;
  name: string;
  bytes: number;
}

/** How an upload field behaves. */
export interface UploadOptions {
  value: readonly string[];
  max: number;
  accept: string;
  isReadonly?: boolean;
  labelledBy?: string;
  onChange(ids: string[]): void;
}

function sizeText(bytes: number): string {
  return bytes < 1024 * 1024 ? `${(bytes / 1024).toFixed(1)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

/**
 * Mounts an upload field: choose or drop files, each is sent at once and listed with its state; a
 * refused file says why and can be replaced.
 */
export function mountUpload(place: HTMLElement, options: UploadOptions): { set(ids: readonly string[]): void } {
  let documents: UploadedDocument[] = [];
  const items = make('ul', {});
  const input = make('input', { type: 'file', multiple: '', accept: options.accept, hidden: '' });
  const button = make('button', { type: 'button', class: 'button' }, '选择文件');
  const hint = make('span', { class: 'hint' }, `　或把文件拖到这里，最多 ${options.max} 个`);
  const status = make('p', { class: 'error', role: 'alert' });
  const box = make('div', { class: 'upload', role: 'group' }, items, status);
  if (options.labelledBy) box.setAttribute('aria-labelledby', options.labelledBy);
  if (!options.isReadonly) box.prepend(make('p', {}, button, hint, input));
  place.replaceChildren(box);

  const draw = (): void => {
    items.replaceChildren(
      ...documents.map((document) => {
        const link = make('a', { href: `/api/v1/documents/${encodeURIComponent(document.id)}/content` }, document.name);
        const item = make('li', {}, link, make('small', {}, sizeText(document.bytes)));
        if (!options.isReadonly) {
          const remove = make('button', { type: 'button', class: 'plain', 'aria-label': `移除 ${document.name}` }, '移除');
          remove.addEventListener('click', () => {
            documents = documents.filter((other) => other !== document);
            changed();
          });
          item.append(remove);
        }
        return item;
      }),
    );
    if (documents.length === 0 && options.isReadonly) items.append(make('li', { class: 'hint' }, '没有附件'));
  };
  const changed = (): void => {
    draw();
    options.onChange(documents.map((document) => document.id));
  };
  const load = async (ids: readonly string[]): Promise<void> => {
    const known = new Map(documents.map((document) => [document.id, document]));
    documents = await Promise.all(
      ids.map(async (id) => known.get(id) ??
        api<UploadedDocument>('GET', `/api/v1/documents/${encodeURIComponent(id)}`).catch(() => ({ id, name: '（读不到的文件）', bytes: 0 }))),
    );
    draw();
  };
  const send = async (files: Iterable<File>): Promise<void> => {
    status.textContent = '';
    for (const file of files) {
      if (documents.length >= options.max) {
        status.textContent = `最多 ${options.max} 个文件，“${file.name}”没有上传。`;
        return;
      }
      const row = make('li', {}, file.name, make('small', {}, '上传中……'));
      items.append(row);
      try {
        documents = [...documents, await uploadFile(file)];
        changed();
      } catch (error) {
        row.remove();
        status.textContent = `“${file.name}”没有上传：${error instanceof Error ? error.message : ''}`;
      }
    }
  };

  button.addEventListener('click', () => input.click());
  input.addEventListener('change', () => {
    void send([...(input.files ?? [])]).then(() => (input.value = ''));
  });
  box.addEventListener('dragover', (event) => {
    event.preventDefault();
    box.classList.add('over');
  });
  box.addEventListener('dragleave', () => box.classList.remove('over'));
  box.addEventListener('drop', (event) => {
    event.preventDefault();
    box.classList.remove('over');
    if (!options.isReadonly) void send([...(event.dataTransfer?.files ?? [])]);
  });
  void load(options.value);
  return {
    set(ids) {
      if (ids.join() !== documents.map((document) => document.id).join()) void load(ids);
    },
  };
}

/** Sends one file. Throws `ApiProblem` when it is refused. */
export async function uploadFile(file: File): Promise<UploadedDocument> {
  const body = new FormData();
  body.append('file', file, file.name);
  const response = await fetch('/api/v1/documents', {
    method: 'POST',
    headers: { accept: 'application/json', 'x-csrf-token': csrfToken() },
    body,
  });
  return answerOf<UploadedDocument>(response);
}
