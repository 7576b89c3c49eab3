import { api, fragment } from '../common/api.ts';
import { find } from '../common/dom.ts';
import { onLive, refresher } from '../common/live.ts';
import { morph } from '../common/morph.ts';

/** The bell: a panel with the newest notices, kept fresh while it is open. */

const bell = find<HTMLAnchorElement>('[data-bell]');
const panel = find('#notices');

const refresh = refresher(async () => {
  if (panel && !panel.hidden) morph(panel, await fragment('/notices'));
});

function show(isShown: boolean): void {
  if (!bell || !panel || panel.hidden === !isShown) return;
  panel.hidden = !isShown;
  bell.setAttribute('aria-expanded', String(isShown));
  if (isShown) {
    panel.focus({ preventScroll: true });
    refresh();
  }
}

/** Makes the bell open its panel; without scripts it is a link to the page of notices. */
export function mountNotices(): void {
  if (!bell || !panel) return;
  bell.addEventListener('click', (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show(panel.hidden !== false);
  });
  document.addEventListener('click', (event) => {
    const target = event.target instanceof Element ? event.target : null;
    if (target && !target.closest('#notices, [data-bell]') && target.isConnected) show(false);
    const notice = target?.closest<HTMLElement>('[data-notice]')?.dataset['notice'];
    if (notice) void markRead({ ids: [notice] });
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || panel.hidden) return;
    show(false);
    bell.focus();
  });
  panel.addEventListener('submit', (event) => {
    if (!(event.target instanceof HTMLFormElement)) return;
    event.preventDefault();
    const until = new FormData(event.target).get('until');
    void markRead({ until }).then(refresh);
  });
  onLive('tasks', refresh);
}

/** The page may be left at once: the request outlives it. */
async function markRead(body: object): Promise<void> {
  await api('POST', '/api/v1/notices/readings', body, true).catch(() => undefined);
}
