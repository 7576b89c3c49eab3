import { expect } from 'chai';
import { barChart, chartPage, escapeHtml } from './chart.ts';
import { isAsked, readOptions, type BenchOptions } from './options.ts';
import { allPeers } from './peers/all.ts';
import { LIMITS, reachOf } from './reach.ts';
import { columnOf, type BenchResult } from './result.ts';
import { SOLOS } from './solo/all.ts';
import { median, middle, quantile } from './statistics.ts';
import { asTable, inUnit } from './table.ts';
import { AFTER_LOAD, WORKLOADS } from './workloads/all.ts';

const result = (ours: number, theirs?: number): BenchResult => ({
  machine: { host: 'here', processor: 'a <fast> one', cores: 2, memoryGb: 4, node: 'v20' },
  options: { rounds: 3 },
  columns: [
    { id: 'embedded', title: 'Ours', note: 'one' },
    { id: 'zeebe', title: 'Theirs', note: 'two & more' },
  ],
  workloads: [
    {
      id: 'one-task',
      letter: 'a',
      title: 'One task',
      figures: [{ key: 'serverCpuMs', title: 'server CPU', unit: 'ms', digits: 2, better: 'less' }],
      columns: {
        embedded: columnOf([{ serverCpuMs: ours }]),
        zeebe: theirs === undefined ? columnOf([], 'no JDK') : columnOf([{ serverCpuMs: theirs }]),
      },
    },
  ],
});

const lineOf = (name: string, of: BenchResult): ReturnType<typeof reachOf>[number] | undefined =>
  reachOf(of).find((line) => line.name === name);

describe('helpers of the benchmark', () => {
  it('take quantiles of unordered samples', () => {
    const samples = [5, 1, 4, 2, 3];
    expect(median(samples)).to.equal(3);
    expect(quantile(samples, 0.99)).to.equal(5);
    expect(quantile([], 0.5)).to.be.NaN;
  });

  it('take the middle of each figure over the rounds that have it', () => {
    const rounds: Record<string, number>[] = [{ a: 1, once: 7 }, { a: 9 }, { a: 2 }];
    expect(middle(rounds)).to.deep.equal({ a: 2, once: 7 });
  });

  it('hold a ratio against its limit, and say nothing where a peer is missing', () => {
    const name = '(a) server CPU per instance, to Zeebe';
    expect(lineOf(name, result(0.25, 2.5))?.isReached).to.equal(true);
    expect(lineOf(name, result(0.26, 2.5))?.isReached).to.equal(false);
    expect(lineOf(name, result(0.26))).to.include({ value: null, isReached: null });
    expect(lineOf('(a) server CPU per instance', result(0.26))?.isReached).to.equal(true);
  });

  it('turn the sense around for what should be more', () => {
    const limit = { name: 'x', limit: 2, unit: '×', of: () => 1.9 };
    expect(reachOf(result(1), [{ ...limit, sense: 'at least' }])[0]?.isReached).to.equal(false);
    expect(reachOf(result(1), [{ ...limit, sense: 'at most' }])[0]?.isReached).to.equal(true);
  });

  it('have a workload with the figure behind every limit', () => {
    const asked: string[] = [];
    const all = [...WORKLOADS, AFTER_LOAD, ...SOLOS];
    const ids = [
      ...allPeers().map(({ id }) => id),
      ...SOLOS.flatMap((s) => s.columns.map((c) => c.id)),
    ];
    const full: BenchResult = {
      machine: {},
      options: {},
      columns: [],
      workloads: all.map(({ id, letter, title, figures }) => ({
        id,
        letter,
        title,
        figures,
        columns: Object.fromEntries(
          ids.map((column) => [
            column,
            columnOf([Object.fromEntries(figures.map(({ key }) => [key, 1]))]),
          ]),
        ),
      })),
    };
    for (const { name, value } of reachOf(full)) if (value === null) asked.push(name);
    expect(asked, 'limits on figures that nobody measures').to.deep.equal([]);
    expect(LIMITS.length).to.be.greaterThan(20);
  });

  it('say what is missing below the table', () => {
    const text = asTable(result(1), reachOf(result(1)));
    expect(text).to.include('| server CPU, ms | 1.00 | – |');
    expect(text).to.include('!!! (a) zeebe: no JDK');
  });

  it('write numbers with as many digits as they are worth', () => {
    expect(inUnit(0.1, '×')).to.equal('0.1×');
    expect(inUnit(4, '×')).to.equal('4×');
    expect(inUnit(1234.5, 'ms')).to.equal('1235 ms');
    expect(inUnit(100, 'ms')).to.equal('100 ms');
    expect(inUnit(0.304, 'ms')).to.equal('0.3 ms');
  });

  it('draw a page that needs nothing else, with every text escaped', () => {
    const page = chartPage(result(1, 2), reachOf(result(1, 2)));
    expect(page).to.include('a &lt;fast&gt; one').and.to.include('two &amp; more');
    expect(page).not.to.match(/(src|href)=|@import|url\(/);
    expect(escapeHtml(`<a b="c" d='e'>&`)).to.equal('&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;');
  });

  it('draw bars on one scale', () => {
    const bar = { isOurs: true, low: 1, high: 1 };
    const svg = barChart('t', 'ms', [
      { ...bar, name: 'one', value: 1 },
      { ...bar, name: 'two', value: 2, low: 2, high: 4 },
    ]);
    const widths = [...svg.matchAll(/<rect [^>]*?width="([\d.]+)"/g)].map((m) => Number(m[1]));
    expect(widths).to.deep.equal([105, 210]);
  });

  it('read the command line, and refuse what it does not know', () => {
    const options = readOptions(['--only', 'a,product', '--rounds', '5']) as BenchOptions;
    expect(options.rounds).to.equal(5);
    expect(isAsked(options, 'a', 'one-task')).to.equal(true);
    expect(isAsked(options, 'f', 'product')).to.equal(true);
    expect(isAsked(options, 'ghi', 'waiting')).to.equal(false);
    expect(readOptions(['--rounds', '0'])).to.be.a('string');
    expect(readOptions(['--all'])).to.be.a('string');
  });
});
