/**
 * A small parser-combinator machine that fails as fastparse 3.0.2 does, to tell what could have
 * been read at the place of a failure. It keeps fastparse's fields and the order in which they are
 * changed, because the message depends on both. Used for texts that can't be parsed only.
 * Source: fastparse ParsingRun.scala, internal/{MacroImpls,RepImpls,MacroRepImpls,Util}.scala
 */
export type Msgs = readonly (() => string)[];

/** Reads at `run.index`; success or failure is left in the run. */
export type Rule = (run: ParsingRun) => void;

export const NONE: Msgs = [];

/** More steps than any text that people write needs; deep nesting takes exponentially many. */
const MAX_STEPS = 300_000;

/** Thrown when telling what went wrong would take too long. */
export class TooManySteps extends Error {}

export class ParsingRun {
  readonly input: string;
  /** Where the messages are wanted; -1: nowhere. */
  readonly traceIndex: number;
  index = 0;
  isSuccess = true;
  cut = true;
  shortMsg: Msgs = NONE;
  aggregateMsgs: Msgs = NONE;
  private steps = 0;

  constructor(input: string, traceIndex: number) {
    this.input = input;
    this.traceIndex = traceIndex;
  }

  get verbose(): boolean {
    return this.traceIndex >= 0;
  }

  succeed(index = this.index): void {
    this.isSuccess = true;
    this.index = index;
  }

  fail(index = this.index): void {
    this.isSuccess = false;
    this.index = index;
  }

  reportTerminal(startIndex: number, message: Msgs): void {
    this.steps += 1;
    if (this.steps > MAX_STEPS) throw new TooManySteps();
    if (!this.verbose) return;
    const isNear = startIndex >= this.traceIndex;
    this.report(isNear ? message : NONE, isNear ? message : NONE, false, isNear);
  }

  reportAggregate(short: Msgs, aggregate: Msgs = this.aggregateMsgs, force = false): void {
    if (this.verbose) this.report(short, aggregate, force, aggregate.length > 0);
  }

  private report(short: Msgs, aggregate: Msgs, force: boolean, setsShort: boolean): void {
    this.shortMsg = setsShort ? short : NONE;
    if (force) this.aggregateMsgs = aggregate;
    else if (!this.cut && !this.isSuccess && this.traceIndex <= this.index) {
      this.aggregateMsgs = this.shortMsg;
    } else this.aggregateMsgs = aggregate;
  }
}

/** The messages as they are told: one alone, several in parentheses, each once. */
export function render(messages: Msgs): string {
  const texts = [...new Set(messages.toReversed().map((message) => message()))];
  return texts.length === 1 ? (texts[0] ?? '') : `(${texts.join(' | ')})`;
}

/** `a ~ b` of two rules' messages. */
export function joined(left: Msgs, right: Msgs): Msgs {
  if (left.length === 0) return right;
  return right.length === 0 ? left : [() => `${render(left)} ~ ${render(right)}`];
}

