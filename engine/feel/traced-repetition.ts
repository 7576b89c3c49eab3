import { joined, NONE, render } from './traced-parser.ts';
import type { Msgs, ParsingRun, Rule } from './traced-parser.ts';

/** `a.rep(min)`: with whitespace between, or null for none. */
export function repeat(whitespace: Rule | null, min: number, rule: Rule): Rule {
  return (run) => {
    let wasCut = run.cut;
    let startIndex = run.index;
    let lastAggregate: Msgs | null = null;
    for (let count = 0; ; count += 1) {
      run.cut = min > 0 && wasCut && count < min;
      rule(run);
      const short = run.shortMsg;
      const aggregate = run.aggregateMsgs;
      wasCut ||= run.cut;
      if (!run.isSuccess) {
        if (!run.cut) finish(run, count >= min, startIndex, wasCut);
        reportRepetition(run, min, short, aggregate, lastAggregate);
        return;
      }
      startIndex = run.index;
      run.cut = false;
      whitespace?.(run);
      if (!run.isSuccess && run.cut) return;
      run.cut = false;
      lastAggregate = aggregate;
    }
  };
}

/** `a.rep(min, sep = b)`. */
export function separated(whitespace: Rule, min: number, separator: Rule, rule: Rule): Rule {
  return (run) => {
    let outerCut = run.cut;
    let preCut = false;
    let startIndex = run.index;
    let separatorMsg: Msgs | null = null;
    let lastAggregate: Msgs | null = null;
    for (let count = 0; ; count += 1) {
      run.cut = preCut || (count < min && outerCut);
      rule(run);
      const short = run.shortMsg;
      const aggregate = run.aggregateMsgs;
      const postCut = run.cut;
      if (!run.isSuccess) {
        if (!postCut) finish(run, count >= min, startIndex, outerCut || postCut);
        const isPlain = separatorMsg === null || preCut || postCut;
        const own = isPlain ? run.aggregateMsgs : joined(separatorMsg ?? NONE, short);
        reportRepetition(run, min, short, own, lastAggregate);
        return;
      }
      const before = run.index;
      whitespace(run);
      if (!run.isSuccess && run.cut) return;
      run.cut = false;
      separator(run);
      const separatorCut = run.cut;
      outerCut ||= postCut || separatorCut;
      if (!run.isSuccess) {
        if (!separatorCut) finish(run, count + 1 >= min, before, outerCut);
        reportRepetition(run, min, short, run.aggregateMsgs, aggregate);
        return;
      }
      separatorMsg = run.shortMsg;
      whitespace(run);
      if (!run.isSuccess && (separatorCut || run.cut)) return;
      startIndex = before;
      preCut = separatorCut;
      lastAggregate = aggregate;
    }
  };
}

function finish(run: ParsingRun, isEnough: boolean, index: number, cut: boolean): void {
  if (isEnough) run.succeed(index);
  else run.index = index;
  run.cut = cut;
}

function reportRepetition(
  run: ParsingRun,
  min: number,
  short: Msgs,
  own: Msgs,
  last: Msgs | null,
): void {
  run.reportAggregate(
    [() => `${render(short)}.rep${min === 0 ? '' : `(${min})`}`],
    last === null ? own : [...own, ...last],
  );
}
