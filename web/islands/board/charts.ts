import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import type { ECharts } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { find } from '../common/dom.ts';

use([BarChart, LineChart, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);

/** The part of the board that charts show. */
export interface BoardFigures {
  trend: { date: string; started: number; completed: number; overdue: number }[];
  byBusiness: { title: string; lights: Partial<Record<string, number>> }[];
}

const charts = new Map<string, ECharts>();

function chart(name: string): ECharts | null {
  const place = find(`[data-chart="${name}"]`);
  if (!place) return null;
  const existing = charts.get(name);
  if (existing) return existing;
  const made = init(place, null, { renderer: 'svg' });
  charts.set(name, made);
  new ResizeObserver(() => made.resize()).observe(place);
  return made;
}

const font = {
  fontFamily: getComputedStyle(document.body).fontFamily,
  color: '#454c56',
  fontSize: 12,
};
const lights: [string, string, string][] = [
  ['red', '■ 超期', '#b3161b'],
  ['yellow', '▲ 预警', '#d99a1c'],
  ['blue', '◆ 临近', '#4a83c9'],
  ['green', '● 正常', '#4d8f63'],
  ['none', '无期限', '#b9b4aa'],
];

/** Draws the trend and the lights by business; called again with new figures it moves to them. */
export function drawCharts(figures: BoardFigures): void {
  const common = {
    textStyle: font,
    animationDuration: 300,
    grid: { left: 46, right: 18, top: 38, bottom: 28 },
    legend: { top: 6, textStyle: font, itemWidth: 14, itemHeight: 8 },
    tooltip: { trigger: 'axis' as const },
  };
  const line = (
    name: string,
    field: 'started' | 'completed' | 'overdue',
    color: string,
    dash: string,
  ): object => ({
    name,
    type: 'line',
    data: figures.trend.map((day) => day[field]),
    color,
    symbolSize: 5,
    lineStyle: { type: dash, width: 2 },
  });
  chart('trend')?.setOption({
    ...common,
    xAxis: {
      type: 'category',
      data: figures.trend.map((day) => day.date.slice(5).replace('-', '/')),
      axisLabel: font,
    },
    yAxis: { type: 'value', minInterval: 1, axisLabel: font },
    series: [
      line('发起', 'started', '#1d5aa6', 'solid'),
      line('办结', 'completed', '#1f6b3a', 'dashed'),
      line('超期', 'overdue', '#b3161b', 'dotted'),
    ],
  });
  chart('lights')?.setOption({
    ...common,
    grid: { left: 100, right: 24, top: 38, bottom: 28 },
    xAxis: { type: 'value', minInterval: 1, axisLabel: font },
    yAxis: {
      type: 'category',
      inverse: true,
      data: figures.byBusiness.map((row) => row.title),
      axisLabel: font,
    },
    series: lights.map(([light, name, color]) => ({
      name,
      type: 'bar',
      stack: 'lights',
      barMaxWidth: 26,
      color,
      data: figures.byBusiness.map((row) => row.lights[light] ?? 0),
    })),
  });
}
