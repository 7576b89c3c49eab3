import { api } from '../common/api.ts';
import { find, make } from '../common/dom.ts';

/** Where time is spent (the `Heatmap` of the API). */
interface Heatmap {
  xml: string;
  elements: {
    element: string;
    name: string;
    count: number;
    medianMinutes: number;
    p90Minutes: number;
    active: number;
    share: number;
  }[];
}

/** The heat of a share: from pale paper over amber to the red of the seal. */
function heatColor(share: number, most: number): string {
  const heat = most > 0 ? share / most : 0;
  const mix = (from: number, to: number, part: number): number =>
    Math.round(from + (to - from) * part);
  const [a, b, part]: [number[], number[], number] =
    heat < 0.5
      ? [[253, 243, 230], [243, 184, 120], heat * 2]
      : [[243, 184, 120], [214, 72, 60], (heat - 0.5) * 2];
  return `rgb(${[0, 1, 2].map((index) => mix(a[index]!, b[index]!, part)).join(' ')})`;
}

function minutesText(minutes: number): string {
  if (minutes < 1) return '不到 1 分钟';
  if (minutes < 60) return `${Math.round(minutes)} 分钟`;
  if (minutes < 48 * 60) return `${(minutes / 60).toFixed(1)} 小时`;
  return `${(minutes / 1440).toFixed(1)} 天`;
}

/** Shows the chosen definition as a heatmap with the same figures as a table. */
export function mountHeatmap(): void {
  const choice = find<HTMLSelectElement>('[data-heat-choice]');
  const place = find('[data-heat]');
  if (!choice || !place) return;
  const show = async (): Promise<void> => {
    if (!choice.value) {
      place.replaceChildren(
        make('p', { class: 'hint', style: 'padding:14px' }, '还没有部署过流程。'),
      );
      return;
    }
    try {
      const heatmap = await api<Heatmap>('GET', `/api/v1/board/heatmaps/${choice.value}`);
      fillTable(heatmap);
      await paint(place, heatmap);
    } catch {
      place.replaceChildren(
        make('p', { class: 'hint', style: 'padding:14px' }, '暂时取不到这个流程的用时。'),
      );
    }
  };
  choice.addEventListener('change', () => void show());
  new IntersectionObserver((entries, observer) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    observer.disconnect();
    void show();
  }).observe(place);
}

async function paint(place: HTMLElement, heatmap: Heatmap): Promise<void> {
  const { openDiagram } = await import('../diagram/viewer.ts');
  const diagram = await openDiagram(place, heatmap.xml);
  const most = Math.max(0, ...heatmap.elements.map((one) => one.share));
  for (const one of heatmap.elements) {
    if (!diagram.has(one.element)) continue;
    const shape = place.querySelector<SVGElement>(
      `[data-element-id="${CSS.escape(one.element)}"] .djs-visual > *`,
    );
    if (shape && one.share > 0)
      shape.style.setProperty('fill', heatColor(one.share, most), 'important');
    if (one.active > 0) {
      diagram.overlays.add(one.element, 'heat', {
        position: { top: -12, right: 18 },
        html: make('span', { class: 'pin', title: `在办 ${one.active}` }, String(one.active)),
      });
    }
    if (one.share >= 0.01) {
      diagram.overlays.add(one.element, 'heat', {
        position: { bottom: -2, left: 0 },
        html: make(
          'small',
          {},
          `${minutesText(one.medianMinutes)} · ${Math.round(one.share * 100)}%`,
        ),
      });
    }
  }
}

function fillTable(heatmap: Heatmap): void {
  const body = find('[data-heat-table] tbody');
  const cell = (text: string): HTMLElement => make('td', { class: 'num' }, text);
  body?.replaceChildren(
    ...[...heatmap.elements]
      .sort((a, b) => b.share - a.share)
      .map((one) =>
        make(
          'tr',
          {},
          make('td', {}, one.name || one.element),
          cell(String(one.count)),
          cell(String(one.active)),
          cell(minutesText(one.medianMinutes)),
          cell(minutesText(one.p90Minutes)),
          cell(`${(one.share * 100).toFixed(1)}%`),
        ),
      ),
  );
}
