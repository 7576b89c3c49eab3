import { api } from '../common/api.ts';
import { find, findAll, isTyping } from '../common/dom.ts';
import { onLive, refresher } from '../common/live.ts';
import { mountNotices } from './notices.ts';

/** What every page has: search key, help, dialogs, tabs, printing, and live counts. */

const places: Record<string, string> = {
  t: '/tasks',
  s: '/tasks?box=sign',
  r: '/tasks?box=read',
  n: '/start',
};
let isGoing = false;

function showDialog(id: string): void {
  const dialog = document.getElementById(id);
  if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
}

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === 'Escape' && isTyping(event)) (event.target as HTMLElement).blur();
  if (isTyping(event) || find('dialog[open]')) return;
  const goTo = isGoing ? places[event.key] : undefined;
  isGoing = event.key === 'g';
  if (goTo) location.href = goTo;
  else if (event.key === '?') showDialog('help');
  else if (event.key === '/') {
    event.preventDefault();
    find<HTMLInputElement>('[data-search]')?.select();
  }
});

document.addEventListener('click', (event) => {
  const target = event.target instanceof Element ? event.target : null;
  const opener = target?.closest<HTMLElement>('[data-dialog]');
  if (opener) showDialog(opener.dataset['dialog'] ?? '');
  if (target?.closest('[data-help]')) showDialog('help');
  if (target?.closest('[data-print]')) print();
  if (target?.closest('[data-close]')) target.closest('dialog')?.close();
  const tab = target?.closest<HTMLElement>('[role="tab"]');
  if (tab) chooseTab(tab);
});

document.addEventListener('keydown', (event) => {
  const tab = event.target instanceof HTMLElement ? event.target.closest('[role="tab"]') : null;
  if (!tab || !/^Arrow(Left|Right)$/.test(event.key)) return;
  const next = event.key === 'ArrowRight' ? tab.nextElementSibling : tab.previousElementSibling;
  if (next instanceof HTMLElement) {
    chooseTab(next);
    next.focus();
  }
});

function chooseTab(tab: HTMLElement): void {
  for (const other of findAll('[role="tab"]', tab.parentElement ?? document)) {
    const isChosen = other === tab;
    other.setAttribute('aria-selected', String(isChosen));
    other.tabIndex = isChosen ? 0 : -1;
    const panel = document.getElementById(other.getAttribute('aria-controls') ?? '');
    if (panel) panel.hidden = !isChosen;
  }
  tab.dispatchEvent(new CustomEvent('tab', { bubbles: true }));
}

for (const panel of findAll('[data-tab-hidden]')) panel.hidden = true;

const refreshCounts = refresher(async () => {
  const counts = await api<Record<string, unknown>>('GET', '/api/v1/tasks/counts').catch(
    () => null,
  );
  if (!counts) return;
  for (const badge of findAll('[data-count]')) {
    const count = counts[badge.dataset['count'] ?? ''];
    if (typeof count === 'number') badge.textContent = count > 0 ? String(count) : '';
  }
}, 1000);

if (find('[data-count]')) onLive('tasks', refreshCounts);
mountNotices();

if (location.hash.length > 1) showDialog(location.hash.slice(1));
if (location.search.includes('done=')) {
  const address = new URL(location.href);
  address.searchParams.delete('done');
  history.replaceState(null, '', address);
}

const pending = find('[data-pending]')?.dataset['pending'];
if (pending) setTimeout(() => location.replace(pending), 700);
