import { ApiProblem, fragment } from '../common/api.ts';
import { find, findAll, isTyping, toast } from '../common/dom.ts';
import { onLive, onLiveState, refresher } from '../common/live.ts';
import { morph } from '../common/morph.ts';

/** Lists of tasks and cases: live, by keyboard, filtered without leaving the page. */

const list = find('#list');
const state = find('[data-live-state]');

async function show(url: string, flash: string | null): Promise<void> {
  if (!list) return;
  try {
    const html = await fragment(url);
    if (find('[data-appended]', list) && flash) markStale();
    else morph(list, html, flash);
    if (state && !state.dataset['more']) state.textContent = '';
  } catch (error) {
    if (state) state.textContent = error instanceof ApiProblem ? error.message : '';
  }
}

/** A list that was read on past its first page is not replaced under the reader. */
function markStale(): void {
  if (!state || state.dataset['more']) return;
  state.dataset['more'] = '1';
  const link = document.createElement('a');
  link.href = location.href;
  link.textContent = '有变化，点此刷新';
  state.replaceChildren(link);
}

const refresh = refresher(() => show(location.href, 'tr'));
onLive('tasks', refresh);
if (list?.dataset['box'] === 'cases') onLive('case', refresh);
onLiveState((isLive) => {
  if (state && !state.dataset['more']) {
    state.textContent = isLive ? '' : '连接中断，正在重连；列表可能不是最新';
  }
});

const filters = find<HTMLFormElement>('[data-filters]');
filters?.addEventListener('change', () => {
  const parameters = new URLSearchParams();
  for (const [name, value] of new FormData(filters)) {
    if (typeof value === 'string' && value !== '') parameters.set(name, value);
  }
  const url = `${filters.getAttribute('action') ?? ''}?${parameters.toString()}`;
  history.replaceState(null, '', url);
  if (state) delete state.dataset['more'];
  void show(url, null);
});

document.addEventListener('click', (event) => {
  const target = event.target instanceof Element ? event.target : null;
  const more = target?.closest<HTMLAnchorElement>('[data-more]');
  if (more) {
    event.preventDefault();
    void readOn(more);
    return;
  }
  const row = target?.closest('a, button')
    ? null
    : target?.closest<HTMLElement>('#list tr[data-key]');
  if (row && getSelection()?.isCollapsed !== false) find<HTMLAnchorElement>('a', row)?.click();
});

async function readOn(link: HTMLAnchorElement): Promise<void> {
  link.setAttribute('aria-busy', 'true');
  try {
    const template = document.createElement('template');
    template.innerHTML = await fragment(link.href);
    const rows = [...template.content.querySelectorAll('tbody tr')];
    rows[0]?.setAttribute('data-appended', '');
    find('tbody', list ?? document)?.append(...rows);
    const next = template.content.querySelector('.more');
    link.closest('.more')?.replaceWith(next ?? '');
    (rows[0]?.querySelector('a') as HTMLElement | null)?.focus();
  } catch (error) {
    link.removeAttribute('aria-busy');
    toast(error instanceof Error ? error.message : '取不到下一页', true);
  }
}

document.addEventListener('keydown', (event) => {
  if (isTyping(event) || event.ctrlKey || event.metaKey || event.altKey || find('dialog[open]'))
    return;
  const rows = findAll('#list tr[data-key]');
  const at = rows.findIndex((row) => row.classList.contains('at'));
  const choose = (index: number): void => {
    const row = rows[Math.min(Math.max(index, 0), rows.length - 1)];
    if (!row) return;
    rows[at]?.classList.remove('at');
    row.classList.add('at');
    find('a', row)?.focus({ preventScroll: true });
    row.scrollIntoView({ block: 'nearest' });
  };
  const href = rows[at] ? find<HTMLAnchorElement>('a', rows[at])?.href : undefined;
  if (event.key === 'j' || event.key === 'ArrowDown') choose(at + 1);
  else if (event.key === 'k' || event.key === 'ArrowUp') choose(at - 1);
  else if (event.key === 'Enter' && href && document.activeElement === document.body) {
    location.href = href;
  } else if (event.key === 'e' && href) location.href = `${href}#act`;
  else return;
  event.preventDefault();
});
