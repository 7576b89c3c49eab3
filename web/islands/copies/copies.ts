import { fragment } from '../common/api.ts';
import { find } from '../common/dom.ts';
import { onLive, refresher } from '../common/live.ts';
import { morph } from '../common/morph.ts';

/** The grid of units moves as they sign; filters change in place. */

const live = find('#live');
const key = live?.dataset['case'] ?? '';

async function show(): Promise<void> {
  if (live) morph(live, await fragment(location.href), '.copy');
}

const refresh = refresher(show, 400);
onLive('case', (data) => {
  if (data['key'] === undefined || data['key'] === key) refresh();
});

document.addEventListener('click', (event) => {
  const target = event.target instanceof Element ? event.target : null;
  const link = target?.closest<HTMLAnchorElement>('#live .tabs a');
  if (!link) return;
  event.preventDefault();
  history.replaceState(null, '', link.href);
  void show();
});