/** A text in quotes, with the escapes of a Scala literal. */
export function literalize(text: string): string {
  const escaped = text.replace(/["\\\b\f\n\r\t]/g, (char) => ESCAPES[char] ?? char);
  const controls = escaped.replace(
    /[\u0000-\u001f]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `"${controls}"`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

function terminal(message: Msgs, read: (run: ParsingRun) => number): Rule {
  return (run) => {
    const start = run.index;
    const end = read(run);
    if (end < 0) run.fail();
    else run.succeed(end);
    run.reportTerminal(start, message);
  };
}

export function literal(text: string): Rule {
  const message = literalize(text);
  return terminal([() => message], ({ input, index }) =>
    input.startsWith(text, index) ? index + text.length : -1,
  );
}

/** `StringIn`: the longest of the texts. */
export function stringIn(...texts: readonly string[]): Rule {
  const byLength = texts.toSorted((x, y) => y.length - x.length);
  const messages = texts.map((text) => () => literalize(text));
  return terminal(messages, ({ input, index }) => {
    const found = byLength.find((text) => input.startsWith(text, index));
    return found === undefined ? -1 : index + found.length;
  });
}

/** One character (`CharIn`, `CharPred`, `AnyChar`), or one and more (`CharsWhile`). */
export function chars(name: string, accepts: (char: string) => boolean, isMany = false): Rule {
  return terminal([() => name], ({ input, index }) => {
    let end = index;
    while (end < input.length && accepts(input.charAt(end)) && (isMany || end === index)) end += 1;
    return end === index ? -1 : end;
  });
}

export const start: Rule = terminal([() => 'start-of-input'], ({ index }) =>
  index === 0 ? 0 : -1,
);

export const end: Rule = terminal([() => 'end-of-input'], ({ input, index }) =>
  index >= input.length ? index : -1,
);

/** `P(…)`: a rule with a name. */
export function named(name: string, rule: Rule): Rule {
  const message: Msgs = [() => name];
  return (run) => {
    const startIndex = run.index;
    rule(run);
    run.reportAggregate(message, run.aggregateMsgs, startIndex < run.traceIndex);
  };
}

/** `a ~ b ~ c` with whitespace between, `a ~~ b` without. */
export function sequence(whitespace: Rule | null, ...rules: readonly Rule[]): Rule {
  return rules.reduce((left, right) => pair(whitespace, left, right));
}

function pair(whitespace: Rule | null, left: Rule, right: Rule): Rule {
  return (run) => {
    left(run);
    if (!run.isSuccess) return;
    const postLeft = run.index;
    const leftAggregate = run.aggregateMsgs;
    const leftMsg = run.shortMsg;
    whitespace?.(run);
    if (!run.isSuccess) return;
    const preRight = run.index;
    right(run);
    const rightAggregate = run.aggregateMsgs;
    const rightMsg = run.shortMsg;
    if (run.isSuccess) {
      const isStill = run.index === preRight && run.index < run.input.length;
      run.succeed(isStill ? postLeft : run.index);
    }
    run.reportAggregate(
      joined(leftMsg, rightMsg),
      [...rightAggregate, ...leftAggregate],
      preRight === run.traceIndex,
    );
  };
}

/** `a | b | c`. */
export function choice(...rules: readonly Rule[]): Rule {
  return rules.reduce(either);
}

function either(left: Rule, right: Rule): Rule {
  return (run) => {
    const oldCut = run.cut;
    run.cut = false;
    const startIndex = run.index;
    left(run);
    const leftMsg = run.shortMsg;
    const leftAggregate = run.aggregateMsgs;
    if (run.isSuccess) {
      run.cut ||= oldCut;
      return;
    }
    if (run.cut) return;
    run.index = startIndex;
    run.reportAggregate(leftMsg);
    run.cut = false;
    right(run);
    const rightMsg = run.shortMsg;
    const rightCut = run.cut;
    if (!run.isSuccess && !rightCut) run.fail(startIndex);
    run.cut = rightCut || oldCut;
    run.reportAggregate([...rightMsg, ...leftMsg], [...run.aggregateMsgs, ...leftAggregate]);
  };
}

/** `a.?` */
export function optional(rule: Rule): Rule {
  return (run) => {
    const startIndex = run.index;
    const startCut = run.cut;
    run.cut = false;
    rule(run);
    const isFound = run.isSuccess;
    if (isFound) run.cut ||= startCut;
    else if (!run.cut) {
      run.succeed(startIndex);
      run.cut ||= startCut;
    }
    const short = run.shortMsg;
    if (!isFound) run.reportAggregate([() => `${render(short)}.?`]);
  };
}

/** `!a` */
export function not(rule: Rule): Rule {
  return (run) => {
    const startIndex = run.index;
    const startCut = run.cut;
    rule(run);
    if (run.isSuccess) run.fail(startIndex);
    else run.succeed(startIndex);
    run.reportTerminal(startIndex, NONE);
    run.cut = startCut;
  };
}

/** `a.flatMap(…)`: what follows a value, after whitespace. */
export function followed(whitespace: Rule, left: Rule, right: Rule): Rule {
  return (run) => {
    left(run);
    if (!run.isSuccess) return;
    whitespace(run);
    if (!run.isSuccess && run.cut) return;
    right(run);
  };
}

/** A rule that is made when it is first needed, for rules that contain each other. */
export function lazy(make: () => Rule): Rule {
  let rule: Rule | null = null;
  return (run) => {
    rule ??= make();
    rule(run);
  };
}
