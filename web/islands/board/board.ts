import { fragment } from '../common/api.ts';
import { find } from '../common/dom.ts';
import { onLive, onLiveState, refresher } from '../common/live.ts';
import { morph } from '../common/morph.ts';
import { mountHeatmap } from './heatmap.ts';
import type { BoardFigures } from './charts.ts';

/** The board: figures by fragment, charts from the same data, live. */

const live = find('#board-live');
const state = find('[data-live-state]');

async function draw(): Promise<void> {
  const carried = find('[data-board-data]')?.textContent;
  if (!carried) return;
  const { drawCharts } = await import('./charts.ts');
  drawCharts(JSON.parse(carried) as BoardFigures);
}

const refresh = refresher(async () => {
  const template = document.createElement('template');
  template.innerHTML = await fragment(location.href);
  const data = template.content.querySelector('[data-board-data]');
  const old = find('[data-board-data]');
  data?.remove();
  if (live) morph(live, template.innerHTML);
  sayState(true);
  if (data && old && data.textContent !== old.textContent) {
    old.textContent = data.textContent;
    await draw();
  }
}, 900);

/** Beside a notice that the figures stand still, nothing says that they are live. */
function sayState(isLive: boolean): void {
  const isStill = find('[data-away], [data-behind]') !== null;
  if (state) state.textContent = isLive ? (isStill ? '' : '实时更新') : '连接中断，正在重连';
}

onLive('board', refresh);
onLiveState(sayState);
void draw();
mountHeatmap();
