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
  const megabyte = 1024 * 1024;
  if (bytes < megabyte) return `${(bytes / 1024).toFixed(1)} KB`;
  return `${(bytes / megabyte).toFixed(1)} MB`;
}

const pathOf = (id: string): string => `/api/v1/documents/${encodeURIComponent(id)}`;

/**
 * An upload field: choose or drop files, each is sent at once and listed with its state; a refused
 * file says why and can be replaced.
 */
export class UploadField {
  #documents: UploadedDocument[] = [];
  readonly #options: UploadOptions;
  readonly #items = make('ul');
  readonly #status = make('p', { class: 'error', role: 'alert' });
  readonly #box: HTMLElement;

  constructor(place: HTMLElement, options: UploadOptions) {
    this.#options = options;
    this.#box = make('div', { class: 'upload', role: 'group' }, this.#items, this.#status);
    if (options.labelledBy) this.#box.setAttribute('aria-labelledby', options.labelledBy);
    if (!options.isReadonly) this.#addChooser();
    place.replaceChildren(this.#box);
    void this.#load(options.value);
  }

  /** Shows these documents, unless it does already. */
  set(ids: readonly string[]): void {
    if (ids.join() !== this.#documents.map((one) => one.id).join()) void this.#load(ids);
  }

  #addChooser(): void {
    const { accept, max } = this.#options;
    const input = make('input', { type: 'file', multiple: '', accept, hidden: '' });
    const button = make('button', { type: 'button', class: 'button' }, '选择文件');
    const hint = make('span', { class: 'hint' }, `　或把文件拖到这里，最多 ${max} 个`);
    this.#box.prepend(make('p', {}, button, hint, input));
    button.addEventListener('click', () => input.click());
    input.addEventListener('change', () => {
      void this.#send([...(input.files ?? [])]).then(() => (input.value = ''));
    });
    this.#box.addEventListener('dragover', (event) => {
      event.preventDefault();
      this.#box.classList.add('over');
    });
    this.#box.addEventListener('dragleave', () => this.#box.classList.remove('over'));
    this.#box.addEventListener('drop', (event) => {
      event.preventDefault();
      this.#box.classList.remove('over');
      void this.#send([...(event.dataTransfer?.files ?? [])]);
    });
  }

  #draw(): void {
    this.#items.replaceChildren(...this.#documents.map((document) => this.#line(document)));
    if (this.#documents.length === 0 && this.#options.isReadonly) {
      this.#items.append(make('li', { class: 'hint' }, '没有附件'));
    }
  }

  #line(document: UploadedDocument): HTMLElement {
    const link = make('a', { href: `${pathOf(document.id)}/content` }, document.name);
    const item = make('li', {}, link, make('small', {}, sizeText(document.bytes)));
    if (this.#options.isReadonly) return item;
    const label = `移除 ${document.name}`;
    const remove = make('button', { type: 'button', class: 'plain', 'aria-label': label }, '移除');
    remove.addEventListener('click', () => {
      this.#documents = this.#documents.filter((other) => other !== document);
      this.#changed();
    });
    item.append(remove);
    return item;
  }

  #changed(): void {
    this.#draw();
    this.#options.onChange(this.#documents.map((document) => document.id));
  }

  async #load(ids: readonly string[]): Promise<void> {
    const known = new Map(this.#documents.map((document) => [document.id, document]));
    const unreadable = (id: string): UploadedDocument => ({
      id,
      name: '（读不到的文件）',
      bytes: 0,
    });
    this.#documents = await Promise.all(
      ids.map(
        (id) =>
          known.get(id) ?? api<UploadedDocument>('GET', pathOf(id)).catch(() => unreadable(id)),
      ),
    );
    this.#draw();
  }

  async #send(files: readonly File[]): Promise<void> {
    this.#status.textContent = '';
    for (const file of files) {
      if (this.#documents.length >= this.#options.max) {
        this.#status.textContent = `最多 ${this.#options.max} 个文件，“${file.name}”没有上传。`;
        return;
      }
      const row = make('li', {}, file.name, make('small', {}, '上传中……'));
      this.#items.append(row);
      try {
        this.#documents = [...this.#documents, await uploadFile(file)];
        this.#changed();
      } catch (error) {
        row.remove();
        const reason = error instanceof Error ? error.message : '';
        this.#status.textContent = reason.includes(file.name)
          ? `没有上传：${reason}`
          : `“${file.name}”没有上传：${reason}`;
      }
    }
  }
}

/** Sends one file. Throws `ApiProblem` when it is refused. */
async function uploadFile(file: File): Promise<UploadedDocument> {
  const body = new FormData();
  body.append('file', file, file.name);
  const response = await fetch('/api/v1/documents', {
    method: 'POST',
    headers: { accept: 'application/json', 'x-csrf-token': csrfToken() },
    body,
  });
  return answerOf<UploadedDocument>(response);
}
